//===- DynamicForm.cpp - Contractions of data quantized at run time -------===//
//
//   y = f32(sum((a - za) * (b - zb))) * (sa * sb) + init
//
// with a constant weight b, and with sa and za that are values, for the tensor
// or for each row (QX-I14). As in ContractionForm.cpp the op itself runs on the
// stored values:
//
//   sum((a - za) * (b - zb)) = sum(a*b) - zb * sum(a) - za * sum(b - zb)
//
// All else is one elementwise op on the sums, which code generation takes into
// the kernel.
//
//===----------------------------------------------------------------------===//

#include "ConstantGrid.h"
#include "Factors.h"
#include "Requantization.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "mlir/IR/TypeUtilities.h"
#include "quantx/Dialect/QuantX/Utils/Elementwise.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "quantx/Dialect/QuantX/Utils/NarrowFloatArith.h"

using namespace mlir;
using namespace quantx;

namespace {
class DynamicContraction {
public:
  explicit DynamicContraction(OpResult head)
      : op(cast<linalg::LinalgOp>(head.getOwner())),
        rank(cast<ShapedType>(head.getType()).getRank()) {}

  LogicalResult match(const AccumulatingFlow &flow, Refusal &refusal);
  Value emit(OpBuilder &builder);

private:
  LogicalResult matchData(OpOperand *operand, Refusal &refusal);
  void findBounds();

  linalg::LinalgOp op;
  int64_t rank;
  DynamicDequantizeOp source;
  StoredFactor data;
  /// From the dimensions of the result to those of the data's parameters.
  AffineMap rowMap;
  Factor weight;
  FactorSums sums;
  AccumulatorBounds bounds;
  /// What is added in float; null for nothing.
  Value init;
  AffineMap initMap;
};

/// The elementwise op behind the products: operands by their role, and the
/// scalar that they give.
class DynamicEpilogue {
public:
  explicit DynamicEpilogue(bool isUnsigned) : isUnsigned(isUnsigned) {}

  unsigned add(Value value, AffineMap map) {
    operands.push_back({value, map});
    return operands.size() - 1;
  }
  ArrayRef<ElementwiseOperand> getOperands() const { return operands; }

  Value emitBody(OpBuilder &builder, Location loc, ValueRange args,
                 FloatType result) const;

  /// Integers: the products, and what is subtracted from them.
  unsigned products = 0;
  std::optional<unsigned> zeroPoint, weightSums, dataSums, weightZeroPoints;
  /// Floats.
  unsigned scale = 0, weightScales = 0;
  std::optional<unsigned> init;

private:
  SmallVector<ElementwiseOperand> operands;
  /// The data's zero point is unsigned.
  bool isUnsigned;
};
} // namespace

//===----------------------------------------------------------------------===//
// Matching
//===----------------------------------------------------------------------===//

LogicalResult DynamicContraction::matchData(OpOperand *operand,
                                            Refusal &refusal) {
  source = operand->get().getDefiningOp<DynamicDequantizeOp>();
  SchemeAttr scheme = source.getScheme();
  if (!scheme.isInteger() ||
      scheme.getStorageType().getIntOrFloatBitWidth() > 16)
    return refusal(op, "reads data that is not stored in an integer of at most "
                       "16 bits");
  if (llvm::any_of(scheme.getBlockSizes(), [](int64_t n) { return n != 1; }))
    return refusal(op, "reads data with parameters per block");
  data = {operand, source.getInput(), scheme.getStorageType()};
  AffineMap map = getMapFromResult(op, operand);
  SmallVector<AffineExpr> rows;
  for (int64_t axis : scheme.getAxes()) {
    auto dim = dyn_cast<AffineDimExpr>(map.getResult(axis));
    if (!dim || dim.getPosition() >= rank)
      return refusal(op, "reads data whose parameters vary along a dimension "
                         "that is summed over");
    rows.push_back(dim);
  }
  rowMap = AffineMap::get(rank, 0, rows, op.getContext());
  return success();
}

/// Bounds of the sums for every zero point of the storage type, by the positive
/// and the negative weights of each channel.
void DynamicContraction::findBounds() {
  auto [min, max] = SchemeAttr::getTypeBounds(data.storageType);
  if (source.getZeroPoint())
    std::tie(min, max) = std::make_pair(min - max, max - min);
  for (auto [positive, negative] :
       llvm::zip_equal(sums.positive.getValues(), sums.negative.getValues())) {
    bounds.min = std::min(bounds.min, positive * min + negative * max);
    bounds.max = std::max(bounds.max, positive * max + negative * min);
  }
}

LogicalResult DynamicContraction::match(const AccumulatingFlow &flow,
                                        Refusal &refusal) {
  if (failed(matchData(flow.data, refusal)))
    return failure();
  FailureOr<Factor> factor = getFactor(op, flow.weight, refusal);
  if (failed(factor))
    return failure();
  weight = *factor;
  std::optional<FactorSums> found = getFactorSums(op, weight);
  if (!found)
    return refusal(op, "multiplies data that is quantized at run time with a "
                       "tensor that is not constant");
  sums = *found;
  findBounds();
  bool addsNothing = !flow.init || getConstantNumber(flow.init->get()) == 0.0;
  if (addsNothing)
    return success();
  init = flow.init->get();
  initMap = flow.initMap
                ? flow.initMap
                : AffineMap::getMultiDimIdentityMap(rank, op.getContext());
  return success();
}

//===----------------------------------------------------------------------===//
// Emission
//===----------------------------------------------------------------------===//

Value DynamicEpilogue::emitBody(OpBuilder &builder, Location loc,
                                ValueRange args, FloatType result) const {
  Value total = args[products];
  Type type = total.getType();
  auto subtractProduct = [&](Value lhs, Value rhs) {
    Value product = arith::MulIOp::create(builder, loc, lhs, rhs);
    total = arith::SubIOp::create(builder, loc, total, product);
  };
  if (dataSums)
    subtractProduct(args[*dataSums], args[*weightZeroPoints]);
  if (zeroPoint)
    subtractProduct(
        emitIntegerCast(builder, loc, args[*zeroPoint], type, isUnsigned),
        args[*weightSums]);
  FloatType f32 = builder.getF32Type();
  Value real = arith::SIToFPOp::create(builder, loc, f32, total);
  Value unit = arith::MulFOp::create(
      builder, loc, emitFloatCast(builder, loc, args[scale], f32),
      args[weightScales]);
  real = arith::MulFOp::create(builder, loc, real, unit);
  if (init)
    real = arith::AddFOp::create(builder, loc, real,
                                 emitFloatCast(builder, loc, args[*init], f32));
  return emitFloatCast(builder, loc, real, result);
}

Value DynamicContraction::emit(OpBuilder &builder) {
  Location loc = op.getLoc();
  MLIRContext *context = op.getContext();
  Type type = builder.getIntegerType(bounds.fitsI32() ? 32 : 64);
  linalg::LinalgOp products =
      emitProducts(builder, op, data, weight,
                   createGridTensor(builder, loc, Grid<int64_t>(0),
                                    op.getDpsInits().front(), type));

  DynamicEpilogue epilogue(data.isUnsigned());
  auto addGrid = [&](const Grid<int64_t> &grid) {
    return epilogue.add(createGridConstant(builder, loc, grid, type),
                        grid.getDomain().getMap(rank, context));
  };
  auto addFloats = [&](const Grid<float> &grid) {
    return epilogue.add(createGridConstant(builder, loc, grid),
                        grid.getDomain().getMap(rank, context));
  };
  epilogue.products = epilogue.add(products->getResult(0), {});
  epilogue.scale = epilogue.add(source.getScale(), rowMap);
  epilogue.weightScales = addFloats(weight.scales);
  if (source.getZeroPoint()) {
    epilogue.zeroPoint = epilogue.add(source.getZeroPoint(), rowMap);
    epilogue.weightSums = addGrid(generateGrid(
        sums.positive.getDomain(), rank, [&](ArrayRef<int64_t> index) {
          return sums.positive.at(index) + sums.negative.at(index);
        }));
  }
  if (!weight.isSymmetric()) {
    auto [sum, map] = emitFactorSum(builder, products, data, type);
    epilogue.dataSums = epilogue.add(sum, map);
    epilogue.weightZeroPoints = addGrid(weight.zeroPoints);
  }
  if (init) {
    std::optional<Grid<float>> constant = getConstantGrid(init, initMap);
    epilogue.init =
        constant ? addFloats(*constant) : epilogue.add(init, initMap);
  }
  auto result = cast<FloatType>(getElementTypeOrSelf(op->getResult(0)));
  return createElementwise(
      builder, loc, epilogue.getOperands(),
      tensor::getMixedSizes(builder, loc, products->getResult(0)), result,
      [&](OpBuilder &nested, Location loc, ValueRange args) {
        return epilogue.emitBody(nested, loc, args, result);
      });
}

FailureOr<IntegerForm>
quantx::matchDynamicContraction(OpResult head, const AccumulatingFlow &flow,
                                Refusal &refusal) {
  Operation *op = head.getOwner();
  if (!isa<linalg::LinalgOp>(op) || op->getNumResults() != 1)
    return refusal(op, "is no structured op with one result");
  if (!isa<Float32Type, Float16Type, BFloat16Type>(getElementTypeOrSelf(head)))
    return refusal(op, "gives something other than f32, f16 or bf16");
  auto contraction = std::make_shared<DynamicContraction>(head);
  if (failed(contraction->match(flow, refusal)))
    return failure();
  return IntegerForm(
      [contraction](OpBuilder &builder) { return contraction->emit(builder); });
}
