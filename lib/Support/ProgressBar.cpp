//===- ProgressBar.cpp - How far, how fast, how long still ----------------===//

#include "quantx/Support/ProgressBar.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>

using namespace llvm;
using namespace quantx;

ProgressBar::ProgressBar(StringRef label, uint64_t total, bool quiet)
    : label(label), total(std::max<uint64_t>(total, 1)), quiet(quiet),
      onTerminal(sys::Process::StandardErrIsDisplayed()), start(Clock::now()),
      lastDrawn(start) {}

ProgressBar::~ProgressBar() {
  constexpr StringLiteral eraseLine = "\r\x1b[K";
  if (drawn)
    errs() << eraseLine;
}

/// "45/s" and "0:09 left", or "2:05:00 left".
static std::pair<std::string, std::string>
estimate(uint64_t done, uint64_t total, double seconds) {
  double rate = static_cast<double>(done) / seconds;
  auto left = static_cast<uint64_t>(static_cast<double>(total - done) / rate);
  std::string speed, time;
  raw_string_ostream(speed)
      << format(rate < 10 ? "%.1f" : "%.0f", rate) << "/s";
  raw_string_ostream os(time);
  if (left >= 3600)
    os << left / 3600 << ":" << format("%02d", int(left / 60 % 60));
  else
    os << left / 60;
  os << ":" << format("%02d", int(left % 60)) << " left";
  return {speed, time};
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
  auto [speed, left] = estimate(done, total, seconds);
  os << " " << speed << " " << left;
  return line;
}

std::string ProgressBar::renderPlain(uint64_t done, double seconds) const {
  done = std::min(done, total);
  std::string line;
  raw_string_ostream os(line);
  os << label << ": " << done << "/" << total;
  if (done == 0 || seconds <= 0)
    return line;
  auto [speed, left] = estimate(done, total, seconds);
  os << ", " << speed << ", " << left;
  return line;
}

bool ProgressBar::isLineDue(double seconds) {
  constexpr double longest = 600;
  if (seconds < nextLine)
    return false;
  while (nextLine <= seconds)
    nextLine += std::min(nextLine, longest);
  return true;
}

void ProgressBar::update(uint64_t done) {
  if (quiet)
    return;
  Clock::time_point now = Clock::now();
  std::chrono::duration<double> seconds = now - start;
  if (!onTerminal) {
    if (isLineDue(seconds.count()))
      errs() << renderPlain(done, seconds.count()) << "\n";
    return;
  }
  if (drawn && now - lastDrawn < std::chrono::milliseconds(100))
    return;
  lastDrawn = now;
  drawn = true;
  errs() << '\r' << render(done, seconds.count()) << "\x1b[K";
}
