//===- TensorValue.h - The value of an ONNX name while importing -*- C++
//-*-===//

#ifndef QUANTX_LIB_IMPORT_TENSORVALUE_H
#define QUANTX_LIB_IMPORT_TENSORVALUE_H

#include "Model.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/Value.h"

namespace quantx::importer {

/// Extents of a tensor: index attributes where static, index values where
/// dynamic. Two dynamic extents that are the same value are the same extent, so
/// everything that computes extents goes through ShapeMath, which reuses
/// values.
using Shape = llvm::SmallVector<mlir::OpFoldResult>;

/// A tensor whose elements are known while importing. Either all of them are
/// constants, and `data` holds them, or it is a small integer tensor of extents
/// (what Shape and the ops after it compute) and `elements` holds a constant or
/// an index value for each.
struct KnownTensor {
  TensorData data;
  llvm::SmallVector<mlir::OpFoldResult> elements;

  bool isSymbolic() const { return !elements.empty(); }
  llvm::ArrayRef<int64_t> getShape() const { return data.shape; }
};

/// What an ONNX name stands for: a tensor that is computed at run time, or one
/// that is known, or one that is known and has been materialized as well.
struct TensorValue {
  DataType type = DataType::Float;
  Shape shape;
  mlir::Value value;
  std::shared_ptr<const KnownTensor> known;
  /// The tensor this one is a reshape of; reshaping back gives that one.
  std::shared_ptr<const TensorValue> reshapedFrom;

  int64_t getRank() const { return static_cast<int64_t>(shape.size()); }
  /// The extent of dimension `dim`, or ShapedType::kDynamic.
  int64_t getStaticDim(int64_t dim) const;
  bool hasStaticShape() const;
  llvm::SmallVector<int64_t> getStaticShape() const;
  mlir::RankedTensorType getTensorType(mlir::MLIRContext *context) const;
  /// True if all elements are constants, none of them symbolic.
  bool isConstant() const { return known && !known->isSymbolic(); }
};

/// The value of `extent`, or ShapedType::kDynamic.
int64_t getStatic(mlir::OpFoldResult extent);

/// "[2, 3, ?]".
std::string spellShape(llvm::ArrayRef<mlir::OpFoldResult> shape);

/// Constant extents of a shape as attributes.
Shape getShape(llvm::ArrayRef<int64_t> extents, mlir::MLIRContext *context);

/// A known tensor value over `data`.
TensorValue makeConstant(TensorData data, mlir::MLIRContext *context);

/// A constant of `type` and `shape` over freshly allocated `elements`.
template <typename T>
TensorValue makeConstant(DataType type, llvm::ArrayRef<int64_t> shape,
                         std::vector<T> elements, mlir::MLIRContext *context) {
  auto owner = std::make_shared<std::vector<T>>(std::move(elements));
  TensorData data;
  data.type = type;
  data.shape.assign(shape.begin(), shape.end());
  data.bytes = {reinterpret_cast<const char *>(owner->data()),
                owner->size() * sizeof(T)};
  data.owner = std::move(owner);
  return makeConstant(std::move(data), context);
}

/// Element `index` of an integer or bool constant, widened; uint64 wraps.
int64_t getIntElement(const TensorData &data, int64_t index);
/// Element `index` of a constant of any type as a double; float types exactly.
double getFloatElement(const TensorData &data, int64_t index);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_TENSORVALUE_H
