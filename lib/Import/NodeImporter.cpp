//===- NodeImporter.cpp - What an operator's importer works with ----------===//

#include "NodeImporter.h"

#include "Constants.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace quantx::importer {

NodeImporter::NodeImporter(ImportState &state, const Node &node, int64_t opset)
    : state(state), node(node), opset(opset) {
  state.math.setLoc(getLoc("shape"));
}

InFlightDiagnostic NodeImporter::error() const {
  return mlir::emitError(state.fileLoc)
         << "node '" << node.name << "' (" << node.op << ", domain "
         << node.domain << ", opset " << opset << "): ";
}

//===----------------------------------------------------------------------===//
// Inputs and results
//===----------------------------------------------------------------------===//

bool NodeImporter::hasInput(unsigned index) const {
  return index < node.inputs.size() && !node.inputs[index].empty();
}

const TensorValue &NodeImporter::getInput(unsigned index) const {
  return state.values.find(node.inputs[index])->second;
}

bool NodeImporter::hasResult(unsigned index) const {
  return index < node.outputs.size() && !node.outputs[index].empty();
}

LogicalResult NodeImporter::setResult(unsigned index, TensorValue value) {
  SmallVector<int64_t> known;
  for (OpFoldResult extent : value.shape)
    if (int64_t size = getStatic(extent); !ShapedType::isDynamic(size))
      known.push_back(size);
  if (state.math.hasOverflowed() || value.shape.size() > maxRank ||
      !countElements(known))
    return error() << "the shape of its result '" << node.outputs[index]
                   << "' is impossible: [" << ArrayRef<int64_t>(known) << "]";
  state.values[node.outputs[index]] = std::move(value);
  return success();
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

const Attribute *NodeImporter::getAttr(StringRef name) const {
  auto it = node.attributes.find(name);
  return it == node.attributes.end() ? nullptr : &it->second;
}

bool NodeImporter::hasAttr(StringRef name) const { return getAttr(name); }

int64_t NodeImporter::getInt(StringRef name, int64_t defaultValue) const {
  const Attribute *attribute = getAttr(name);
  return attribute ? attribute->intValue : defaultValue;
}

float NodeImporter::getFloat(StringRef name, float defaultValue) const {
  const Attribute *attribute = getAttr(name);
  return attribute ? attribute->floatValue : defaultValue;
}

StringRef NodeImporter::getString(StringRef name,
                                  StringRef defaultValue) const {
  const Attribute *attribute = getAttr(name);
  return attribute ? StringRef(attribute->stringValue) : defaultValue;
}

std::optional<ArrayRef<int64_t>> NodeImporter::getInts(StringRef name) const {
  const Attribute *attribute = getAttr(name);
  if (!attribute)
    return std::nullopt;
  return ArrayRef<int64_t>(attribute->ints);
}

//===----------------------------------------------------------------------===//
// Inputs that must be known
//===----------------------------------------------------------------------===//

FailureOr<Shape> NodeImporter::getExtentsInput(unsigned index) {
  const TensorValue &value = getInput(index);
  if (!value.known)
    return error() << "its input '" << node.inputs[index]
                   << "' must be known while importing, but it is "
                   << (isa_and_nonnull<BlockArgument>(value.value)
                           ? "a graph input; make it an initializer"
                           : "computed from the data");
  if (!isInteger(value.type) || value.getRank() > 1)
    return error() << "its input '" << node.inputs[index]
                   << "' must be a list of integers, but it is a rank-"
                   << value.getRank() << " tensor of "
                   << spellDataType(value.type);
  if (value.known->isSymbolic())
    return Shape(value.known->elements);
  Shape extents;
  for (int64_t i = 0, e = value.known->data.getNumElements(); i < e; ++i)
    extents.push_back(getMath().constant(getIntElement(value.known->data, i)));
  return extents;
}

FailureOr<SmallVector<int64_t>> NodeImporter::getIntsInput(unsigned index) {
  FailureOr<Shape> extents = getExtentsInput(index);
  if (failed(extents))
    return failure();
  SmallVector<int64_t> numbers;
  for (OpFoldResult extent : *extents) {
    std::optional<int64_t> number = getConstantIntValue(extent);
    if (!number)
      return error() << "its input '" << node.inputs[index]
                     << "' depends on a dynamic extent; fix it with "
                        "--batch-size or export the model with a fixed shape";
    numbers.push_back(*number);
  }
  return numbers;
}

LogicalResult NodeImporter::checkForm(unsigned index, StringRef name,
                                      int64_t sinceOpset) const {
  if (opset >= sinceOpset && hasAttr(name))
    return error() << "'" << name << "' is an attribute, but since opset "
                   << sinceOpset << " it is input " << index;
  if (opset < sinceOpset && hasInput(index))
    return error() << "'" << name << "' is given as input " << index
                   << ", but before opset " << sinceOpset
                   << " it is an attribute";
  return success();
}

FailureOr<std::optional<SmallVector<int64_t>>>
NodeImporter::getIntsInputOrAttr(unsigned index, StringRef name,
                                 int64_t sinceOpset) {
  if (failed(checkForm(index, name, sinceOpset)))
    return failure();
  if (hasInput(index)) {
    FailureOr<SmallVector<int64_t>> numbers = getIntsInput(index);
    if (failed(numbers))
      return failure();
    return std::optional<SmallVector<int64_t>>(std::move(*numbers));
  }
  if (std::optional<ArrayRef<int64_t>> numbers = getInts(name))
    return std::optional<SmallVector<int64_t>>(
        SmallVector<int64_t>(numbers->begin(), numbers->end()));
  return std::optional<SmallVector<int64_t>>();
}

FailureOr<int64_t> NodeImporter::normalizeAxis(int64_t axis, int64_t rank) {
  if (axis < -rank || axis >= rank)
    return error() << "axis " << axis << " is outside a rank-" << rank
                   << " tensor";
  return axis < 0 ? axis + rank : axis;
}

FailureOr<SmallVector<int64_t>>
NodeImporter::normalizeAxes(ArrayRef<int64_t> axes, int64_t rank) {
  SmallVector<int64_t> result;
  for (int64_t axis : axes) {
    FailureOr<int64_t> normalized = normalizeAxis(axis, rank);
    if (failed(normalized))
      return failure();
    if (llvm::is_contained(result, *normalized))
      return error() << "axis " << axis << " is listed twice";
    result.push_back(*normalized);
  }
  llvm::sort(result);
  return result;
}

//===----------------------------------------------------------------------===//
// Locations and materialization
//===----------------------------------------------------------------------===//

Location NodeImporter::getLoc(unsigned index) const {
  StringRef name =
      hasResult(index) ? StringRef(node.outputs[index]) : StringRef(node.name);
  return NameLoc::get(state.builder.getStringAttr(name));
}

Location NodeImporter::getLoc(StringRef part) const {
  OpBuilder &builder = state.builder;
  return NameLoc::get(cast<NameLoc>(getLoc()).getName(),
                      NameLoc::get(builder.getStringAttr(part)));
}

Value NodeImporter::materialize(const TensorValue &value) {
  if (value.value)
    return value.value;
  Value &materialized = state.materialized[value.known.get()];
  if (materialized)
    return materialized;
  state.kept.push_back(value.known);
  const TensorData &data = value.known->data;
  Location loc = data.name.empty()
                     ? getLoc("constant")
                     : NameLoc::get(state.builder.getStringAttr(data.name));
  materialized = value.known->isSymbolic()
                     ? materializeExtents(value, loc)
                     : createConstant(state.builder, loc, data);
  return materialized;
}

Value NodeImporter::materializeExtents(const TensorValue &value, Location loc) {
  OpBuilder &builder = state.builder;
  RankedTensorType type = value.getTensorType(getContext());
  SmallVector<Value> elements;
  for (OpFoldResult extent : value.known->elements)
    elements.push_back(arith::IndexCastOp::create(
        builder, loc, type.getElementType(), state.math.materialize(extent)));
  return tensor::FromElementsOp::create(builder, loc, type, elements);
}

} // namespace quantx::importer
