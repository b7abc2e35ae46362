//===- Target.h - What each instruction set offers, as data -----*- C++ -*-===//
//
// A schedule never asks which CPU it is for. It asks a row of this table how
// many lanes a vector has, which dot product it may use, how many registers
// hold accumulators. A new CPU is a new row.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_TARGET_TARGET_H
#define QUANTX_TARGET_TARGET_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/TargetParser/Triple.h"

namespace quantx {

/// How the 8-bit operand of an instruction or of an operation is extended.
enum class Signedness { Signed, Unsigned };

/// One instruction `acc[i] += sum over r of lhs[i][r] * rhs[i][r]` on i32
/// lanes `i` and groups `r` of 8-bit values. The sum wraps modulo 2^32.
struct DotProduct {
  /// Of 8-bit operands: LLVM intrinsic taking (<lanes x i32> acc, <lanes *
  /// reduction x i8> lhs, rhs). Of 16-bit ones: taking (<lanes * reduction x
  /// i16> lhs, rhs), the result of which is yet to be added.
  llvm::StringLiteral intrinsic;
  /// Number of i32 accumulators of one instruction.
  unsigned lanes;
  /// Number of products that one accumulator takes.
  unsigned reduction;
  /// 8; or 16, where operands are extended first, each by its own signedness.
  unsigned operandBits;
  /// How 8-bit operands are extended; of no meaning for 16-bit ones.
  Signedness lhs = Signedness::Signed;
  Signedness rhs = Signedness::Signed;

  /// Whether an operand of the op that is extended as \p sign goes in as it is.
  bool takesLhs(Signedness sign) const {
    return operandBits == 16 || lhs == sign;
  }
  bool takesRhs(Signedness sign) const {
    return operandBits == 16 || rhs == sign;
  }
};

/// Two instructions that narrow registers in pairs, saturating, within blocks
/// of 128 bits: i32 to i16, and i16 to i8.
struct NarrowingPack {
  /// LLVM intrinsics on registers of the row's width.
  llvm::StringLiteral toI16;
  llvm::StringLiteral toI8;
};

/// What bounds the register tile of a kernel, see `tileRows`.
struct RegisterTile {
  /// Most vectors of accumulators side by side in one row of the tile.
  unsigned maxVectors;
  /// Most rows, each of which needs an address of its own.
  unsigned maxRows;
  /// Registers left for broadcast values and constants.
  unsigned reservedRegisters;
};

/// Bytes of each cache level that one core may count on.
struct CacheSizes {
  int64_t l1;
  int64_t l2;
};

/// One row of the table.
struct Target {
  llvm::StringLiteral name;
  llvm::StringLiteral summary;
  /// UnknownArch where any architecture will do.
  llvm::Triple::ArchType arch;
  /// Comma separated LLVM features, each with its `+`; empty for none.
  llvm::StringLiteral features;
  /// Width in bits and number of the vector registers.
  unsigned vectorBits;
  unsigned vectorRegisters;
  /// Whether a fused multiply-add of f32 vectors is one instruction.
  bool hasFMA;
  /// Whether an instruction multiplies the even 32-bit lanes to 64 bits.
  bool multipliesEvenLanes;
  /// Null where there is none.
  const NarrowingPack *pack;
  RegisterTile tile;
  CacheSizes cache;
  /// Best first. Empty where products must be widened lane by lane.
  llvm::ArrayRef<DotProduct> dots;

  /// Number of 32-bit lanes of a vector register.
  unsigned lanes() const { return vectorBits / 32; }

  /// Number of rows of accumulators that fit beside each other when a row is
  /// `vectors` registers wide; at least 1.
  unsigned tileRows(unsigned vectors) const;

  /// The first dot product that takes an rhs extended as `rhs`, or null. The
  /// lhs is not asked for: either signedness can be rebiased into the other.
  const DotProduct *findDot(Signedness rhs) const;
};

/// Every row, the plainest first, so that a later row is preferred.
llvm::ArrayRef<Target> getTargets();

/// The last row whose features `hostFeatures` all holds; `generic` at least.
/// \p hostFeatures are bare LLVM feature names, such as "avx512vnni".
const Target &selectTarget(llvm::Triple::ArchType arch,
                           llvm::ArrayRef<llvm::StringRef> hostFeatures);

/// The row for the CPU this process runs on.
const Target &hostTarget();

/// The row called \p name, or the host's for "host". The error of an unknown
/// name lists the known ones.
llvm::Expected<const Target *> lookupTarget(llvm::StringRef name);

} // namespace quantx

#endif // QUANTX_TARGET_TARGET_H
