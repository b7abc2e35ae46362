//===- QuantXBytecode.cpp - Binary form of the quantx attributes ----------===//
//
// Without an encoding of its own an attribute is written as text, and resources
// inside that text are lost. The version is stored from the first day on, so
// that later ones can read what earlier ones wrote.
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
};

constexpr uint64_t kVersion = 1;

struct QuantXVersion : DialectVersion {
  explicit QuantXVersion(uint64_t version) : version(version) {}
  uint64_t version;
};

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

void write(DialectBytecodeWriter &writer, ParamsAttr params) {
  writeCode(writer, AttributeCode::Params);
  writer.writeType(params.getStorageType());
  writer.writeSignedVarInt(params.getStorageMin());
  writer.writeSignedVarInt(params.getStorageMax());
  writer.writeSignedVarInts(params.getAxes());
  writer.writeSignedVarInts(params.getBlockSizes());
  writer.writeAttribute(params.getScale());
  writer.writeAttribute(params.getZeroPoint());
}

void write(DialectBytecodeWriter &writer, FixedPointAttr fixedPoint) {
  writeCode(writer, AttributeCode::FixedPoint);
  writeIntegers(writer, fixedPoint.getMultipliers());
  writeIntegers(writer, fixedPoint.getShifts());
  writer.writeVarInt(static_cast<uint64_t>(fixedPoint.getRounding()));
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

ParamsAttr readParams(DialectBytecodeReader &reader) {
  Type storageType;
  int64_t min = 0;
  int64_t max = 0;
  SmallVector<int64_t> axes;
  SmallVector<int64_t> blockSizes;
  ScaleAttr scale;
  ZeroPointAttr zeroPoint;
  if (failed(reader.readType(storageType)) ||
      failed(reader.readSignedVarInt(min)) ||
      failed(reader.readSignedVarInt(max)) ||
      failed(reader.readSignedVarInts(axes)) ||
      failed(reader.readSignedVarInts(blockSizes)) ||
      failed(reader.readAttribute(scale)) ||
      failed(reader.readAttribute(zeroPoint)))
    return {};
  return ParamsAttr::getChecked(
      function_ref<InFlightDiagnostic()>([&] { return reader.emitError(); }),
      reader.getContext(), storageType, min, max, ArrayRef<int64_t>(axes),
      ArrayRef<int64_t>(blockSizes), scale, zeroPoint);
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
  if (failed(readIntegers(reader, multipliers)) ||
      failed(readIntegers(reader, shifts)) ||
      failed(reader.readVarInt(rounding)))
    return {};
  std::optional<RoundingMode> mode = symbolizeRoundingMode(rounding);
  if (!mode)
    return reader.emitError() << "unknown rounding mode " << rounding,
           FixedPointAttr();
  return FixedPointAttr::getChecked(
      function_ref<InFlightDiagnostic()>([&] { return reader.emitError(); }),
      reader.getContext(), ArrayRef<int32_t>(multipliers),
      ArrayRef<int32_t>(shifts), *mode);
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

void QuantXDialect::registerBytecode() {
  addInterfaces<QuantXBytecodeInterface>();
}
