//===- NarrowTypes.h - Parts of convert-narrow-elements-to-bytes -*- C++ -*-==//

#ifndef QUANTX_LIB_CONVERSION_NARROWELEMENTSTOBYTES_NARROWTYPES_H
#define QUANTX_LIB_CONVERSION_NARROWELEMENTSTOBYTES_NARROWTYPES_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributeInterfaces.h"

namespace quantx {

/// True for integers of 2 to 7 bits and floats of up to 8: elements that
/// memory has no type of its own for. i1 has rules of its own everywhere.
bool isNarrowElement(mlir::Type type);

/// True for a tensor of narrow elements.
bool isNarrowTensor(mlir::Type type);

/// A tensor of narrow elements as one of bytes; any other type as it is.
mlir::Type toBytes(mlir::Type type);

/// A scalar of the narrow `type` out of a byte, whose higher bits are ignored.
mlir::Value emitFromByte(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value byte, mlir::Type type);

/// A narrow scalar as a byte whose higher bits are zero.
mlir::Value emitToByte(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Value scalar);

/// Puts casts where scalars enter or leave the tensors of `op`, which are about
/// to hold bytes: into its body, and around its scalar operands and results.
void castScalars(mlir::Operation *op);

/// The elements of a narrow constant one to a byte, higher bits zero. Packed
/// resources are unpacked; whole bytes are shared. Null for a resource that is
/// absent or of another size, with the reason in `reason`.
mlir::ElementsAttr unpackToBytes(mlir::ElementsAttr elements,
                                 std::string &reason);

} // namespace quantx

#endif // QUANTX_LIB_CONVERSION_NARROWELEMENTSTOBYTES_NARROWTYPES_H
