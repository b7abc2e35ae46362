//===- Reduction.cpp - Reductions, global pools and Softmax ---------------===//

#include "../Emit.h"
#include "../Evaluation.h"
#include "../OperatorTable.h"
#include "ScalarOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;

namespace quantx::importer {

/// What a reduction starts from, as a number of type `type`.
template <typename ScalarOp>
static double getStart(DataType type);
template <>
double getStart<AddScalar>(DataType) {
  return 0.0;
}
template <>
double getStart<MulScalar>(DataType) {
  return 1.0;
}
template <>
double getStart<MaxScalar>(DataType type) {
  return getLowest(type);
}
template <>
double getStart<MinScalar>(DataType type) {
  return getHighest(type);
}

//===----------------------------------------------------------------------===//
// Emission
//===----------------------------------------------------------------------===//

/// Gives back the reduced dimensions of `input` as extents of 1.
static TensorValue keepDims(NodeImporter &importer, const TensorValue &reduced,
                            const TensorValue &input, ArrayRef<int64_t> axes) {
  Shape shape = input.shape;
  for (int64_t axis : axes)
    shape[axis] = importer.getMath().constant(1);
  return emitReshape(importer, reduced, shape, importer.getLoc());
}

template <typename ScalarOp>
static TensorValue emitReduction(NodeImporter &importer,
                                 const TensorValue &value,
                                 ArrayRef<int64_t> axes, Location loc) {
  return emitReduce(importer, value, axes, getStart<ScalarOp>(value.type), loc,
                    [&](OpBuilder &nested, Location loc, ValueRange args) {
                      return ScalarOp::emit(nested, loc, value.type, args);
                    });
}

/// The mean of `value` over `axes`, without these dimensions.
static TensorValue emitMean(NodeImporter &importer, const TensorValue &value,
                            ArrayRef<int64_t> axes) {
  TensorValue sum =
      emitReduction<AddScalar>(importer, value, axes, importer.getLoc("sum"));
  OpFoldResult count = importer.getMath().constant(1);
  for (int64_t axis : axes)
    count = importer.getMath().mul(count, value.shape[axis]);
  Value divisor =
      emitCount(importer, count, value.type, importer.getLoc("count"));
  return emitElementwise(
      importer, sum, sum.shape, sum.type, importer.getLoc(),
      [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
        return arith::DivFOp::create(nested, loc, args[0], divisor);
      });
}

static FailureOr<SmallVector<int64_t>> getSpatialAxes(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  if (input.getRank() < 3 || !isFloat(input.type))
    return importer.error() << "its input must be a float tensor N x C x "
                               "spatial, but is "
                            << input.getTensorType(importer.getContext());
  return llvm::to_vector(llvm::seq<int64_t>(2, input.getRank()));
}

static LogicalResult importGlobalAveragePool(NodeImporter &importer) {
  FailureOr<SmallVector<int64_t>> axes = getSpatialAxes(importer);
  if (failed(axes))
    return failure();
  const TensorValue &input = importer.getInput(0);
  return importer.setResult(
      0, keepDims(importer, emitMean(importer, input, *axes), input, *axes));
}

static LogicalResult importGlobalMaxPool(NodeImporter &importer) {
  FailureOr<SmallVector<int64_t>> axes = getSpatialAxes(importer);
  if (failed(axes))
    return failure();
  const TensorValue &input = importer.getInput(0);
  TensorValue max =
      emitReduction<MaxScalar>(importer, input, *axes, importer.getLoc());
  return importer.setResult(0, keepDims(importer, max, input, *axes));
}

//===----------------------------------------------------------------------===//
// Reduce*
//===----------------------------------------------------------------------===//

/// The axes to reduce; nullopt when the node reduces nothing.
static FailureOr<std::optional<SmallVector<int64_t>>>
getReducedAxes(NodeImporter &importer) {
  int64_t rank = importer.getInput(0).getRank();
  // Sums went over to an input first.
  int64_t since = importer.getOp() == "ReduceSum" ? 13 : 18;
  auto stated = importer.getIntsInputOrAttr(1, "axes", since);
  if (failed(stated))
    return failure();
  if (*stated && !(*stated)->empty()) {
    FailureOr<SmallVector<int64_t>> axes =
        importer.normalizeAxes(**stated, rank);
    if (failed(axes))
      return failure();
    return std::optional(std::move(*axes));
  }
  if (importer.getInt("noop_with_empty_axes", 0) != 0)
    return std::optional<SmallVector<int64_t>>();
  return std::optional(llvm::to_vector(llvm::seq<int64_t>(0, rank)));
}

static LogicalResult
importReduce(NodeImporter &importer,
             llvm::function_ref<TensorValue(ArrayRef<int64_t>)> emit) {
  const TensorValue &input = importer.getInput(0);
  if (input.type == DataType::Bool)
    return importer.error() << "its input must be numbers, but is bool";
  FailureOr<std::optional<SmallVector<int64_t>>> axes =
      getReducedAxes(importer);
  if (failed(axes))
    return failure();
  if (!*axes || input.getRank() == 0)
    return importer.setResult(0, input);
  TensorValue result = emit(**axes);
  if (importer.getInt("keepdims", 1) != 0)
    result = keepDims(importer, result, input, **axes);
  return importer.setResult(0, std::move(result));
}

static LogicalResult importReduceMean(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  if (!isFloat(input.type))
    return importer.error() << "its input must be a float tensor, but is "
                            << spellDataType(input.type);
  return importReduce(importer, [&](ArrayRef<int64_t> axes) {
    return emitMean(importer, input, axes);
  });
}

template <typename ScalarOp>
static LogicalResult importReduction(NodeImporter &importer) {
  return importReduce(importer, [&](ArrayRef<int64_t> axes) {
    return emitReduction<ScalarOp>(importer, importer.getInput(0), axes,
                                   importer.getLoc());
  });
}

/// Shape arithmetic reduces lists of extents, which is all that is computed
/// here.
template <typename ScalarOp>
static FailureOr<bool> evaluateReduction(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  if (!isInteger(input.type) || input.getRank() != 1 ||
      input.getStaticDim(0) == 0)
    return false;
  FailureOr<std::optional<SmallVector<int64_t>>> axes =
      getReducedAxes(importer);
  if (failed(axes))
    return failure();
  if (!*axes)
    return false;
  OpFoldResult result = getExtentElement(importer, *input.known, 0);
  for (int64_t i = 1, e = input.getStaticDim(0); i < e; ++i) {
    MaybeExtent next =
        ScalarOp::onExtents(importer.getMath(), result,
                            getExtentElement(importer, *input.known, i));
    if (!next)
      return false;
    result = *next;
  }
  SmallVector<int64_t> shape;
  if (importer.getInt("keepdims", 1) != 0)
    shape.push_back(1);
  if (failed(importer.setResult(
          0, makeExtents(importer, input.type, shape, result))))
    return failure();
  return true;
}

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

static LogicalResult importSoftmax(NodeImporter &importer) {
  TensorValue input = importer.getInput(0);
  if (!isFloat(input.type))
    return importer.error() << "its input must be a float tensor, but is "
                            << spellDataType(input.type);
  bool flattens = importer.getOpset() < 13;
  FailureOr<int64_t> axis = importer.normalizeAxis(
      importer.getInt("axis", flattens ? 1 : -1), input.getRank());
  if (failed(axis))
    return failure();
  Shape shape = input.shape;
  // Before opset 13 everything from axis on was one dimension.
  if (flattens) {
    Shape flat(ArrayRef(shape).take_front(*axis));
    flat.push_back(
        importer.getMath().product(ArrayRef(shape).drop_front(*axis)));
    input = emitReshape(importer, input, flat, importer.getLoc("flatten"));
  }
  Value init =
      emitEmpty(importer, input.type, input.shape, importer.getLoc("init"));
  auto op = linalg::SoftmaxOp::create(
      importer.getBuilder(), importer.getLoc(), TypeRange{init.getType()},
      importer.materialize(input), init, static_cast<uint64_t>(*axis));
  TensorValue result{input.type, input.shape, op->getResult(0), nullptr};
  return importer.setResult(
      0, emitReshape(importer, result, shape, importer.getLoc()));
}

template <typename ScalarOp>
static OperatorSpec makeSpec(llvm::StringLiteral name) {
  return {name,
          1,
          2,
          1,
          "axes:is keepdims:i noop_with_empty_axes:i",
          importReduction<ScalarOp>,
          evaluateReduction<ScalarOp>};
}

void addReductionOperators(OperatorTable &table) {
  table.add({{"ReduceMean", 1, 2, 1,
              "axes:is keepdims:i noop_with_empty_axes:i", importReduceMean},
             makeSpec<AddScalar>("ReduceSum"),
             makeSpec<MulScalar>("ReduceProd"),
             makeSpec<MaxScalar>("ReduceMax"),
             makeSpec<MinScalar>("ReduceMin"),
             {"GlobalAveragePool", 1, 1, 1, "", importGlobalAveragePool},
             {"GlobalMaxPool", 1, 1, 1, "", importGlobalMaxPool},
             {"Softmax", 1, 1, 1, "axis:i", importSoftmax}});
}

} // namespace quantx::importer
