//===- CheckTypes.cpp - What cannot be converted, said before it is tried -===//

#include "Patterns.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace quantx;

/// Dialects whose ops move values or show what they compute in a region.
static constexpr StringLiteral kStorageDialects[] = {
    "arith",  "bufferization", "builtin", "cf",     "func",
    "linalg", "scf",           "shape",   "tensor", "ub"};

/// Ops that TOSA defines on stored integers: those that only move or compare
/// them and those that are told the zero points. Of the rest, `tosa.tanh` is a
/// function of reals, and `tosa.add` of integers is not the sum of what they
/// stand for.
static bool isTosaStorageOp(Operation *op) {
  return isa<tosa::ArgMaxOp, tosa::AvgPool2dOp, tosa::ClampOp, tosa::ConcatOp,
             tosa::ConstOp, tosa::Conv2DOp, tosa::Conv3DOp,
             tosa::DepthwiseConv2DOp, tosa::GatherOp, tosa::IdentityOp,
             tosa::IfOp, tosa::MatMulOp, tosa::MaxPool2dOp, tosa::NegateOp,
             tosa::PadOp, tosa::RescaleOp, tosa::ReshapeOp, tosa::ResizeOp,
             tosa::ReverseOp, tosa::ScatterOp, tosa::SelectOp, tosa::SliceOp,
             tosa::TableOp, tosa::TileOp, tosa::TransposeConv2DOp,
             tosa::TransposeOp, tosa::VariableOp, tosa::VariableReadOp,
             tosa::VariableWriteOp, tosa::WhileOp, tosa::YieldOp>(op);
}

/// Without a dump of the op, which may be a whole function.
static InFlightDiagnostic report(Operation *op) {
  return emitError(op->getLoc()) << "'" << op->getName() << "' op ";
}

namespace {
class Checker {
public:
  Checker(const QuantTypeConverter &converter,
          ArrayRef<std::string> storageDialects)
      : converter(converter), storageDialects(storageDialects) {
    walker.addWalk([this](quant::QuantizedType type) {
      return checkType(type) ? WalkResult::advance() : WalkResult::interrupt();
    });
  }

  LogicalResult check(Operation *root) {
    bool failed = false;
    root->walk<WalkOrder::PreOrder>([&](Operation *op) {
      if (isFreeOfQuantTypes(op, converter))
        return;
      current = op;
      failed |= !checkTypesOf(op) || !checkOp(op);
    });
    return failure(failed);
  }

private:
  /// Every quantized type that `op` mentions is one of quantx.
  bool checkTypesOf(Operation *op) {
    auto isGood = [&](Type type) {
      return !walker.walk(type).wasInterrupted();
    };
    bool good = llvm::all_of(op->getOperandTypes(), isGood) &&
                llvm::all_of(op->getResultTypes(), isGood) &&
                !walker.walk(op->getAttrDictionary()).wasInterrupted();
    for (Region &region : op->getRegions())
      for (Block &block : region)
        good &= llvm::all_of(block.getArgumentTypes(), isGood);
    return good;
  }

  /// Called once per type, where it is first seen: the walker remembers.
  bool checkType(quant::QuantizedType type) {
    auto emitError = [this] { return report(current); };
    return TypeSwitch<Type, bool>(type)
        .Case([](quant::AnyQuantizedType) { return true; })
        .Case([&](quant::CalibratedQuantizedType calibrated) {
          return succeeded(convertQuantTypeToRange(calibrated, emitError));
        })
        .Default([&](Type) {
          return succeeded(convertQuantTypeToParams(type, emitError));
        });
  }

  bool checkOp(Operation *op) {
    if (isa<quant::QuantizeCastOp, quant::DequantizeCastOp>(op))
      return checkCast(op);
    if (auto cast = dyn_cast<quant::StorageCastOp>(op))
      return checkStorageCast(cast);
    return checkForeign(op);
  }

  /// qcast and dcast convert numbers, which takes a scale and a known rank.
  bool checkCast(Operation *op) {
    Type operand = op->getOperand(0).getType();
    Type result = op->getResult(0).getType();
    Type quantized = isa<quant::QuantizeCastOp>(op) ? result : operand;
    auto type = quant::QuantizedType::getQuantizedElementType(quantized);
    if (isa<quant::AnyQuantizedType>(type)) {
      InFlightDiagnostic error = report(op);
      error << "[QX-B3] needs a type that states a scale, found " << quantized;
      error.attachNote() << "state the scale in a !quant.uniform";
      return false;
    }
    if (!isa<UnrankedTensorType>(quantized))
      return true;
    InFlightDiagnostic error = report(op);
    error << "[QX-B3] needs a scalar or a tensor of known rank, found "
          << quantized;
    error.attachNote()
        << "cast the operand to a ranked tensor with tensor.cast";
    return false;
  }

  bool checkStorageCast(quant::StorageCastOp op) {
    if (!isa<quant::CalibratedQuantizedType>(op.getQuantizedType()))
      return true;
    InFlightDiagnostic error = report(op);
    error << "[QX-B3] needs a type that states its storage, found "
          << op.getQuantizedType();
    error.attachNote() << "a calibrated type holds reals: use quant.qcast or "
                          "quant.dcast";
    return false;
  }

  /// True for ops that mean the same on the stored integers. An op that stands
  /// for a computation without showing it would compute with the integers
  /// instead of the reals they stand for.
  bool actsOnStorage(Operation *op) const {
    StringRef dialect = op->getName().getDialectNamespace();
    if (llvm::is_contained(storageDialects, dialect))
      return true;
    if (llvm::is_contained(kStorageDialects, dialect))
      return !isa<linalg::AggregatedOpInterface>(op);
    return isTosaStorageOp(op);
  }

  bool checkForeign(Operation *op) {
    if (actsOnStorage(op))
      return true;
    InFlightDiagnostic error = report(op);
    error << "[QX-B4] has quantized operands or results, found (";
    llvm::interleaveComma(op->getOperandTypes(), error);
    error << ") -> (";
    llvm::interleaveComma(op->getResultTypes(), error);
    error << "); needed is an op that acts on the stored integers, not on the "
             "reals they stand for";
    error.attachNote() << "put quant.dcast before it and quant.qcast behind "
                          "it, or, if it only moves values, name its dialect "
                          "in the option storage-dialects";
    return false;
  }

  const QuantTypeConverter &converter;
  ArrayRef<std::string> storageDialects;
  AttrTypeWalker walker;
  /// The op under inspection, for messages.
  Operation *current = nullptr;
};
} // namespace

LogicalResult quantx::checkQuantTypes(Operation *root,
                                      const QuantTypeConverter &converter,
                                      ArrayRef<std::string> storageDialects) {
  return Checker(converter, storageDialects).check(root);
}
