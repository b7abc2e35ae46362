//===- FindingsTable.cpp - Tensors that need a look, as a table -----------===//

#include "FindingsTable.h"

#include "quantx/Calibration/Findings.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

#include <set>

using namespace llvm;
using namespace quantx;
using namespace quantx::calibration;

static void printRows(raw_ostream &os, ArrayRef<Finding> findings) {
  size_t nameWidth = StringRef("tensor").size();
  size_t kindWidth = StringRef("finding").size();
  for (const Finding &finding : findings) {
    nameWidth = std::max(nameWidth, finding.tensor.size());
    kindWidth = std::max(kindWidth, getName(finding.kind).size());
  }
  auto printRow = [&](StringRef name, StringRef kind, StringRef seen) {
    os << "  " << left_justify(name, nameWidth) << "  "
       << left_justify(kind, kindWidth) << "  " << seen << "\n";
  };
  printRow("tensor", "finding", "what was seen");
  for (const Finding &finding : findings)
    printRow(finding.tensor, getName(finding.kind), finding.seen);
}

void tools::printFindings(const ModelStatistics &statistics, bool all) {
  std::vector<Finding> findings = findConspicuous(statistics);
  if (findings.empty())
    return;
  constexpr size_t shortLength = 10;
  ArrayRef<Finding> shown = findings;
  if (!all && shown.size() > shortLength)
    shown = shown.take_front(shortLength);
  std::set<StringRef> tensors;
  for (const Finding &finding : findings)
    tensors.insert(finding.tensor);

  raw_ostream &os = errs();
  WithColor::warning(os, "quant-calibrate")
      << tensors.size() << " of " << statistics.tensors.size()
      << (tensors.size() == 1 ? " tensors needs" : " tensors need")
      << " a look:\n";
  printRows(os, shown);
  if (shown.size() < findings.size())
    os << "  ... and " << findings.size() - shown.size()
       << " more; -v lists all\n";
  std::set<FindingKind> explained;
  for (const Finding &finding : shown)
    if (explained.insert(finding.kind).second)
      os << "  " << getName(finding.kind) << ": " << getAdvice(finding.kind)
         << "\n";
}
