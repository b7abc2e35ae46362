//===- ObjectFile.h - Code for a linker -------------------------*- C++ -*-===//

#ifndef QUANTX_OBJECT_OBJECTFILE_H
#define QUANTX_OBJECT_OBJECTFILE_H

#include "quantx/Object/CInterface.h"
#include "quantx/Target/Target.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include "llvm/TargetParser/Triple.h"

namespace quantx {

/// The machine that code is for: a row of the target table, and the operating
/// system and ABI.
struct Machine {
  const Target *target = nullptr;
  llvm::Triple triple;

  /// "aarch64 (aarch64-unknown-linux-gnu)".
  std::string describe() const;
};

/// The machine of `target` with the triple `triple`. An empty one is that of
/// this process where the row allows it, and otherwise Linux with GNU libc on
/// the row's architecture. Fails where the triple is of another architecture
/// than the row, not of 64 bits, or none that LLVM generates code for.
llvm::Expected<Machine> getMachine(const Target &target,
                                   llvm::StringRef triple);

/// The position-independent object file of `module`, which was lowered to the
/// LLVM dialect by quantx-codegen-pipeline for the same target. It defines
/// `functions`, taken from the module before that, and nothing else that a
/// linker sees; it needs libc, libm and the compiler's own library. `optLevel`
/// is 0 to 3.
llvm::Expected<llvm::SmallVector<char, 0>>
emitObject(mlir::ModuleOp module, llvm::ArrayRef<CFunction> functions,
           const Machine &machine, unsigned optLevel = 3);

} // namespace quantx

#endif // QUANTX_OBJECT_OBJECTFILE_H
