//===- Multiversion.h - Loops compiled for several CPUs ---------*- C++ -*-===//

#ifndef QUANTX_LIB_CALIBRATION_MULTIVERSION_H
#define QUANTX_LIB_CALIBRATION_MULTIVERSION_H

#include "llvm/Support/Compiler.h"

/// Before a function: it is compiled for x86 with AVX-512, with AVX2 and
/// without, and the loader picks one. The results are the same bits: nothing is
/// contracted. Not with sanitizers, whose runtime starts too late for that.
#if defined(__x86_64__) && defined(__linux__) && defined(__clang__) &&         \
    !LLVM_ADDRESS_SANITIZER_BUILD && !LLVM_MEMORY_SANITIZER_BUILD &&           \
    !LLVM_THREAD_SANITIZER_BUILD
#define QUANTX_MULTIVERSION                                                    \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define QUANTX_MULTIVERSION
#endif

#endif // QUANTX_LIB_CALIBRATION_MULTIVERSION_H
