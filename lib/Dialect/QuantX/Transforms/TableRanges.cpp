//===- TableRanges.cpp - Ranges that a file states ------------------------===//

#include "TableRanges.h"

#include "mlir/IR/Remarks.h"
#include "quantx/Analysis/ModelFingerprint.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace quantx;
using calibration::Range;
using calibration::RangeTable;
using calibration::Symmetry;

static constexpr StringLiteral remarkCategory = "quantx-annotate-ranges";

/// "'a', 'b' and 7 more".
static std::string listNames(ArrayRef<std::string> names) {
  constexpr size_t shown = 5;
  std::string text = llvm::join(
      llvm::map_range(names.take_front(shown),
                      [](StringRef name) { return ("'" + name + "'").str(); }),
      ", ");
  if (names.size() > shown)
    text += " and " + std::to_string(names.size() - shown) + " more";
  return text;
}

FailureOr<TableRanges> TableRanges::read(ModuleOp module, StringRef path,
                                         StringRef formatName) {
  TableRanges ranges;
  if (path.empty())
    return ranges;
  auto format = calibration::parseRangeFormat(formatName);
  if (!format)
    return emitError(module.getLoc(), llvm::toString(format.takeError()));
  llvm::Expected<RangeTable> table = calibration::readRangeTable(path, *format);
  if (!table)
    return emitError(module.getLoc(), llvm::toString(table.takeError()));
  ranges.path = path.str();
  ranges.table = std::move(*table);
  if (ranges.table.model.empty())
    return ranges;
  std::string fingerprint = fingerprintModule(module);
  if (ranges.table.model != fingerprint)
    return emitError(module.getLoc())
           << "the ranges in '" << path << "' are for model "
           << ranges.table.model << ", and this is model " << fingerprint
           << "; leave the line 'model' out of the file if they are right for "
              "this one, too";
  return ranges;
}

/// Names of the file that no value has.
LogicalResult TableRanges::checkUnknown(ModuleOp module,
                                        const ValueNaming &naming) const {
  llvm::StringSet<> keys;
  for (Value value : naming.getValues())
    keys.insert(naming.getKey(value));
  std::vector<std::string> unknown;
  unsigned firstLine = 0;
  for (const auto &[name, entry] : table.entries) {
    if (keys.contains(name))
      continue;
    if (unknown.empty())
      firstLine = entry.line;
    unknown.push_back(name);
  }
  if (unknown.empty())
    return success();
  if (isOurs())
    return emitError(module.getLoc())
           << "'" << path << "': line " << firstLine
           << ": the model has no tensor " << listNames(unknown)
           << "; quant-calibrate --print-ranges prints a table of those it has";
  if (unknown.size() == table.entries.size())
    return emitError(module.getLoc())
           << "no name in '" << path
           << "' is that of a tensor of this model: " << listNames(unknown)
           << "; is it a table for another model, or were the tensors renamed?";
  remark::analysis(
      module.getLoc(),
      remark::RemarkOpts::name("UnknownNames").category(remarkCategory))
      << remark::add("'{0}' names {1} tensors that are no values here: {2}",
                     path, unknown.size(), listNames(unknown));
  return success();
}

/// Values that the file does not name.
LogicalResult TableRanges::checkMissing(ModuleOp module,
                                        const ValueNaming &naming,
                                        ArrayRef<Value> values) const {
  std::vector<std::string> missing;
  for (Value value : values)
    if (!table.entries.count(naming.getKey(value).str()))
      missing.push_back(naming.getKey(value).str());
  if (missing.empty())
    return success();
  if (isOurs())
    return emitError(module.getLoc())
           << "'" << path << "' has no line for " << missing.size()
           << " of the model's tensors: " << listNames(missing)
           << "; add them, or give statistics=FILE for what the table lacks";
  remark::missed(
      module.getLoc(),
      remark::RemarkOpts::name("MissingNames").category(remarkCategory))
      << remark::add("'{0}' has no range for {1} values, which get none: {2}",
                     path, missing.size(), listNames(missing));
  return success();
}

LogicalResult TableRanges::checkNames(ModuleOp module,
                                      const ValueNaming &naming,
                                      ArrayRef<Value> values,
                                      bool hasStatistics) const {
  if (path.empty())
    return success();
  if (failed(checkUnknown(module, naming)))
    return failure();
  return hasStatistics ? success() : checkMissing(module, naming, values);
}

std::optional<Range> TableRanges::lookup(StringRef key,
                                         Symmetry symmetry) const {
  auto it = table.entries.find(key.str());
  if (it == table.entries.end())
    return std::nullopt;
  return it->second.get(symmetry);
}
