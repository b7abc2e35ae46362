//===- ProgressBar.cpp - How far, how fast, how long still ----------------===//

#include "quantx/Support/ProgressBar.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>

using namespace llvm;
using namespace quantx;

ProgressBar::ProgressBar(StringRef label, uint64_t total)
    : label(label), total(std::max<uint64_t>(total, 1)),
      enabled(sys::Process::StandardErrIsDisplayed()), start(Clock::now()),
      lastDrawn(start) {}

ProgressBar::~ProgressBar() {
  constexpr StringLiteral eraseLine = "\r\x1b[K";
  if (drawn)
    errs() << eraseLine;
}

std::string ProgressBar::render(uint64_t done, double seconds) const {
  constexpr unsigned width = 30;
  done = std::min(done, total);
  auto filled = static_cast<unsigned>(width * done / total);
  std::string line;
  raw_string_ostream os(line);
  os << label << " [" << std::string(filled, '#')
     << std::string(width - filled, ' ') << "] " << done << "/" << total;
  if (done == 0 || seconds <= 0)
    return line;
  double rate = static_cast<double>(done) / seconds;
  auto left = static_cast<uint64_t>(static_cast<double>(total - done) / rate);
  os << " " << format(rate < 10 ? "%.1f" : "%.0f", rate) << "/s " << left / 60
     << ":" << format("%02d", static_cast<int>(left % 60)) << " left";
  return line;
}

void ProgressBar::update(uint64_t done) {
  if (!enabled)
    return;
  Clock::time_point now = Clock::now();
  if (drawn && now - lastDrawn < std::chrono::milliseconds(100))
    return;
  lastDrawn = now;
  drawn = true;
  std::chrono::duration<double> seconds = now - start;
  errs() << '\r' << render(done, seconds.count()) << "\x1b[K";
}
