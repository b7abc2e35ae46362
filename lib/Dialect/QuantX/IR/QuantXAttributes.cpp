//===- QuantXAttributes.cpp - Scale, zero point, fixed point, range -------===//
//
// Storage access, text form and verification of the small attributes. Params,
// which combine them, are in QuantXParams.cpp.
//
//===----------------------------------------------------------------------===//

#include "mlir/IR/DialectImplementation.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

#define GET_ATTRDEF_CLASSES
#include "quantx/Dialect/QuantX/IR/QuantXAttributes.cpp.inc"

void QuantXDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "quantx/Dialect/QuantX/IR/QuantXAttributes.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// One number or a tensor of them
//===----------------------------------------------------------------------===//

/// Parses `<` number `:` type `>` or `<` elements `>`; a number becomes a
/// rank-0 tensor.
static FailureOr<ElementsAttr> parseElements(AsmParser &parser,
                                             StringRef what) {
  Attribute value;
  if (parser.parseLess())
    return failure();
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseAttribute(value) || parser.parseGreater())
    return failure();
  if (auto elements = dyn_cast<ElementsAttr>(value))
    return elements;
  auto number = dyn_cast<TypedAttr>(value);
  if (number && isa<FloatAttr, IntegerAttr>(value) &&
      number.getType().isIntOrFloat())
    return cast<ElementsAttr>(DenseElementsAttr::get(
        RankedTensorType::get({}, number.getType()), value));
  return parser.emitError(loc) << what << " expects a number with its type or "
                               << "an elements attribute, found " << value;
}

static void printElements(AsmPrinter &printer, ElementsAttr values) {
  printer << '<';
  auto dense = dyn_cast<DenseElementsAttr>(values);
  if (dense && dense.getType().getRank() == 0)
    printer << dense.getSplatValue<Attribute>();
  else
    printer << values;
  printer << '>';
}

//===----------------------------------------------------------------------===//
// ScaleAttr
//===----------------------------------------------------------------------===//

static bool isScaleType(Type type) {
  return isa<Float32Type, Float16Type, BFloat16Type, Float8E8M0FNUType,
             Float8E4M3FNType>(type);
}

ScaleAttr ScaleAttr::get(MLIRContext *context, float scale) {
  auto type = RankedTensorType::get({}, Float32Type::get(context));
  return get(context, cast<ElementsAttr>(DenseElementsAttr::get(type, scale)));
}

ScaleAttr ScaleAttr::get(MLIRContext *context, ArrayRef<float> scales) {
  auto type = RankedTensorType::get(static_cast<int64_t>(scales.size()),
                                    Float32Type::get(context));
  return get(context, cast<ElementsAttr>(DenseElementsAttr::get(type, scales)));
}

bool ScaleAttr::isScalar() const {
  return getValues().getShapedType().getRank() == 0;
}

SmallVector<float> ScaleAttr::toFloats() const {
  return elementsToFloats(getValues());
}

static LogicalResult verifyScales(function_ref<InFlightDiagnostic()> emitError,
                                  ElementsAttr values) {
  Type type = values.getElementType();
  std::optional<ElementsReader> reader = ElementsReader::get(values);
  if (!reader)
    return emitError() << "[QX-P13] the scale's resource is missing or has "
                          "another size than "
                       << values.getShapedType();
  // Subnormals of these types are subnormal as f32 too.
  bool isWide = isa<Float32Type, BFloat16Type>(type);
  for (size_t index = 0; index < reader->size(); ++index) {
    float scale = reader->getFloat(index);
    bool inRange = isWide ? scale >= 0x1p-126f : scale > 0.0f;
    if (!std::isfinite(scale) || !inRange)
      return emitError() << "[QX-P1] scale #" << index
                         << " must be finite, positive and, as f32, at least "
                            "2^-126, found "
                         << FloatAttr::get(Float32Type::get(type.getContext()),
                                           scale);
  }
  return success();
}

LogicalResult
ScaleAttr::verifyValues(function_ref<InFlightDiagnostic()> emitError) const {
  return verifyScales(emitError, getValues());
}

LogicalResult ScaleAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                ElementsAttr values) {
  Type type = values.getElementType();
  if (!isScaleType(type))
    return emitError() << "[QX-P2] a scale is f32, f16, bf16, f8E8M0FNU or "
                          "f8E4M3FN, found "
                       << type;
  // The text form of a module defines its resources last, so that they cannot
  // be read yet: the ops verify those.
  if (isa<DenseResourceElementsAttr>(values))
    return success();
  return verifyScales(emitError, values);
}

Attribute ScaleAttr::parse(AsmParser &parser, Type) {
  SMLoc loc = parser.getCurrentLocation();
  FailureOr<ElementsAttr> values = parseElements(parser, "scale");
  if (failed(values))
    return {};
  return getChecked([&] { return parser.emitError(loc); }, parser.getContext(),
                    *values);
}

void ScaleAttr::print(AsmPrinter &printer) const {
  printElements(printer, getValues());
}

//===----------------------------------------------------------------------===//
// ZeroPointAttr
//===----------------------------------------------------------------------===//

ZeroPointAttr ZeroPointAttr::get(MLIRContext *context, int64_t zeroPoint,
                                 Type storageType) {
  return get(context, integersToElements(
                          zeroPoint, RankedTensorType::get({}, storageType)));
}

ZeroPointAttr ZeroPointAttr::get(MLIRContext *context,
                                 ArrayRef<int64_t> zeroPoints,
                                 Type storageType) {
  auto type = RankedTensorType::get(static_cast<int64_t>(zeroPoints.size()),
                                    storageType);
  return get(context, integersToElements(zeroPoints, type));
}

bool ZeroPointAttr::isScalar() const {
  return getValues().getShapedType().getRank() == 0;
}

SmallVector<int64_t> ZeroPointAttr::toIntegers() const {
  return elementsToIntegers(getValues());
}

bool ZeroPointAttr::isAllZero() const {
  return llvm::all_of(toIntegers(), [](int64_t value) { return value == 0; });
}

LogicalResult
ZeroPointAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                      ElementsAttr values) {
  auto type = dyn_cast<IntegerType>(values.getElementType());
  if (!type || type.getWidth() > 64)
    return emitError() << "[QX-P5] a zero point is an integer of the storage "
                          "type, found "
                       << values.getElementType();
  return success();
}

Attribute ZeroPointAttr::parse(AsmParser &parser, Type) {
  SMLoc loc = parser.getCurrentLocation();
  FailureOr<ElementsAttr> values = parseElements(parser, "zero point");
  if (failed(values))
    return {};
  return getChecked([&] { return parser.emitError(loc); }, parser.getContext(),
                    *values);
}

void ZeroPointAttr::print(AsmPrinter &printer) const {
  printElements(printer, getValues());
}

//===----------------------------------------------------------------------===//
// FixedPointAttr
//===----------------------------------------------------------------------===//

LogicalResult
FixedPointAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                       ArrayRef<int32_t> multipliers, ArrayRef<int32_t> shifts,
                       RoundingMode, int32_t width) {
  if (width != 16 && width != 32)
    return emitError() << "[QX-F1] a multiplier has a width of 16 or 32 bits, "
                          "found "
                       << width;
  if (multipliers.empty() || multipliers.size() != shifts.size())
    return emitError() << "[QX-F3] a fixed point has one shift per multiplier "
                          "and at least one of both, found "
                       << multipliers.size() << " multipliers and "
                       << shifts.size() << " shifts";
  for (auto [index, pair] : llvm::enumerate(llvm::zip(multipliers, shifts))) {
    auto [multiplier, shift] = pair;
    int64_t least = int64_t{1} << (width - 2);
    if (multiplier < least || multiplier >= 2 * least)
      return emitError() << "[QX-F1] multiplier #" << index
                         << " must lie in [2^" << width - 2 << ", 2^"
                         << width - 1 << "), found " << multiplier;
    if (shift < 1 || shift > 62)
      return emitError() << "[QX-F1] shift #" << index
                         << " must lie in [1, 62], found " << shift;
  }
  return success();
}

/// Parses an integer or a list of integers in square brackets.
static ParseResult parseIntegers(AsmParser &parser,
                                 SmallVectorImpl<int32_t> &values) {
  auto parseOne = [&] { return parser.parseInteger(values.emplace_back()); };
  int32_t single = 0;
  OptionalParseResult number = parser.parseOptionalInteger(single);
  if (number.has_value()) {
    values.push_back(single);
    return *number;
  }
  return parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseOne);
}

static void printIntegers(AsmPrinter &printer, ArrayRef<int32_t> values) {
  if (values.size() == 1)
    printer << values.front();
  else
    printer << '[' << values << ']';
}

static ParseResult parseRounding(AsmParser &parser, RoundingMode &rounding) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef keyword;
  if (parser.parseKeyword(&keyword))
    return failure();
  std::optional<RoundingMode> mode = symbolizeRoundingMode(keyword);
  if (!mode)
    return parser.emitError(loc)
           << "rounding is single, double or nearest_even, found " << keyword;
  rounding = *mode;
  return success();
}

Attribute FixedPointAttr::parse(AsmParser &parser, Type) {
  SMLoc loc = parser.getCurrentLocation();
  SmallVector<int32_t> multipliers;
  SmallVector<int32_t> shifts;
  RoundingMode rounding = RoundingMode::Single;
  int32_t width = 32;
  if (parser.parseLess() || parser.parseKeyword("multiplier") ||
      parser.parseEqual() || parseIntegers(parser, multipliers) ||
      parser.parseComma() || parser.parseKeyword("shift") ||
      parser.parseEqual() || parseIntegers(parser, shifts))
    return {};
  while (succeeded(parser.parseOptionalComma())) {
    if (succeeded(parser.parseOptionalKeyword("width"))) {
      if (parser.parseEqual() || parser.parseInteger(width))
        return {};
    } else if (parser.parseKeyword("rounding") || parser.parseEqual() ||
               parseRounding(parser, rounding)) {
      return {};
    }
  }
  if (parser.parseGreater())
    return {};
  return getChecked([&] { return parser.emitError(loc); }, parser.getContext(),
                    ArrayRef<int32_t>(multipliers), ArrayRef<int32_t>(shifts),
                    rounding, width);
}

void FixedPointAttr::print(AsmPrinter &printer) const {
  printer << "<multiplier = ";
  printIntegers(printer, getMultipliers());
  printer << ", shift = ";
  printIntegers(printer, getShifts());
  if (getRounding() != RoundingMode::Single)
    printer << ", rounding = " << stringifyRoundingMode(getRounding());
  if (getWidth() != 32)
    printer << ", width = " << getWidth();
  printer << '>';
}

//===----------------------------------------------------------------------===//
// RangeAttr
//===----------------------------------------------------------------------===//

LogicalResult RangeAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                DenseF32ArrayAttr mins, DenseF32ArrayAttr maxs,
                                std::optional<int64_t> axis) {
  if (mins.empty() || mins.size() != maxs.size())
    return emitError() << "[QX-R2] a range has one max per min and at least "
                          "one of both, found "
                       << mins.size() << " and " << maxs.size();
  if (!axis && mins.size() != 1)
    return emitError() << "[QX-R2] " << mins.size()
                       << " intervals need an axis";
  if (axis && *axis < 0)
    return emitError() << "[QX-R2] the axis must not be negative, found "
                       << *axis;
  for (auto [min, max] : llvm::zip(mins.asArrayRef(), maxs.asArrayRef()))
    if (!std::isfinite(min) || !std::isfinite(max) || min > max)
      return emitError() << "[QX-R1] a range needs finite min <= max, found ["
                         << min << ", " << max << "]";
  return success();
}

static ParseResult parseFloats(AsmParser &parser, StringRef keyword,
                               SmallVectorImpl<float> &values) {
  auto parseOne = [&]() -> ParseResult {
    // In the type's own semantics, so that the bits are read which the printer
    // writes for numbers without a short decimal form.
    llvm::APFloat value(0.0F);
    if (parser.parseFloat(llvm::APFloat::IEEEsingle(), value))
      return failure();
    values.push_back(value.convertToFloat());
    return success();
  };
  if (parser.parseKeyword(keyword) || parser.parseEqual())
    return failure();
  if (failed(parser.parseOptionalLSquare()))
    return parseOne();
  return failure(parser.parseCommaSeparatedList(parseOne) ||
                 parser.parseRSquare());
}

static void printFloats(AsmPrinter &printer, ArrayRef<float> values) {
  auto print = [&](float value) { printer.printFloat(llvm::APFloat(value)); };
  if (values.size() == 1)
    return print(values.front());
  printer << '[';
  llvm::interleaveComma(values, printer, print);
  printer << ']';
}

Attribute RangeAttr::parse(AsmParser &parser, Type) {
  SMLoc loc = parser.getCurrentLocation();
  SmallVector<float> mins;
  SmallVector<float> maxs;
  std::optional<int64_t> axis;
  if (parser.parseLess() || parseFloats(parser, "min", mins) ||
      parser.parseComma() || parseFloats(parser, "max", maxs))
    return {};
  if (succeeded(parser.parseOptionalComma()) &&
      (parser.parseKeyword("axis") || parser.parseEqual() ||
       parser.parseInteger(axis.emplace())))
    return {};
  if (parser.parseGreater())
    return {};
  MLIRContext *context = parser.getContext();
  return getChecked([&] { return parser.emitError(loc); }, context,
                    DenseF32ArrayAttr::get(context, mins),
                    DenseF32ArrayAttr::get(context, maxs), axis);
}

void RangeAttr::print(AsmPrinter &printer) const {
  printer << "<min = ";
  printFloats(printer, getMins());
  printer << ", max = ";
  printFloats(printer, getMaxs());
  if (getAxis())
    printer << ", axis = " << *getAxis();
  printer << '>';
}
