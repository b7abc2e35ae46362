//===- EmitWeights.cpp - Weights that the kernel computes -----------------===//
//
// The scalar body of a dequantize on one vector of columns: stored values and
// their parameters are read from packed constants, and the floats exist in
// registers only.
//
//===----------------------------------------------------------------------===//

#include "Steps.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace quantx;

static Value splat(Emission &e, TypedAttr scalar, int64_t lanes) {
  auto type = VectorType::get({lanes}, scalar.getType());
  return arith::ConstantOp::create(
      e.builder, e.loc, type, DenseElementsAttr::get(type, Attribute(scalar)));
}

/// The stored values of a vector of columns; of nibbles in the lower half of
/// each byte.
static Value readStored(Emission &e, int64_t vector, int64_t lanes) {
  bool isNibble = e.contraction.weightBody->isNibble;
  SmallVector<Value> indices = packedIndices(e);
  for (unsigned loop : e.schedule.packedReductions())
    indices.push_back(e.toValue(e.state.ivs[loop]));
  indices.push_back(
      e.toValue(e.builder.getIndexAttr(isNibble ? vector / 2 : vector)));
  indices.push_back(e.toValue(e.builder.getIndexAttr(0)));
  Value stored = e.readVector(e.state.columns->weights, indices, lanes);
  if (!isNibble || vector % 2 == 0)
    return stored;
  Value four = splat(e, e.builder.getI8IntegerAttr(4), lanes);
  return arith::ShRUIOp::create(e.builder, e.loc, stored, four);
}

static Value readParameter(Emission &e, const PackedParameter &parameter,
                           int64_t vector, int64_t lanes) {
  SmallVector<unsigned> reductions = e.schedule.packedReductions();
  size_t numOuter = e.schedule.outerWeights.size();
  auto getIndex = [&](unsigned loop, int64_t shared) {
    const auto &block = e.state.blocks[loop];
    if (block && block->size == shared)
      return e.toValue(block->index);
    if (shared >= e.contraction.loops[loop].size)
      return e.toValue(e.builder.getIndexAttr(0));
    return e.toValue(affine::makeComposedFoldedAffineApply(
        e.builder, e.loc, e.builder.getAffineDimExpr(0).floorDiv(shared),
        {e.state.ivs[loop]}));
  };
  SmallVector<Value> indices;
  for (auto [i, loop] : llvm::enumerate(e.schedule.outerWeights))
    indices.push_back(getIndex(loop, parameter.shared[i]));
  if (parameter.isByColumn)
    indices.push_back(e.toValue(e.state.panel));
  for (auto [i, loop] : llvm::enumerate(reductions))
    indices.push_back(getIndex(loop, parameter.shared[numOuter + i]));
  if (!parameter.isByColumn)
    return e.broadcast(tensor::ExtractOp::create(e.builder, e.loc,
                                                 parameter.constant, indices),
                       lanes);
  indices.push_back(e.toValue(e.builder.getIndexAttr(vector)));
  indices.push_back(e.toValue(e.builder.getIndexAttr(0)));
  return e.readVector(parameter.constant, indices, lanes);
}

Value quantx::computeWeights(Emission &e, int64_t vector) {
  const WeightBody &weights = *e.contraction.weightBody;
  int64_t lanes = sumLanes(e, vector);
  linalg::GenericOp op = weights.op;
  Block &body = *op.getBody();
  IRMapping map;
  map.map(body.getArgument(weights.stored), readStored(e, vector, lanes));
  for (auto [parameter, packed] :
       llvm::zip_equal(weights.parameters, e.state.columns->parameters))
    map.map(body.getArgument(parameter.argument),
            readParameter(e, packed, vector, lanes));
  auto lookUp = [&](Value scalar) {
    if (Value known = map.lookupOrNull(scalar))
      return known;
    TypedAttr constant;
    if (matchPattern(scalar, m_Constant(&constant)))
      return splat(e, constant, lanes);
    return e.broadcast(scalar, lanes);
  };
  for (Operation &nested : body.without_terminator()) {
    if (nested.hasTrait<OpTrait::ConstantLike>())
      continue;
    SmallVector<Value> operands =
        llvm::map_to_vector(nested.getOperands(), lookUp);
    Type type = VectorType::get({lanes}, nested.getResult(0).getType());
    map.map(nested.getResult(0),
            e.builder
                .create(nested.getLoc(), nested.getName().getIdentifier(),
                        operands, type, nested.getAttrs())
                ->getResult(0));
  }
  return lookUp(body.getTerminator()->getOperand(0));
}
