//===- Page.h - The parts of an HTML page -----------------------*- C++ -*-===//

#ifndef QUANTX_LIB_REPORT_PAGE_H
#define QUANTX_LIB_REPORT_PAGE_H

#include "quantx/Report/Comparison.h"

#include "llvm/ADT/StringRef.h"

#include <string>

namespace quantx::report {

/// The style sheet and the script. The page is whole without the script, which
/// sorts, filters and folds it.
extern const char *const pageStyle;
extern const char *const pageScript;

/// `text` as the contents of an element or of an attribute in double quotes.
std::string escape(llvm::StringRef text);

/// A name, to be broken behind its slashes.
std::string escapeName(llvm::StringRef name);

/// How good an SQNR is to look at: "bad", "fair", "good" or "exact".
llvm::StringRef getGrade(const ErrorMetrics &error);

/// A chart of the SQNR of each layer, in the order of the model.
void printOverview(llvm::raw_ostream &os, const Comparison &comparison);

/// A histogram of the float values with the range that is stored and those that
/// calibrators would choose.
void printHistogram(llvm::raw_ostream &os, const Comparison &comparison,
                    const LayerComparison &layer);

/// The table of layers, each with its details.
void printLayers(llvm::raw_ostream &os, const Comparison &comparison);

} // namespace quantx::report

#endif // QUANTX_LIB_REPORT_PAGE_H
