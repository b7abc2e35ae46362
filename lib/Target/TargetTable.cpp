//===- TargetTable.cpp - The rows -----------------------------------------===//
//
// Numbers that are not architecture are schedule inputs: they were measured to
// keep every accumulator in a register and the dot product unit busy. Cache
// sizes are the smallest found on CPUs of that level.
//
//===----------------------------------------------------------------------===//

#include "quantx/Target/Target.h"

using namespace quantx;

static constexpr int64_t kKiB = 1024;

static constexpr DotProduct kMultiplyAdd512 = {"llvm.x86.avx512.pmaddw.d.512",
                                               /*lanes=*/16, /*reduction=*/2,
                                               /*operandBits=*/16};
static constexpr DotProduct kMultiplyAdd256 = {"llvm.x86.avx2.pmadd.wd",
                                               /*lanes=*/8, /*reduction=*/2,
                                               /*operandBits=*/16};

// The 256-bit form of the AVX-512 intrinsic is selected as the VEX instruction
// where only AVX-VNNI is there.
static constexpr DotProduct kVNNI512[] = {
    {"llvm.x86.avx512.vpdpbusd.512", /*lanes=*/16, /*reduction=*/4,
     /*operandBits=*/8, Signedness::Unsigned, Signedness::Signed},
    kMultiplyAdd512,
};
static constexpr DotProduct kVNNI256[] = {
    {"llvm.x86.avx512.vpdpbusd.256", /*lanes=*/8, /*reduction=*/4,
     /*operandBits=*/8, Signedness::Unsigned, Signedness::Signed},
    kMultiplyAdd256,
};
static constexpr DotProduct kAVX512[] = {kMultiplyAdd512};
static constexpr DotProduct kAVX2[] = {kMultiplyAdd256};

static constexpr NarrowingPack kPack512 = {"llvm.x86.avx512.packssdw.512",
                                           "llvm.x86.avx512.packsswb.512"};
static constexpr NarrowingPack kPack256 = {"llvm.x86.avx2.packssdw",
                                           "llvm.x86.avx2.packsswb"};

#define QUANTX_V3_FEATURES "+avx2,+fma,+f16c,+bmi,+bmi2,+lzcnt,+movbe,+popcnt"
#define QUANTX_AVX512_FEATURES                                                 \
  QUANTX_V3_FEATURES ",+avx512f,+avx512bw,+avx512cd,+avx512dq,+avx512vl"

static constexpr Target kTargets[] = {
    {"generic", "any CPU: 128-bit vectors, widening multiply-add",
     llvm::Triple::UnknownArch, "", /*vectorBits=*/128, /*vectorRegisters=*/16,
     /*hasFMA=*/false, /*multipliesEvenLanes=*/false, /*pack=*/nullptr,
     /*tile=*/{3, 4, 3}, /*cache=*/{32 * kKiB, 256 * kKiB},
     /*dots=*/{}},
    {"aarch64", "Armv8-A with 128-bit Neon", llvm::Triple::aarch64,
     "+fp-armv8,+neon", /*vectorBits=*/128, /*vectorRegisters=*/32,
     /*hasFMA=*/true, /*multipliesEvenLanes=*/false, /*pack=*/nullptr,
     /*tile=*/{4, 6, 4}, /*cache=*/{32 * kKiB, 256 * kKiB}, /*dots=*/{}},
    {"x86-64-v3", "AVX2 and FMA", llvm::Triple::x86_64, QUANTX_V3_FEATURES,
     /*vectorBits=*/256, /*vectorRegisters=*/16, /*hasFMA=*/true,
     /*multipliesEvenLanes=*/true, &kPack256, /*tile=*/{3, 6, 1},
     /*cache=*/{32 * kKiB, 256 * kKiB}, kAVX2},
    {"avx-vnni", "AVX2 and 256-bit vpdpbusd", llvm::Triple::x86_64,
     QUANTX_V3_FEATURES ",+avxvnni", /*vectorBits=*/256,
     /*vectorRegisters=*/16, /*hasFMA=*/true, /*multipliesEvenLanes=*/true,
     &kPack256, /*tile=*/{3, 6, 1},
     /*cache=*/{32 * kKiB, 1024 * kKiB}, kVNNI256},
    {"avx512", "AVX-512 F, BW, CD, DQ, VL", llvm::Triple::x86_64,
     QUANTX_AVX512_FEATURES, /*vectorBits=*/512, /*vectorRegisters=*/32,
     /*hasFMA=*/true, /*multipliesEvenLanes=*/true, &kPack512,
     /*tile=*/{4, 12, 4}, /*cache=*/{32 * kKiB, 1024 * kKiB}, kAVX512},
    {"avx512-vnni", "AVX-512 and 512-bit vpdpbusd", llvm::Triple::x86_64,
     QUANTX_AVX512_FEATURES ",+avx512vnni", /*vectorBits=*/512,
     /*vectorRegisters=*/32, /*hasFMA=*/true, /*multipliesEvenLanes=*/true,
     &kPack512, /*tile=*/{4, 12, 4},
     /*cache=*/{32 * kKiB, 1024 * kKiB}, kVNNI512},
};

llvm::ArrayRef<Target> quantx::getTargets() { return kTargets; }
