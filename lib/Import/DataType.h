//===- DataType.h - Element types of ONNX tensors ---------------*- C++ -*-===//

#ifndef QUANTX_LIB_IMPORT_DATATYPE_H
#define QUANTX_LIB_IMPORT_DATATYPE_H

#include "mlir/IR/Types.h"
#include "quantx/Numerics/NarrowFloat.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/StringRef.h"
#include <optional>

namespace quantx::importer {

/// The element types the importer represents, numbered as TensorProto.DataType.
enum class DataType : int32_t {
  Float = 1,
  UInt8 = 2,
  Int8 = 3,
  UInt16 = 4,
  Int16 = 5,
  Int32 = 6,
  Int64 = 7,
  Bool = 9,
  Float16 = 10,
  Double = 11,
  UInt32 = 12,
  UInt64 = 13,
  BFloat16 = 16,
  Float8E4M3FN = 17,
  Float8E4M3FNUZ = 18,
  Float8E5M2 = 19,
  Float8E5M2FNUZ = 20,
  UInt4 = 21,
  Int4 = 22,
  Float4E2M1 = 23,
  Float8E8M0 = 24,
  UInt2 = 25,
  Int2 = 26
};

/// The data type with TensorProto number `number`, if it is one of the above.
std::optional<DataType> getDataType(int64_t number);

/// The ONNX spelling of TensorProto number `number`, e.g. "float16"; numbers
/// that ONNX does not define are spelled out as such.
std::string spellDataType(int64_t number);
inline std::string spellDataType(DataType type) {
  return spellDataType(static_cast<int64_t>(type));
}

/// Bits of one element in a raw buffer: 8 for bool. Elements of fewer than 8
/// bits are packed, the first in the lowest bits of a byte.
unsigned getBitWidth(DataType type);
/// Bytes of a raw buffer of `numElements`.
uint64_t getNumBytes(DataType type, int64_t numElements);

/// The floats that operators compute in: 16 bits at least.
bool isFloat(DataType type);
/// The floats of 8 and 4 bits: data is stored in them and converted.
bool isMinifloat(DataType type);
/// Integers without bool.
bool isInteger(DataType type);
bool isUnsignedInteger(DataType type);
/// The types that most operators do not take: minifloats and integers of fewer
/// than 8 bits.
bool isLowPrecision(DataType type);

/// The format of a float type, minifloats included.
const llvm::fltSemantics &getSemantics(DataType type);

/// The same for minifloats, as Numerics knows it.
numerics::FloatFormat getFormat(DataType type);

/// The number below, or above, which no number of the type lies; infinities for
/// the floats that operators compute in, the largest finite for minifloats. The
/// upper bounds of 64 bits are rounded up to the next double.
double getLowest(DataType type);
double getHighest(DataType type);

/// The element type in the IR. Integers are signless there, so the signedness
/// of a value lives in its DataType only.
mlir::Type getElementType(DataType type, mlir::MLIRContext *context);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_DATATYPE_H
