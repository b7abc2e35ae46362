//===- ModelFingerprint.h - Which model a module is -------------*- C++ -*-===//

#ifndef QUANTX_ANALYSIS_MODELFINGERPRINT_H
#define QUANTX_ANALYSIS_MODELFINGERPRINT_H

#include "mlir/IR/BuiltinOps.h"

#include <string>

namespace quantx {

/// 32 hexadecimal digits that tell a float model from others: the first half of
/// a SHA-256 over the keys of its observable values (see ValueNaming) and the
/// bytes of its float constants of more than one element, in the order of the
/// IR.
///
/// Inserting observers or ranges does not change it, nor does another batch
/// size; other weights or another structure do.
std::string fingerprintModule(mlir::ModuleOp module);

} // namespace quantx

#endif // QUANTX_ANALYSIS_MODELFINGERPRINT_H
