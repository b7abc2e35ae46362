//===- QuantXParams.cpp - The meaning of a quantized tensor ---------------===//

#include "StorageSyntax.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "llvm/ADT/STLExtras.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Building
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

ParamsAttr ParamsAttr::get(MLIRContext *context, Type storageType,
                           int64_t storageMin, int64_t storageMax,
                           ArrayRef<int64_t> axes, ArrayRef<int64_t> blockSizes,
                           ScaleAttr scale, ZeroPointAttr zeroPoint) {
  return get(context, storageType, storageMin, storageMax, Overflow::Saturate,
             axes, blockSizes, scale, ScaleAttr(), zeroPoint);
}

ParamsAttr ParamsAttr::get(SchemeAttr scheme, ScaleAttr scale,
                           ScaleAttr outerScale, ZeroPointAttr zeroPoint) {
  return get(scheme.getContext(), scheme.getStorageType(),
             scheme.getStorageMin(), scheme.getStorageMax(),
             scheme.getOverflow(), scheme.getAxes(), scheme.getBlockSizes(),
             scale, outerScale, zeroPoint);
}

ParamsAttr ParamsAttr::withAxes(ArrayRef<int64_t> newAxes) const {
  return get(getContext(), getStorageType(), getStorageMin(), getStorageMax(),
             getOverflow(), newAxes, getBlockSizes(), getScale(),
             getOuterScale(), getZeroPoint());
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

SchemeAttr ParamsAttr::getScheme() const {
  return SchemeAttr::get(getContext(), getStorageType(), getStorageMin(),
                         getStorageMax(), getOverflow(), getAxes(),
                         getBlockSizes());
}

bool ParamsAttr::isInteger() const {
  return isa<IntegerType>(getStorageType());
}

bool ParamsAttr::isUnsigned() const {
  return getStorageType().isUnsignedInteger();
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
  return getScheme().getTensorElementType();
}

float ParamsAttr::getScaleAt(int64_t index) const {
  auto read = [](ScaleAttr scale, int64_t at) {
    return ElementsReader::get(scale.getValues())
        ->getFloat(scale.isScalar() ? 0 : at);
  };
  float scale = read(getScale(), index);
  return getOuterScale() ? scale * read(getOuterScale(), 0) : scale;
}

SmallVector<float> ParamsAttr::getScales() const {
  SmallVector<float> scales = getScale().toFloats();
  if (!getOuterScale())
    return scales;
  float outer = getOuterScale().toFloats().front();
  for (float &scale : scales)
    scale *= outer;
  return scales;
}

int64_t ParamsAttr::getZeroPointAt(int64_t index) const {
  if (!getZeroPoint())
    return 0;
  return ElementsReader::get(getZeroPoint().getValues())
      ->getInteger(getZeroPoint().isScalar() ? 0 : index);
}

SmallVector<int64_t> ParamsAttr::getZeroPoints() const {
  if (!getZeroPoint())
    return {0};
  return getZeroPoint().toIntegers();
}

bool ParamsAttr::hasScalarZeroPoint() const {
  return !getZeroPoint() || getZeroPoint().isScalar();
}

//===----------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------===//

static LogicalResult
verifyZeroPoint(function_ref<InFlightDiagnostic()> emitError, Type storageType,
                ScaleAttr scale, ZeroPointAttr zeroPoint) {
  bool isFloat = isa<FloatType>(storageType);
  if (isFloat && !zeroPoint)
    return success();
  if (isFloat || !zeroPoint)
    return emitError() << "[QX-P5] "
                       << (isFloat ? "float storage has no zero point, found "
                                     "one beside "
                                   : "a zero point is missing for ")
                       << storageType;
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

/// QX-P6 and QX-P13 for zero points.
static LogicalResult verifyBounds(function_ref<InFlightDiagnostic()> emitError,
                                  int64_t min, int64_t max,
                                  ZeroPointAttr zeroPoint) {
  std::optional<ElementsReader> values =
      ElementsReader::get(zeroPoint.getValues());
  if (!values)
    return emitError() << "[QX-P13] the zero point's resource is missing or "
                          "has another size than "
                       << zeroPoint.getValues().getShapedType();
  for (size_t index = 0; index < values->size(); ++index) {
    int64_t value = values->getInteger(index);
    if (value < min || value > max)
      return emitError() << "[QX-P6] zero point #" << index
                         << " must lie in the storage bounds [" << min << ", "
                         << max << "], found " << value;
  }
  return success();
}

/// QX-P14: the products of both levels are scales themselves.
static LogicalResult
verifyProducts(function_ref<InFlightDiagnostic()> emitError, ScaleAttr scale,
               ScaleAttr outerScale) {
  std::optional<ElementsReader> inner = ElementsReader::get(scale.getValues());
  float outer = outerScale.toFloats().front();
  for (size_t index = 0; index < inner->size(); ++index) {
    float product = inner->getFloat(index) * outer;
    if (!std::isfinite(product) || product < 0x1p-126f)
      return emitError() << "[QX-P14] the product of scale #" << index << ", "
                         << inner->getFloat(index) << ", and the outer scale, "
                         << outer
                         << ", must be finite and at least 2^-126 as f32, "
                            "found "
                         << product;
  }
  return success();
}

static bool isResource(ElementsAttr elements) {
  return isa<DenseResourceElementsAttr>(elements);
}

LogicalResult ParamsAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                 Type storageType, int64_t storageMin,
                                 int64_t storageMax, Overflow overflow,
                                 ArrayRef<int64_t> axes,
                                 ArrayRef<int64_t> blockSizes, ScaleAttr scale,
                                 ScaleAttr outerScale,
                                 ZeroPointAttr zeroPoint) {
  if (failed(verifyScheme(emitError, storageType, storageMin, storageMax,
                          overflow, axes, blockSizes)))
    return failure();
  int64_t rank = scale.getValues().getShapedType().getRank();
  if (rank != static_cast<int64_t>(axes.size()))
    return emitError() << "[QX-P7] the scale needs one dimension per axis: "
                       << axes.size() << " axes, found rank " << rank;
  if (outerScale &&
      (!outerScale.isScalar() || isResource(outerScale.getValues())))
    return emitError() << "[QX-P14] the outer scale is one number, found "
                       << outerScale.getValues().getShapedType();
  if (failed(verifyZeroPoint(emitError, storageType, scale, zeroPoint)))
    return failure();
  // Resources are verified by the ops.
  if (outerScale && !isResource(scale.getValues()) &&
      failed(verifyProducts(emitError, scale, outerScale)))
    return failure();
  if (!zeroPoint || isResource(zeroPoint.getValues()))
    return success();
  return verifyBounds(emitError, storageMin, storageMax, zeroPoint);
}

static LogicalResult
verifyResources(function_ref<InFlightDiagnostic()> emitError,
                ParamsAttr params) {
  ScaleAttr scale = params.getScale();
  if (isResource(scale.getValues())) {
    if (failed(scale.verifyValues(emitError)))
      return failure();
    if (params.getOuterScale() &&
        failed(verifyProducts(emitError, scale, params.getOuterScale())))
      return failure();
  }
  ZeroPointAttr zeroPoint = params.getZeroPoint();
  if (!zeroPoint || !isResource(zeroPoint.getValues()))
    return success();
  return verifyBounds(emitError, params.getStorageMin(), params.getStorageMax(),
                      zeroPoint);
}

LogicalResult
ParamsAttr::verifyFor(function_ref<InFlightDiagnostic()> emitError,
                      ShapedType type) const {
  if (failed(verifyResources(emitError, *this)) ||
      failed(getScheme().verifyFor(emitError, type)))
    return failure();
  ArrayRef<int64_t> counts = getScale().getValues().getShapedType().getShape();
  SmallVector<int64_t> needed = getScheme().getScaleShape(type);
  for (auto [axis, count, need] : llvm::zip(getAxes(), counts, needed)) {
    if (ShapedType::isDynamic(need))
      return emitError() << "[QX-P12] dimension " << axis
                         << " has parameters of its own and must be static, "
                            "found "
                         << type;
    if (count != need)
      return emitError() << "[QX-P12] dimension " << axis << " of size "
                         << type.getDimSize(axis) << " needs " << need
                         << " scales, found " << count;
  }
  return success();
}

bool ParamsAttr::isValidFor(ShapedType type) const {
  // An inactive diagnostic is no failure, so that the call itself must tell.
  bool isValid = true;
  auto note = [&] {
    isValid = false;
    return InFlightDiagnostic();
  };
  return succeeded(verifyFor(note, type)) && isValid;
}

//===----------------------------------------------------------------------===//
// Text form
//===----------------------------------------------------------------------===//

namespace {
/// The items of params while they are parsed.
struct ParamsParts : SchemeParts {
  ScaleAttr scale;
  ScaleAttr outerScale;
  ZeroPointAttr zeroPoint;
};
} // namespace

static ParseResult parseItem(AsmParser &parser, ParamsParts &parts) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef keyword;
  if (parser.parseKeyword(&keyword) || parser.parseEqual())
    return failure();
  if (keyword == "scale")
    return parser.parseCustomAttributeWithFallback(parts.scale);
  if (keyword == "outer_scale")
    return parser.parseCustomAttributeWithFallback(parts.outerScale);
  if (keyword == "zero_point")
    return parser.parseCustomAttributeWithFallback(parts.zeroPoint);
  OptionalParseResult item = parseSchemeItem(parser, keyword, parts);
  if (item.has_value())
    return *item;
  return parser.emitError(loc)
         << "params have axes, block_sizes, overflow, scale, outer_scale and "
            "zero_point, found "
         << keyword;
}

Attribute ParamsAttr::parse(AsmParser &parser, Type) {
  SMLoc loc = parser.getCurrentLocation();
  ParamsParts parts;
  if (parser.parseLess() || parseStorage(parser, parts))
    return {};
  while (succeeded(parser.parseOptionalComma()))
    if (parseItem(parser, parts))
      return {};
  if (parser.parseGreater())
    return {};
  if (!parts.scale)
    return parser.emitError(loc, "params need a scale"), Attribute();
  auto emitError = [&] { return parser.emitError(loc); };
  // The generated overload, not the base class's template, whose storage type
  // is not visible here.
  return getChecked(function_ref<InFlightDiagnostic()>(emitError),
                    parser.getContext(), parts.storageType, parts.min,
                    parts.max, parts.overflow, ArrayRef<int64_t>(parts.axes),
                    ArrayRef<int64_t>(parts.blockSizes), parts.scale,
                    parts.outerScale, parts.zeroPoint);
}

void ParamsAttr::print(AsmPrinter &printer) const {
  SchemeAttr scheme = getScheme();
  printer << '<';
  printStorage(printer, scheme);
  printGranularity(printer, scheme);
  printer << ", scale = ";
  printer.printStrippedAttrOrType(getScale());
  if (getOuterScale()) {
    printer << ", outer_scale = ";
    printer.printStrippedAttrOrType(getOuterScale());
  }
  if (getZeroPoint()) {
    printer << ", zero_point = ";
    printer.printStrippedAttrOrType(getZeroPoint());
  }
  printOverflow(printer, scheme);
  printer << '>';
}
