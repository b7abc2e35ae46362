//===- OperatorTable.cpp - Which operators can be imported, and how -------===//

#include "OperatorTable.h"

#include "Operators/ArgExtremum.h"

using namespace mlir;

namespace quantx::importer {

const OperatorTable &OperatorTable::get() {
  static const OperatorTable table = [] {
    OperatorTable table;
    addActivationOperators(table);
    addArgExtremumOperators(table);
    addCastOperators(table);
    addComparisonOperators(table);
    addConstantOperators(table);
    addContractionOperators(table);
    addConvTransposeOperators(table);
    addConvolutionOperators(table);
    addElementwiseOperators(table);
    addExtentOperators(table);
    addGatherOperators(table);
    addIntegerOperators(table);
    addMathOperators(table);
    addMovementOperators(table);
    addNormalizationOperators(table);
    addPadOperators(table);
    addPoolingOperators(table);
    addPowOperators(table);
    addQLinearOperators(table);
    addQuantizationOperators(table);
    addReductionOperators(table);
    addReshapeOperators(table);
    addSlicingOperators(table);
    return table;
  }();
  return table;
}

const OperatorSpec *OperatorTable::lookup(StringRef domain,
                                          StringRef op) const {
  if (domain != "ai.onnx")
    return nullptr;
  auto it = specs.find(op);
  return it == specs.end() ? nullptr : &it->second;
}

void OperatorTable::add(ArrayRef<OperatorSpec> newSpecs) {
  for (const OperatorSpec &spec : newSpecs)
    specs.try_emplace(spec.name, spec);
}

static Attribute::Kind parseKind(StringRef code) {
  if (code == "i")
    return Attribute::Kind::Int;
  if (code == "f")
    return Attribute::Kind::Float;
  if (code == "s")
    return Attribute::Kind::String;
  if (code == "t")
    return Attribute::Kind::Tensor;
  if (code == "is")
    return Attribute::Kind::Ints;
  if (code == "fs")
    return Attribute::Kind::Floats;
  assert(code == "ss" && "unknown attribute kind in an OperatorSpec");
  return Attribute::Kind::Strings;
}

/// The kind `spec` gives attribute `name`, if it has one.
static std::optional<Attribute::Kind> findKind(const OperatorSpec &spec,
                                               StringRef name) {
  SmallVector<StringRef> entries;
  spec.attributes.split(entries, ' ', -1, /*KeepEmpty=*/false);
  for (StringRef entry : entries) {
    auto [entryName, code] = entry.split(':');
    if (entryName == name)
      return parseKind(code);
  }
  return std::nullopt;
}

static LogicalResult checkArity(const NodeImporter &importer,
                                const OperatorSpec &spec) {
  unsigned inputs = importer.getNumInputs();
  if (inputs < spec.minInputs || inputs > spec.maxInputs)
    return importer.error()
           << "it has " << inputs << " inputs, but needs "
           << (inputs < spec.minInputs ? "at least " : "at most ")
           << (inputs < spec.minInputs ? spec.minInputs : spec.maxInputs);
  for (unsigned i = 0; i < spec.minInputs; ++i)
    if (!importer.hasInput(i))
      return importer.error() << "its input " << i << " is missing";
  unsigned results = importer.getNumResults();
  if (results == 0 || results > spec.maxResults)
    return importer.error()
           << "it has " << results << " results, but needs "
           << (results == 0 ? "at least 1" : "at most ")
           << (results == 0 ? std::string() : std::to_string(spec.maxResults));
  return success();
}

LogicalResult checkAgainstSpec(const NodeImporter &importer,
                               const OperatorSpec &spec) {
  if (failed(checkArity(importer, spec)))
    return failure();
  // In the order of the names, so that the error is the same on every run.
  SmallVector<StringRef> names(importer.getNode().attributes.keys());
  llvm::sort(names);
  for (StringRef name : names) {
    const Attribute &attribute = *importer.getAttr(name);
    std::optional<Attribute::Kind> kind = findKind(spec, name);
    if (!kind)
      return importer.error()
             << "it has the attribute '" << name << "', which is not supported";
    if (attribute.kind != *kind)
      return importer.error()
             << "its attribute '" << name << "' must be " << spellKind(*kind)
             << ", but it is " << spellKind(attribute.kind);
  }
  return success();
}

LogicalResult checkInputTypes(const NodeImporter &importer,
                              const OperatorSpec &spec) {
  if (spec.takesLowPrecision)
    return success();
  for (unsigned i = 0, e = importer.getNumInputs(); i < e; ++i)
    if (importer.hasInput(i) && isLowPrecision(importer.getInput(i).type))
      return importer.error()
             << "its input '" << importer.getNode().inputs[i] << "' is of type "
             << spellDataType(importer.getInput(i).type)
             << ", which this operator does not compute with; convert it with "
                "Cast or DequantizeLinear first";
  return success();
}

} // namespace quantx::importer
