//===- QuantXParams.cpp - The meaning of a quantized tensor ---------------===//

#include "mlir/IR/DialectImplementation.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Building and reading
//===----------------------------------------------------------------------===//

ParamsAttr ParamsAttr::get(MLIRContext *context, Type storageType,
                           int64_t storageMin, int64_t storageMax, float scale,
                           int64_t zeroPoint) {
  return get(context, storageType, storageMin, storageMax, ArrayRef<int64_t>(),
             ArrayRef<int64_t>(), ScaleAttr::get(context, scale),
             ZeroPointAttr::get(context, zeroPoint, storageType));
}

ParamsAttr ParamsAttr::get(MLIRContext *context, Type storageType,
                           int64_t storageMin, int64_t storageMax, int64_t axis,
                           ArrayRef<float> scales,
                           ArrayRef<int64_t> zeroPoints) {
  bool sameZeroPoint = llvm::all_equal(zeroPoints);
  auto zeroPoint =
      sameZeroPoint
          ? ZeroPointAttr::get(context, zeroPoints.front(), storageType)
          : ZeroPointAttr::get(context, zeroPoints, storageType);
  return get(context, storageType, storageMin, storageMax,
             ArrayRef<int64_t>(axis), ArrayRef<int64_t>(),
             ScaleAttr::get(context, scales), zeroPoint);
}

std::pair<int64_t, int64_t> ParamsAttr::getTypeBounds(Type type) {
  auto integer = cast<IntegerType>(type);
  unsigned width = integer.getWidth();
  if (integer.isUnsigned())
    return {0, static_cast<int64_t>(llvm::maxUIntN(width))};
  return {llvm::minIntN(width), llvm::maxIntN(width)};
}

bool ParamsAttr::isUnsigned() const {
  return cast<IntegerType>(getStorageType()).isUnsigned();
}

bool ParamsAttr::isPerAxis() const {
  return getAxes().size() == 1 &&
         llvm::all_of(getBlockSizes(), [](int64_t size) { return size == 1; });
}

std::optional<int64_t> ParamsAttr::getAxis() const {
  if (!isPerAxis())
    return std::nullopt;
  return getAxes().front();
}

Type ParamsAttr::getTensorElementType() const {
  return IntegerType::get(getContext(),
                          getStorageType().getIntOrFloatBitWidth());
}

float ParamsAttr::getScaleAt(int64_t index) const {
  return getScale().toFloats()[getScale().isScalar() ? 0 : index];
}

int64_t ParamsAttr::getZeroPointAt(int64_t index) const {
  return getZeroPoint().toIntegers()[getZeroPoint().isScalar() ? 0 : index];
}

ParamsAttr ParamsAttr::withAxes(ArrayRef<int64_t> newAxes) const {
  return get(getContext(), getStorageType(), getStorageMin(), getStorageMax(),
             newAxes, getBlockSizes(), getScale(), getZeroPoint());
}

//===----------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------===//

/// Storage types of this version: 8, 16 and 32 bits, signed or unsigned.
static bool isStorageType(Type type) {
  auto integer = dyn_cast<IntegerType>(type);
  return integer && !integer.isSigned() &&
         llvm::is_contained({8u, 16u, 32u}, integer.getWidth());
}

static LogicalResult verifyStorage(function_ref<InFlightDiagnostic()> emitError,
                                   Type type, int64_t min, int64_t max) {
  if (!isStorageType(type))
    return emitError() << "[QX-P3] storage is i8, i16 or i32, or ui8, ui16 or "
                          "ui32 for unsigned numbers, found "
                       << type;
  auto [typeMin, typeMax] = ParamsAttr::getTypeBounds(type);
  if (min < typeMin || max > typeMax || min >= max)
    return emitError() << "[QX-P4] storage bounds must be two different values "
                          "in order in ["
                       << typeMin << ", " << typeMax << "] of " << type
                       << ", found [" << min << ", " << max << "]";
  return success();
}

static LogicalResult
verifyZeroPoint(function_ref<InFlightDiagnostic()> emitError, Type storageType,
                ScaleAttr scale, ZeroPointAttr zeroPoint) {
  if (zeroPoint.getValues().getElementType() != storageType)
    return emitError() << "[QX-P5] the zero point must have the storage type "
                       << storageType << ", found "
                       << zeroPoint.getValues().getElementType();
  ArrayRef<int64_t> scaleShape = scale.getValues().getShapedType().getShape();
  ArrayRef<int64_t> shape = zeroPoint.getValues().getShapedType().getShape();
  if (!zeroPoint.isScalar() && shape != scaleShape)
    return emitError() << "[QX-P8] the zero point must be one value or have "
                          "the scale's shape ["
                       << scaleShape << "], found [" << shape << "]";
  return success();
}

static LogicalResult verifyBounds(function_ref<InFlightDiagnostic()> emitError,
                                  int64_t min, int64_t max,
                                  ZeroPointAttr zeroPoint) {
  if (!canReadElements(zeroPoint.getValues()))
    return emitError() << "[QX-P13] the zero point's resource is missing or "
                          "has another size than "
                       << zeroPoint.getValues().getShapedType();
  for (auto [index, value] : llvm::enumerate(zeroPoint.toIntegers()))
    if (value < min || value > max)
      return emitError() << "[QX-P6] zero point #" << index
                         << " must lie in the storage bounds [" << min << ", "
                         << max << "], found " << value;
  return success();
}

static LogicalResult
verifyGranularity(function_ref<InFlightDiagnostic()> emitError,
                  ArrayRef<int64_t> axes, ArrayRef<int64_t> blockSizes,
                  ScaleAttr scale) {
  int64_t rank = scale.getValues().getShapedType().getRank();
  if (rank != static_cast<int64_t>(axes.size()))
    return emitError() << "[QX-P7] the scale needs one dimension per axis: "
                       << axes.size() << " axes, found rank " << rank;
  bool ordered = llvm::is_sorted(axes, std::less_equal<>());
  if (!axes.empty() && (axes.front() < 0 || !ordered))
    return emitError() << "[QX-P9] axes must be non-negative and strictly "
                          "increasing, found ["
                       << axes << "]";
  if (!blockSizes.empty() && blockSizes.size() != axes.size())
    return emitError() << "[QX-P10] block sizes need one value per axis: "
                       << axes.size() << " axes, found " << blockSizes.size();
  if (llvm::any_of(blockSizes, [](int64_t size) { return size < 1; }))
    return emitError() << "[QX-P10] block sizes must be positive, found ["
                       << blockSizes << "]";
  return success();
}

LogicalResult ParamsAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                 Type storageType, int64_t storageMin,
                                 int64_t storageMax, ArrayRef<int64_t> axes,
                                 ArrayRef<int64_t> blockSizes, ScaleAttr scale,
                                 ZeroPointAttr zeroPoint) {
  if (failed(verifyStorage(emitError, storageType, storageMin, storageMax)) ||
      failed(verifyGranularity(emitError, axes, blockSizes, scale)) ||
      failed(verifyZeroPoint(emitError, storageType, scale, zeroPoint)))
    return failure();
  if (isa<DenseResourceElementsAttr>(zeroPoint.getValues()))
    return success();
  return verifyBounds(emitError, storageMin, storageMax, zeroPoint);
}

LogicalResult ParamsAttr::verifyZeroPoints(
    function_ref<InFlightDiagnostic()> emitError) const {
  return verifyBounds(emitError, getStorageMin(), getStorageMax(),
                      getZeroPoint());
}

LogicalResult
ParamsAttr::verifyFor(function_ref<InFlightDiagnostic()> emitError,
                      ShapedType type) const {
  if (isa<DenseResourceElementsAttr>(getScale().getValues()) &&
      failed(getScale().verifyValues(emitError)))
    return failure();
  if (isa<DenseResourceElementsAttr>(getZeroPoint().getValues()) &&
      failed(verifyZeroPoints(emitError)))
    return failure();
  ArrayRef<int64_t> counts = getScale().getValues().getShapedType().getShape();
  for (auto [index, axis] : llvm::enumerate(getAxes())) {
    if (axis >= type.getRank())
      return emitError() << "[QX-P11] axis " << axis
                         << " needs a tensor of rank " << axis + 1
                         << " or more, found " << type;
    if (type.isDynamicDim(axis))
      return emitError() << "[QX-P12] dimension " << axis
                         << " has parameters of its own and must be static, "
                            "found "
                         << type;
    int64_t block = getBlockSizes().empty() ? 1 : getBlockSizes()[index];
    int64_t needed = llvm::divideCeil(type.getDimSize(axis), block);
    if (counts[index] != needed)
      return emitError() << "[QX-P12] dimension " << axis << " of size "
                         << type.getDimSize(axis) << " needs " << needed
                         << " scales, found " << counts[index];
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Text form
//===----------------------------------------------------------------------===//

static ParseResult parseList(AsmParser &parser, SmallVector<int64_t> &values) {
  return parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, [&] {
    return parser.parseInteger(values.emplace_back());
  });
}

/// Parses `i8` or `i8<-127:127>`.
static ParseResult parseStorage(AsmParser &parser, Type &type, int64_t &min,
                                int64_t &max) {
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseType(type))
    return failure();
  if (!isStorageType(type))
    return verifyStorage([&] { return parser.emitError(loc); }, type, 0, 1);
  std::tie(min, max) = ParamsAttr::getTypeBounds(type);
  if (failed(parser.parseOptionalLess()))
    return success();
  return failure(parser.parseInteger(min) || parser.parseColon() ||
                 parser.parseInteger(max) || parser.parseGreater());
}

/// Parses `keyword = [..],` when the keyword is there.
static ParseResult parseOptionalList(AsmParser &parser, StringRef keyword,
                                     SmallVector<int64_t> &values) {
  if (failed(parser.parseOptionalKeyword(keyword)))
    return success();
  return failure(parser.parseEqual() || parseList(parser, values) ||
                 parser.parseComma());
}

Attribute ParamsAttr::parse(AsmParser &parser, Type) {
  SMLoc loc = parser.getCurrentLocation();
  Type storageType;
  int64_t min = 0;
  int64_t max = 0;
  SmallVector<int64_t> axes;
  SmallVector<int64_t> blockSizes;
  ScaleAttr scale;
  ZeroPointAttr zeroPoint;
  if (parser.parseLess() || parseStorage(parser, storageType, min, max) ||
      parser.parseComma() || parseOptionalList(parser, "axes", axes) ||
      parseOptionalList(parser, "block_sizes", blockSizes) ||
      parser.parseKeyword("scale") || parser.parseEqual() ||
      parser.parseCustomAttributeWithFallback(scale) || parser.parseComma() ||
      parser.parseKeyword("zero_point") || parser.parseEqual() ||
      parser.parseCustomAttributeWithFallback(zeroPoint) ||
      parser.parseGreater())
    return {};
  auto emitError = [&] { return parser.emitError(loc); };
  // The generated overload, not the base class's template, whose storage type
  // is not visible here.
  return getChecked(function_ref<InFlightDiagnostic()>(emitError),
                    parser.getContext(), storageType, min, max,
                    ArrayRef<int64_t>(axes), ArrayRef<int64_t>(blockSizes),
                    scale, zeroPoint);
}

void ParamsAttr::print(AsmPrinter &printer) const {
  printer << '<' << getStorageType();
  if (getTypeBounds(getStorageType()) !=
      std::make_pair(getStorageMin(), getStorageMax()))
    printer << '<' << getStorageMin() << ':' << getStorageMax() << '>';
  if (!getAxes().empty())
    printer << ", axes = [" << getAxes() << ']';
  if (!getBlockSizes().empty())
    printer << ", block_sizes = [" << getBlockSizes() << ']';
  printer << ", scale = ";
  printer.printStrippedAttrOrType(getScale());
  printer << ", zero_point = ";
  printer.printStrippedAttrOrType(getZeroPoint());
  printer << '>';
}
