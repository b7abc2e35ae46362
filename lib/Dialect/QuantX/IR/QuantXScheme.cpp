//===- QuantXScheme.cpp - Storage and granularity -------------------------===//

#include "StorageSyntax.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Building and reading
//===----------------------------------------------------------------------===//

SchemeAttr SchemeAttr::get(MLIRContext *context, Type storageType) {
  auto [min, max] = getTypeBounds(storageType);
  return get(context, storageType, min, max, Overflow::Saturate,
             ArrayRef<int64_t>(), ArrayRef<int64_t>());
}

std::pair<int64_t, int64_t> SchemeAttr::getTypeBounds(Type type) {
  auto integer = dyn_cast<IntegerType>(type);
  if (!integer)
    return {0, 0};
  unsigned width = integer.getWidth();
  if (integer.isUnsigned())
    return {0, static_cast<int64_t>(llvm::maxUIntN(width))};
  return {llvm::minIntN(width), llvm::maxIntN(width)};
}

bool SchemeAttr::isInteger() const {
  return isa<IntegerType>(getStorageType());
}

bool SchemeAttr::isUnsigned() const {
  return getStorageType().isUnsignedInteger();
}

Type SchemeAttr::getTensorElementType() const {
  if (isFloat())
    return getStorageType();
  return IntegerType::get(getContext(),
                          getStorageType().getIntOrFloatBitWidth());
}

SmallVector<int64_t> SchemeAttr::getScaleShape(ShapedType type) const {
  SmallVector<int64_t> shape;
  for (auto [index, axis] : llvm::enumerate(getAxes())) {
    int64_t size = type.getDimSize(axis);
    shape.push_back(ShapedType::isDynamic(size)
                        ? size
                        : llvm::divideCeil(size, getBlockSize(index)));
  }
  return shape;
}

//===----------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------===//

static bool isStorageInteger(Type type) {
  auto integer = dyn_cast<IntegerType>(type);
  if (!integer || integer.isSigned())
    return false;
  unsigned width = integer.getWidth();
  return llvm::is_contained({2u, 4u, 8u, 16u, 32u}, width) ||
         (width == 64 && integer.isSignless());
}

static bool isStorageFloat(Type type) {
  return isa<Float8E4M3FNType, Float8E5M2Type, Float8E3M4Type,
             Float8E4M3FNUZType, Float8E5M2FNUZType, Float4E2M1FNType>(type);
}

static LogicalResult verifyStorage(function_ref<InFlightDiagnostic()> emitError,
                                   Type type) {
  if (isStorageInteger(type) || isStorageFloat(type))
    return success();
  return emitError()
         << "[QX-P3] storage is i2, i4, i8, i16, i32 or i64, ui2 to "
            "ui32 for unsigned numbers, or one of f8E4M3FN, "
            "f8E5M2, f8E3M4, f8E4M3FNUZ, f8E5M2FNUZ and f4E2M1FN, "
            "found "
         << type;
}

static LogicalResult verifyBounds(function_ref<InFlightDiagnostic()> emitError,
                                  Type type, int64_t min, int64_t max,
                                  Overflow overflow) {
  if (isStorageFloat(type)) {
    if (min != 0 || max != 0)
      return emitError() << "[QX-P4] float storage " << type
                         << " has no bounds, found [" << min << ", " << max
                         << "]";
    return success();
  }
  if (overflow != Overflow::Saturate)
    return emitError() << "[QX-P15] integer storage " << type
                       << " always saturates, found overflow "
                       << stringifyOverflow(overflow);
  auto [typeMin, typeMax] = SchemeAttr::getTypeBounds(type);
  if (min < typeMin || max > typeMax || min >= max)
    return emitError() << "[QX-P4] storage bounds must be two different values "
                          "in order in ["
                       << typeMin << ", " << typeMax << "] of " << type
                       << ", found [" << min << ", " << max << "]";
  return success();
}

static LogicalResult
verifyGranularity(function_ref<InFlightDiagnostic()> emitError,
                  ArrayRef<int64_t> axes, ArrayRef<int64_t> blockSizes) {
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

LogicalResult quantx::verifyScheme(function_ref<InFlightDiagnostic()> emitError,
                                   Type storageType, int64_t min, int64_t max,
                                   Overflow overflow, ArrayRef<int64_t> axes,
                                   ArrayRef<int64_t> blockSizes) {
  if (failed(verifyStorage(emitError, storageType)) ||
      failed(verifyBounds(emitError, storageType, min, max, overflow)))
    return failure();
  return verifyGranularity(emitError, axes, blockSizes);
}

LogicalResult SchemeAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                 Type storageType, int64_t storageMin,
                                 int64_t storageMax, Overflow overflow,
                                 ArrayRef<int64_t> axes,
                                 ArrayRef<int64_t> blockSizes) {
  return verifyScheme(emitError, storageType, storageMin, storageMax, overflow,
                      axes, blockSizes);
}

LogicalResult
SchemeAttr::verifyFor(function_ref<InFlightDiagnostic()> emitError,
                      ShapedType type) const {
  for (int64_t axis : getAxes())
    if (axis >= type.getRank())
      return emitError() << "[QX-P11] axis " << axis
                         << " needs a tensor of rank " << axis + 1
                         << " or more, found " << type;
  return success();
}

//===----------------------------------------------------------------------===//
// Text form
//===----------------------------------------------------------------------===//

static ParseResult parseList(AsmParser &parser,
                             SmallVectorImpl<int64_t> &values) {
  return parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, [&] {
    return parser.parseInteger(values.emplace_back());
  });
}

ParseResult quantx::parseStorage(AsmParser &parser, SchemeParts &parts) {
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseType(parts.storageType) ||
      failed(verifyStorage([&] { return parser.emitError(loc); },
                           parts.storageType)))
    return failure();
  std::tie(parts.min, parts.max) = SchemeAttr::getTypeBounds(parts.storageType);
  if (failed(parser.parseOptionalLess()))
    return success();
  return failure(parser.parseInteger(parts.min) || parser.parseColon() ||
                 parser.parseInteger(parts.max) || parser.parseGreater());
}

static ParseResult parseOverflow(AsmParser &parser, Overflow &overflow) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef keyword;
  if (parser.parseKeyword(&keyword))
    return failure();
  std::optional<Overflow> value = symbolizeOverflow(keyword);
  if (!value)
    return parser.emitError(loc)
           << "overflow is saturate or ieee, found " << keyword;
  overflow = *value;
  return success();
}

OptionalParseResult quantx::parseSchemeItem(AsmParser &parser,
                                            StringRef keyword,
                                            SchemeParts &parts) {
  if (keyword == "axes")
    return parseList(parser, parts.axes);
  if (keyword == "block_sizes")
    return parseList(parser, parts.blockSizes);
  if (keyword == "overflow")
    return parseOverflow(parser, parts.overflow);
  return std::nullopt;
}

void quantx::printStorage(AsmPrinter &printer, SchemeAttr scheme) {
  printer << scheme.getStorageType();
  if (SchemeAttr::getTypeBounds(scheme.getStorageType()) !=
      std::make_pair(scheme.getStorageMin(), scheme.getStorageMax()))
    printer << '<' << scheme.getStorageMin() << ':' << scheme.getStorageMax()
            << '>';
}

void quantx::printGranularity(AsmPrinter &printer, SchemeAttr scheme) {
  if (!scheme.getAxes().empty())
    printer << ", axes = [" << scheme.getAxes() << ']';
  if (!scheme.getBlockSizes().empty())
    printer << ", block_sizes = [" << scheme.getBlockSizes() << ']';
}

void quantx::printOverflow(AsmPrinter &printer, SchemeAttr scheme) {
  if (scheme.getOverflow() != Overflow::Saturate)
    printer << ", overflow = " << stringifyOverflow(scheme.getOverflow());
}

Attribute SchemeAttr::parse(AsmParser &parser, Type) {
  SMLoc loc = parser.getCurrentLocation();
  SchemeParts parts;
  if (parser.parseLess() || parseStorage(parser, parts))
    return {};
  while (succeeded(parser.parseOptionalComma())) {
    SMLoc itemLoc = parser.getCurrentLocation();
    StringRef keyword;
    if (parser.parseKeyword(&keyword) || parser.parseEqual())
      return {};
    OptionalParseResult item = parseSchemeItem(parser, keyword, parts);
    if (!item.has_value())
      return parser.emitError(itemLoc)
                 << "a scheme has axes, block_sizes and overflow, found "
                 << keyword,
             Attribute();
    if (failed(*item))
      return {};
  }
  if (parser.parseGreater())
    return {};
  return getChecked([&] { return parser.emitError(loc); }, parser.getContext(),
                    parts.storageType, parts.min, parts.max, parts.overflow,
                    ArrayRef<int64_t>(parts.axes),
                    ArrayRef<int64_t>(parts.blockSizes));
}

void SchemeAttr::print(AsmPrinter &printer) const {
  printer << '<';
  printStorage(printer, *this);
  printGranularity(printer, *this);
  printOverflow(printer, *this);
  printer << '>';
}
