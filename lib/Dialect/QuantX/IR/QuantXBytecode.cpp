//===- QuantXBytecode.cpp - Binary form of the quantx attributes ----------===//
//
// Without an encoding of its own an attribute is written as text, and resources
// inside that text are lost. The version is stored from the first day on, so
// that later ones can read what earlier ones wrote:
//
//   1  integer storage of 8, 16 and 32 bits, all granularities
//   2  params with overflow and outer scale, and a zero point that may be
//      absent; schemes; fixed points with a width; quantize with a precision
//   3  observe with an axis and rows
//
// test/Compat holds a file of each.
//
//===----------------------------------------------------------------------===//

#include "mlir/Bytecode/BytecodeImplementation.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

using namespace mlir;
using namespace quantx;

namespace {
/// Kinds as stored. Never renumber.
enum class AttributeCode : uint64_t {
  Scale = 0,
  ZeroPoint = 1,
  Params = 2,
  FixedPoint = 3,
  Range = 4,
  Scheme = 5, // since version 2
};

constexpr uint64_t kVersion = 3;

struct QuantXVersion : DialectVersion {
  explicit QuantXVersion(uint64_t version) : version(version) {}
  uint64_t version;
};

/// The version of the file that is being read. A file without one was written
/// before any op or attribute of ours was met, and any version reads it.
uint64_t getVersion(DialectBytecodeReader &reader) {
  FailureOr<const DialectVersion *> version =
      reader.getDialectVersion<QuantXDialect>();
  return succeeded(version)
             ? static_cast<const QuantXVersion *>(*version)->version
             : kVersion;
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

void writeCode(DialectBytecodeWriter &writer, AttributeCode code) {
  writer.writeVarInt(static_cast<uint64_t>(code));
}

void writeIntegers(DialectBytecodeWriter &writer, ArrayRef<int32_t> values) {
  writer.writeList(values, [&](int32_t value) {
    writer.writeSignedVarInt(static_cast<uint64_t>(int64_t{value}));
  });
}

void writeSchemeFields(DialectBytecodeWriter &writer, SchemeAttr scheme) {
  writer.writeType(scheme.getStorageType());
  writer.writeSignedVarInt(scheme.getStorageMin());
  writer.writeSignedVarInt(scheme.getStorageMax());
  writer.writeVarInt(static_cast<uint64_t>(scheme.getOverflow()));
  writer.writeSignedVarInts(scheme.getAxes());
  writer.writeSignedVarInts(scheme.getBlockSizes());
}

void write(DialectBytecodeWriter &writer, SchemeAttr scheme) {
  writeCode(writer, AttributeCode::Scheme);
  writeSchemeFields(writer, scheme);
}

void write(DialectBytecodeWriter &writer, ParamsAttr params) {
  writeCode(writer, AttributeCode::Params);
  writeSchemeFields(writer, params.getScheme());
  writer.writeAttribute(params.getScale());
  writer.writeOptionalAttribute(params.getOuterScale());
  writer.writeOptionalAttribute(params.getZeroPoint());
}

void write(DialectBytecodeWriter &writer, FixedPointAttr fixedPoint) {
  writeCode(writer, AttributeCode::FixedPoint);
  writeIntegers(writer, fixedPoint.getMultipliers());
  writeIntegers(writer, fixedPoint.getShifts());
  writer.writeVarInt(static_cast<uint64_t>(fixedPoint.getRounding()));
  writer.writeVarInt(static_cast<uint64_t>(fixedPoint.getWidth()));
}

void write(DialectBytecodeWriter &writer, RangeAttr range) {
  writeCode(writer, AttributeCode::Range);
  writer.writeAttribute(range.getMins());
  writer.writeAttribute(range.getMaxs());
  writer.writeVarIntWithFlag(range.getAxis().value_or(0),
                             range.getAxis().has_value());
}

//===----------------------------------------------------------------------===//
// Reading. Attributes are built checked: a damaged file is an error.
//===----------------------------------------------------------------------===//

template <typename AttrT>
AttrT readElements(DialectBytecodeReader &reader) {
  ElementsAttr values;
  if (failed(reader.readAttribute(values)))
    return {};
  return AttrT::getChecked([&] { return reader.emitError(); },
                           reader.getContext(), values);
}

/// The items of a scheme; since version 2 with `overflow`.
struct SchemeFields {
  Type storageType;
  int64_t min = 0;
  int64_t max = 0;
  uint64_t overflow = 0;
  SmallVector<int64_t> axes;
  SmallVector<int64_t> blockSizes;
};

LogicalResult readSchemeFields(DialectBytecodeReader &reader,
                               SchemeFields &fields) {
  if (failed(reader.readType(fields.storageType)) ||
      failed(reader.readSignedVarInt(fields.min)) ||
      failed(reader.readSignedVarInt(fields.max)))
    return failure();
  if (getVersion(reader) >= 2 && failed(reader.readVarInt(fields.overflow)))
    return failure();
  if (!symbolizeOverflow(fields.overflow))
    return reader.emitError() << "unknown overflow " << fields.overflow;
  return failure(failed(reader.readSignedVarInts(fields.axes)) ||
                 failed(reader.readSignedVarInts(fields.blockSizes)));
}

SchemeAttr readScheme(DialectBytecodeReader &reader) {
  SchemeFields fields;
  if (failed(readSchemeFields(reader, fields)))
    return {};
  return SchemeAttr::getChecked(
      function_ref<InFlightDiagnostic()>([&] { return reader.emitError(); }),
      reader.getContext(), fields.storageType, fields.min, fields.max,
      static_cast<Overflow>(fields.overflow), ArrayRef<int64_t>(fields.axes),
      ArrayRef<int64_t>(fields.blockSizes));
}

ParamsAttr readParams(DialectBytecodeReader &reader) {
  SchemeFields fields;
  ScaleAttr scale;
  ScaleAttr outerScale;
  ZeroPointAttr zeroPoint;
  if (failed(readSchemeFields(reader, fields)) ||
      failed(reader.readAttribute(scale)))
    return {};
  if (getVersion(reader) >= 2) {
    if (failed(reader.readOptionalAttribute(outerScale)) ||
        failed(reader.readOptionalAttribute(zeroPoint)))
      return {};
  } else if (failed(reader.readAttribute(zeroPoint))) {
    return {};
  }
  return ParamsAttr::getChecked(
      function_ref<InFlightDiagnostic()>([&] { return reader.emitError(); }),
      reader.getContext(), fields.storageType, fields.min, fields.max,
      static_cast<Overflow>(fields.overflow), ArrayRef<int64_t>(fields.axes),
      ArrayRef<int64_t>(fields.blockSizes), scale, outerScale, zeroPoint);
}

LogicalResult readIntegers(DialectBytecodeReader &reader,
                           SmallVectorImpl<int32_t> &values) {
  return reader.readList(values, [&](int32_t &value) -> LogicalResult {
    int64_t wide = 0;
    if (failed(reader.readSignedVarInt(wide)))
      return failure();
    value = static_cast<int32_t>(wide);
    return success(value == wide);
  });
}

FixedPointAttr readFixedPoint(DialectBytecodeReader &reader) {
  SmallVector<int32_t> multipliers;
  SmallVector<int32_t> shifts;
  uint64_t rounding = 0;
  uint64_t width = 32;
  if (failed(readIntegers(reader, multipliers)) ||
      failed(readIntegers(reader, shifts)) ||
      failed(reader.readVarInt(rounding)) ||
      (getVersion(reader) >= 2 && failed(reader.readVarInt(width))))
    return {};
  std::optional<RoundingMode> mode = symbolizeRoundingMode(rounding);
  if (!mode)
    return reader.emitError() << "unknown rounding mode " << rounding,
           FixedPointAttr();
  return FixedPointAttr::getChecked(
      function_ref<InFlightDiagnostic()>([&] { return reader.emitError(); }),
      reader.getContext(), ArrayRef<int32_t>(multipliers),
      ArrayRef<int32_t>(shifts), *mode, static_cast<int32_t>(width));
}

RangeAttr readRange(DialectBytecodeReader &reader) {
  DenseF32ArrayAttr mins;
  DenseF32ArrayAttr maxs;
  uint64_t axis = 0;
  bool hasAxis = false;
  if (failed(reader.readAttribute(mins)) ||
      failed(reader.readAttribute(maxs)) ||
      failed(reader.readVarIntWithFlag(axis, hasAxis)))
    return {};
  return RangeAttr::getChecked(
      function_ref<InFlightDiagnostic()>([&] { return reader.emitError(); }),
      reader.getContext(), mins, maxs,
      hasAxis ? std::optional<int64_t>(axis) : std::nullopt);
}

//===----------------------------------------------------------------------===//
// The dialect's interface
//===----------------------------------------------------------------------===//

struct QuantXBytecodeInterface : BytecodeDialectInterface {
  explicit QuantXBytecodeInterface(Dialect *dialect)
      : BytecodeDialectInterface(dialect) {}

  Attribute readAttribute(DialectBytecodeReader &reader) const override {
    uint64_t code = 0;
    if (failed(reader.readVarInt(code)))
      return {};
    switch (static_cast<AttributeCode>(code)) {
    case AttributeCode::Scale:
      return readElements<ScaleAttr>(reader);
    case AttributeCode::ZeroPoint:
      return readElements<ZeroPointAttr>(reader);
    case AttributeCode::Params:
      return readParams(reader);
    case AttributeCode::FixedPoint:
      return readFixedPoint(reader);
    case AttributeCode::Range:
      return readRange(reader);
    case AttributeCode::Scheme:
      return readScheme(reader);
    }
    return reader.emitError() << "unknown quantx attribute code " << code,
           Attribute();
  }

  LogicalResult writeAttribute(Attribute attribute,
                               DialectBytecodeWriter &writer) const override {
    if (auto scale = dyn_cast<ScaleAttr>(attribute)) {
      writeCode(writer, AttributeCode::Scale);
      writer.writeAttribute(scale.getValues());
    } else if (auto zeroPoint = dyn_cast<ZeroPointAttr>(attribute)) {
      writeCode(writer, AttributeCode::ZeroPoint);
      writer.writeAttribute(zeroPoint.getValues());
    } else if (auto scheme = dyn_cast<SchemeAttr>(attribute)) {
      write(writer, scheme);
    } else if (auto params = dyn_cast<ParamsAttr>(attribute)) {
      write(writer, params);
    } else if (auto fixedPoint = dyn_cast<FixedPointAttr>(attribute)) {
      write(writer, fixedPoint);
    } else if (auto range = dyn_cast<RangeAttr>(attribute)) {
      write(writer, range);
    } else {
      return failure();
    }
    return success();
  }

  void writeVersion(DialectBytecodeWriter &writer) const override {
    writer.writeVarInt(kVersion);
  }

  std::unique_ptr<DialectVersion>
  readVersion(DialectBytecodeReader &reader) const override {
    uint64_t version = 0;
    if (failed(reader.readVarInt(version)))
      return nullptr;
    if (version > kVersion) {
      reader.emitError() << "the file has version " << version
                         << " of the quantx dialect, this tool reads up to "
                         << kVersion << "; use a newer quantx";
      return nullptr;
    }
    return std::make_unique<QuantXVersion>(version);
  }
};
} // namespace

//===----------------------------------------------------------------------===//
// Properties that changed between versions
//===----------------------------------------------------------------------===//

LogicalResult QuantizeOp::readProperties(DialectBytecodeReader &reader,
                                         OperationState &state) {
  auto &properties = state.getOrAddProperties<Properties>();
  if (failed(reader.readAttribute(properties.params)))
    return failure();
  if (getVersion(reader) < 2)
    return success();
  return reader.readOptionalAttribute(properties.precision);
}

void QuantizeOp::writeProperties(DialectBytecodeWriter &writer) {
  writer.writeAttribute(getParamsAttr());
  writer.writeOptionalAttribute(getPrecisionAttr());
}

LogicalResult ObserveOp::readProperties(DialectBytecodeReader &reader,
                                        OperationState &state) {
  auto &properties = state.getOrAddProperties<Properties>();
  if (failed(reader.readAttribute(properties.value_name)))
    return failure();
  if (getVersion(reader) < 3)
    return success();
  return failure(failed(reader.readOptionalAttribute(properties.axis)) ||
                 failed(reader.readOptionalAttribute(properties.rows)));
}

void ObserveOp::writeProperties(DialectBytecodeWriter &writer) {
  writer.writeAttribute(getValueNameAttr());
  writer.writeOptionalAttribute(getAxisAttr());
  writer.writeOptionalAttribute(getRowsAttr());
}

void QuantXDialect::registerBytecode() {
  addInterfaces<QuantXBytecodeInterface>();
}
