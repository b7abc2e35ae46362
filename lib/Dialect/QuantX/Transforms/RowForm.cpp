//===- RowForm.cpp - Functions of rows in integers ------------------------===//

#include "RowForm.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Dialect/QuantX/Utils/FixedPointArith.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Input
//===----------------------------------------------------------------------===//

/// The number of elements that differ in the index of `dims` only, if static.
static std::optional<int64_t> getCount(RankedTensorType type,
                                       ArrayRef<int64_t> dims) {
  int64_t count = 1;
  for (int64_t dim : dims)
    if (type.isDynamicDim(dim) ||
        llvm::MulOverflow(count, type.getDimSize(dim), count))
      return std::nullopt;
  return count;
}

/// Multiplications by positive numbers on the way to `value` go into `factor`.
static Value skipScalings(Value value, double &factor) {
  while (true) {
    QuantizationFlow any = getQuantizationFlow(value);
    auto *flow = std::get_if<PointwiseFlow>(&any);
    bool isScaling = flow && flow->affine && flow->affine->isScaling() &&
                     flow->affine->scale > 0 &&
                     (!flow->map || flow->map.isIdentity());
    if (!isScaling || value.getDefiningOp<DequantizeOp>())
      return value;
    factor *= flow->affine->scale;
    value = flow->data->get();
  }
}

static FailureOr<RowInput> getRowInput(OpResult head, const RowFlow &flow,
                                       Refusal &refusal) {
  Operation *op = head.getOwner();
  unsigned number = flow.data->getOperandNumber();
  auto refuse = [&](StringRef why) {
    return refusal(op, llvm::formatv("has operand #{0}, {1}", number, why));
  };
  RowInput input;
  Value value = skipScalings(flow.data->get(), input.factor);
  auto source = value.getDefiningOp<DequantizeOp>();
  if (!source)
    return refuse("which is not quantized");
  input.stored = source.getInput();
  input.params = source.getParams();
  input.dims = flow.dims;
  input.count = getCount(source.getType(), flow.dims);
  if (!input.params.isPerTensor())
    return refuse("whose parameters are not per tensor");
  if (!isSmallInteger(input.params))
    return refuse("which is not stored in an integer of at most 16 bits");
  return input;
}

//===----------------------------------------------------------------------===//
// Emission
//===----------------------------------------------------------------------===//

RowEmitter::RowEmitter(OpBuilder &builder, Location loc, const RowInput &input)
    : builder(builder), loc(loc),
      sizes(tensor::getMixedSizes(builder, loc, input.stored)) {
  SmallVector<AffineExpr> kept;
  for (auto [dim, size] : llvm::enumerate(sizes)) {
    bool isRow = llvm::is_contained(input.dims, static_cast<int64_t>(dim));
    iterators.push_back(isRow ? utils::IteratorType::reduction
                              : utils::IteratorType::parallel);
    if (isRow)
      continue;
    kept.push_back(builder.getAffineDimExpr(dim));
    rowSizes.push_back(size);
  }
  rowMap = AffineMap::get(sizes.size(), 0, kept, builder.getContext());
}

Value RowEmitter::reduce(Value values, Type type, int64_t start,
                         ElementwiseBody body) const {
  Value empty = tensor::EmptyOp::create(builder, loc, rowSizes, type);
  Value init =
      linalg::FillOp::create(
          builder, loc, emitIntegerConstant(builder, loc, type, start), empty)
          .getResult(0);
  AffineMap identity = builder.getMultiDimIdentityMap(sizes.size());
  auto generic = linalg::GenericOp::create(
      builder, loc, init.getType(), values, init,
      ArrayRef<AffineMap>{identity, rowMap}, iterators,
      [&](OpBuilder &nested, Location nestedLoc, ValueRange args) {
        linalg::YieldOp::create(nested, nestedLoc,
                                body(nested, nestedLoc, args));
      });
  return generic.getResult(0);
}

Value RowEmitter::onRows(ValueRange operands, Type type,
                         ElementwiseBody body) const {
  SmallVector<ElementwiseOperand> rows;
  for (Value operand : operands)
    rows.push_back({operand, {}});
  return createElementwise(builder, loc, rows, rowSizes, type, body);
}

Value RowEmitter::onElements(ArrayRef<ElementwiseOperand> elements,
                             ValueRange rows, Type type,
                             ElementwiseBody body) const {
  SmallVector<ElementwiseOperand> operands(elements);
  for (Value row : rows)
    operands.push_back({row, rowMap});
  return createElementwise(builder, loc, operands, sizes, type, body);
}

Value RowEmitter::createTable(ArrayRef<int32_t> entries) const {
  auto type = RankedTensorType::get(static_cast<int64_t>(entries.size()),
                                    builder.getI32Type());
  return arith::ConstantOp::create(builder, loc,
                                   DenseElementsAttr::get(type, entries));
}

//===----------------------------------------------------------------------===//
// Matching
//===----------------------------------------------------------------------===//

void quantx::remarkRowForm(OpResult head, StringRef function,
                           std::optional<double> errorBound) {
  std::string bound =
      errorBound ? llvm::formatv(", each result within {0:F4} steps of the "
                                 "real one",
                                 *errorBound)
                       .str()
                 : ", in rows whose length is known at run time only";
  remark::passed(head.getLoc(), remark::RemarkOpts::name("row").category(
                                    "quantx-lower-to-integer"))
      << remark::reason("{0} in integers{1}", function, bound);
}

FailureOr<IntegerForm> quantx::matchRow(OpResult head, const RowFlow &flow,
                                        const Epilogue &epilogue,
                                        Refusal &refusal) {
  FailureOr<RowInput> input = getRowInput(head, flow, refusal);
  if (failed(input))
    return failure();
  if (flow.function == RowFunction::Softmax)
    return matchSoftmax(head, *input, epilogue, refusal);
  return matchNormalize(head, *input, flow, epilogue, refusal);
}
