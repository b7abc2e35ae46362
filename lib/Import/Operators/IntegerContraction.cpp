//===- IntegerContraction.cpp - Sums of products of 8-bit integers --------===//

#include "IntegerContraction.h"

#include "../EmitConversion.h"
#include "../Evaluation.h"
#include "Contraction.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace quantx::importer {

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

bool isKnownZero(const TensorValue &value) {
  return value.isConstant() &&
         llvm::all_of(value.known->data.bytes, [](char c) { return c == 0; });
}

FailureOr<IntegerOperand>
readIntegerOperand(NodeImporter &importer, unsigned index, unsigned zeroIndex) {
  IntegerOperand operand{importer.getInput(index), std::nullopt};
  DataType type = operand.value.type;
  if (type != DataType::Int8 && type != DataType::UInt8)
    return importer.error()
           << "its input '" << importer.getNode().inputs[index]
           << "' must be int8 or uint8, but is " << spellDataType(type);
  if (!importer.hasInput(zeroIndex))
    return operand;
  TensorValue zero = importer.getInput(zeroIndex);
  if (zero.type != type)
    return importer.error()
           << "its zero point '" << importer.getNode().inputs[zeroIndex]
           << "' must be " << spellDataType(type) << " as what it belongs to, "
           << "but is " << spellDataType(zero.type);
  if (isKnownZero(zero))
    return operand;
  auto isOne = [](OpFoldResult extent) { return getStatic(extent) == 1; };
  if (llvm::all_of(zero.shape, isOne))
    zero = emitReshape(importer, zero, {}, importer.getLoc("zero"));
  operand.zeroPoint = zero;
  return operand;
}

/// Unsigned numbers less 128, as signed ones: the sign bit flipped.
static TensorValue flipSign(NodeImporter &importer, const TensorValue &value) {
  if (value.isConstant()) {
    const TensorData &data = value.known->data;
    ConstantWriter writer(DataType::Int8, data.getNumElements());
    for (int64_t i = 0, e = data.getNumElements(); i < e; ++i)
      writer.setBits(i, data.getBits(i) ^ 0x80);
    return writer.finish(data.shape, importer.getContext());
  }
  return emitElementwise(
      importer, value, value.shape, DataType::Int8, importer.getLoc("signed"),
      [](OpBuilder &nested, Location loc, ValueRange args) -> Value {
        Value sign = arith::ConstantOp::create(
            nested, loc, nested.getI8IntegerAttr(int8_t(-128)));
        return arith::XOrIOp::create(nested, loc, args[0], sign);
      });
}

/// The same operand in int8, which products are made of; the zero point moves
/// along, so the differences stay.
static void makeSigned(NodeImporter &importer, IntegerOperand &operand) {
  if (operand.value.type == DataType::Int8)
    return;
  operand.value = flipSign(importer, operand.value);
  if (operand.zeroPoint)
    operand.zeroPoint = flipSign(importer, *operand.zeroPoint);
  else
    operand.zeroPoint =
        makeConstant<int8_t>(DataType::Int8, {}, {-128}, importer.getContext());
  if (isKnownZero(*operand.zeroPoint))
    operand.zeroPoint.reset();
}

static Value extend(OpBuilder &builder, Location loc, Value value) {
  return arith::ExtSIOp::create(builder, loc, builder.getI32Type(), value);
}

/// True for weights whose zero point is known to be 0 as signed numbers, so
/// that their 8 bits can be multiplied as they are.
static bool isCentered(const IntegerOperand &operand) {
  if (operand.value.type == DataType::Int8)
    return !operand.zeroPoint;
  return operand.zeroPoint && operand.zeroPoint->isConstant() &&
         llvm::all_of(operand.zeroPoint->known->data.bytes,
                      [](char c) { return c == char(0x80); });
}

/// The differences from the zero point, in the 16 bits they fit; nothing is
/// left to correct then, but the products are of twice the bits.
static IntegerOperand emitDifference(NodeImporter &importer,
                                     const IntegerOperand &operand) {
  SmallVector<TensorValue> operands = {operand.value};
  if (operand.zeroPoint)
    operands.push_back(*operand.zeroPoint);
  DataType type = operand.value.type;
  TensorValue difference = emitElementwise(
      importer, operands, operand.value.shape, DataType::Int16,
      importer.getLoc("difference"),
      [&](OpBuilder &nested, Location loc, ValueRange args) -> Value {
        auto widen = [&](Value value) {
          return emitConversion(nested, loc, value, type, DataType::Int16);
        };
        if (args.size() == 1)
          return widen(args[0]);
        return arith::SubIOp::create(nested, loc, widen(args[0]),
                                     widen(args[1]));
      });
  return {difference, std::nullopt};
}

//===----------------------------------------------------------------------===//
// Corrections
//===----------------------------------------------------------------------===//

/// The sums of a known int8 tensor over `axes`.
static TensorValue sumKnown(NodeImporter &importer, const TensorData &data,
                            ArrayRef<int64_t> axes) {
  SmallVector<int64_t> shape;
  for (auto [dim, extent] : llvm::enumerate(data.shape))
    if (!llvm::is_contained(axes, static_cast<int64_t>(dim)))
      shape.push_back(extent);
  int64_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  SmallVector<int64_t> sums(count), coordinates(data.shape.size()), kept;
  for (int64_t i = 0, e = data.getNumElements(); i < e; ++i) {
    delinearize(i, data.shape, coordinates);
    kept.clear();
    for (auto [dim, coordinate] : llvm::enumerate(coordinates))
      if (!llvm::is_contained(axes, static_cast<int64_t>(dim)))
        kept.push_back(coordinate);
    sums[linearize(kept, shape)] += getIntElement(data, i);
  }
  ConstantWriter writer(DataType::Int32, count);
  for (auto [index, sum] : llvm::enumerate(sums))
    writer.setInt(static_cast<int64_t>(index), sum);
  return writer.finish(shape, importer.getContext());
}

/// The sums of an int8 tensor over `axes` in i32.
static TensorValue emitSums(NodeImporter &importer, const TensorValue &value,
                            ArrayRef<int64_t> axes) {
  if (value.isConstant())
    return sumKnown(importer, value.known->data, axes);
  Location loc = importer.getLoc("sums");
  TensorValue wide =
      emitElementwise(importer, value, value.shape, DataType::Int32, loc,
                      [](OpBuilder &nested, Location loc, ValueRange args) {
                        return extend(nested, loc, args[0]);
                      });
  return emitReduce(
      importer, wide, axes, 0, loc,
      [](OpBuilder &nested, Location loc, ValueRange args) -> Value {
        return arith::AddIOp::create(nested, loc, args[0], args[1]);
      });
}

/// init - sums * zeroPoint, all of it known.
static TensorValue correctKnown(NodeImporter &importer, const TensorData *init,
                                const TensorData &sums,
                                const TensorData &zeroPoint) {
  int64_t count = sums.getNumElements();
  ConstantWriter writer(DataType::Int32, count);
  for (int64_t i = 0; i < count; ++i)
    writer.setInt(i, (init ? getIntElement(*init, i) : 0) -
                         getIntElement(sums, i) * getIntElement(zeroPoint, 0));
  return writer.finish(sums.shape, importer.getContext());
}

/// init - sums * zeroPoint over `shape`, to which both factors broadcast.
static TensorValue emitCorrection(NodeImporter &importer,
                                  const std::optional<TensorValue> &init,
                                  const TensorValue &sums,
                                  const TensorValue &zeroPoint,
                                  const Shape &shape, Location loc) {
  if ((!init || init->isConstant()) && sums.isConstant() &&
      zeroPoint.isConstant() && zeroPoint.getRank() == 0 && sums.shape == shape)
    return correctKnown(importer, init ? &init->known->data : nullptr,
                        sums.known->data, zeroPoint.known->data);
  SmallVector<TensorValue> operands = {sums, zeroPoint};
  if (init)
    operands.push_back(*init);
  return emitElementwise(
      importer, operands, shape, DataType::Int32, loc,
      [](OpBuilder &nested, Location loc, ValueRange args) -> Value {
        Value product = arith::MulIOp::create(nested, loc, args[0],
                                              extend(nested, loc, args[1]));
        Value start = args.size() == 3
                          ? args[2]
                          : arith::ConstantOp::create(
                                nested, loc, nested.getI32IntegerAttr(0));
        return arith::SubIOp::create(nested, loc, start, product);
      });
}

//===----------------------------------------------------------------------===//
// Contractions
//===----------------------------------------------------------------------===//

/// The number that stands for 0 in `operand`.
static Value emitZeroNumber(NodeImporter &importer,
                            const IntegerOperand &operand) {
  Location loc = importer.getLoc("pad");
  if (!operand.zeroPoint)
    return emitScalar(importer, operand.value.type, 0, loc);
  if (operand.zeroPoint->isConstant())
    return emitConstantElement(importer, operand.zeroPoint->known->data, 0,
                               loc);
  return tensor::ExtractOp::create(importer.getBuilder(), loc,
                                   importer.materialize(*operand.zeroPoint));
}

/// The zero point of a filter spread over its dimensions, of which the first is
/// that of the output channels.
static IntegerOperand emitFilterDifference(NodeImporter &importer,
                                           const IntegerOperand &filter) {
  IntegerOperand spread = filter;
  if (filter.zeroPoint && filter.zeroPoint->getRank() == 1) {
    Shape shape(filter.value.getRank(), importer.getMath().constant(1));
    shape.front() = filter.zeroPoint->shape.front();
    spread.zeroPoint = emitReshape(importer, *filter.zeroPoint, shape,
                                   importer.getLoc("zero"));
  }
  return emitDifference(importer, spread);
}

FailureOr<TensorValue>
emitIntegerConvolution(NodeImporter &importer, IntegerOperand input,
                       IntegerOperand filter,
                       const std::optional<TensorValue> &bias, StringRef part) {
  if (input.zeroPoint && input.zeroPoint->getRank() != 0)
    return importer.error() << "the zero point of its input must be one number";
  FailureOr<UnpaddedConvolution> read = readConvolution(
      importer, input.value, filter.value, bias, DataType::Int32);
  if (failed(read))
    return failure();
  Convolution &conv = read->conv;
  conv.part = part;
  if (filter.zeroPoint && filter.zeroPoint->getRank() != 0 &&
      filter.zeroPoint->shape != Shape{filter.value.shape[0]})
    return importer.error()
           << "the zero point of its filter must be one number "
              "or one for each filter";
  if (isCentered(filter)) {
    makeSigned(importer, input);
    makeSigned(importer, filter);
  } else {
    input = emitDifference(importer, input);
    filter = emitFilterDifference(importer, filter);
  }
  conv.filter = filter.value;
  conv.input = emitPad(importer, input.value, read->padLow, read->padHigh,
                       emitZeroNumber(importer, input), importer.getLoc("pad"));
  if (input.zeroPoint) {
    auto axes = llvm::to_vector(llvm::seq<int64_t>(1, filter.value.getRank()));
    TensorValue sums = emitSums(importer, filter.value, axes);
    conv.bias = emitCorrection(importer, conv.bias, sums, *input.zeroPoint,
                               sums.shape, importer.getLoc("bias"));
  }
  return emitConvolution(importer, conv);
}

/// A zero point for each row as a column, so that it broadcasts.
static void makeColumn(NodeImporter &importer, IntegerOperand &a) {
  if (!a.zeroPoint || a.zeroPoint->getRank() != 1)
    return;
  Shape shape = {a.zeroPoint->shape[0], importer.getMath().constant(1)};
  a.zeroPoint =
      emitReshape(importer, *a.zeroPoint, shape, importer.getLoc("zero"));
}

/// Checks that the zero points are constant along the sums, and no larger than
/// the operands.
static LogicalResult checkZeroPoint(NodeImporter &importer,
                                    const IntegerOperand &operand,
                                    int64_t depthFromEnd, StringRef name) {
  if (!operand.zeroPoint || operand.zeroPoint->getRank() == 0)
    return success();
  const TensorValue &zero = *operand.zeroPoint;
  int64_t offset = operand.value.getRank() - zero.getRank();
  bool fits = offset >= 0;
  for (int64_t dim = 0; fits && dim < zero.getRank(); ++dim) {
    bool summed = zero.getRank() - dim == depthFromEnd;
    OpFoldResult extent = zero.shape[dim];
    fits = getStatic(extent) == 1 ||
           (!summed && extent == operand.value.shape[dim + offset]);
  }
  if (fits)
    return success();
  return importer.error() << "the zero point of its input " << name << " is "
                          << zero.getTensorType(importer.getContext())
                          << ", but must be one number or one for each "
                          << (name == "A" ? "row" : "column") << " of "
                          << operand.value.getTensorType(importer.getContext());
}

FailureOr<TensorValue> emitIntegerMatMul(NodeImporter &importer,
                                         IntegerOperand a, IntegerOperand b,
                                         StringRef part) {
  FailureOr<MatMulOperands> operands =
      promoteToMatrices(importer, a.value, b.value);
  if (failed(operands))
    return failure();
  a.value = operands->a;
  b.value = operands->b;
  makeColumn(importer, a);
  if (failed(checkZeroPoint(importer, a, /*depthFromEnd=*/1, "A")) ||
      failed(checkZeroPoint(importer, b, /*depthFromEnd=*/2, "B")))
    return failure();
  if (isCentered(b)) {
    makeSigned(importer, a);
    makeSigned(importer, b);
  } else {
    a = emitDifference(importer, a);
    b = emitDifference(importer, b);
  }
  operands->a = a.value;
  operands->b = b.value;
  FailureOr<TensorValue> product = emitMatMul(
      importer, *operands, DataType::Int32, a.zeroPoint ? "product" : part);
  if (failed(product))
    return failure();
  TensorValue result = *product;
  if (a.zeroPoint) {
    TensorValue sums = emitSums(importer, b.value, b.value.getRank() - 2);
    Shape shape = b.value.shape;
    shape[shape.size() - 2] = importer.getMath().constant(1);
    sums = emitReshape(importer, sums, shape, importer.getLoc("sums"));
    result = emitCorrection(importer, result, sums, *a.zeroPoint, result.shape,
                            importer.getPartLoc(part));
  }
  return dropPromoted(importer, *operands, result);
}

} // namespace quantx::importer
