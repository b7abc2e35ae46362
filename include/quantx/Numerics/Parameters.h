//===- Parameters.h - Scales and zero points from ranges --------*- C++ -*-===//
//
// docs/Semantics.md, rules QX-P1 and QX-D1 to QX-D7.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_NUMERICS_PARAMETERS_H
#define QUANTX_NUMERICS_PARAMETERS_H

#include "quantx/Numerics/Quantize.h"

namespace quantx::numerics {

/// 2^-126, the smallest normal f32 and the smallest scale.
constexpr float kSmallestScale = 0x1p-126f;

enum class ScaleStatus { Ok, NaN, Infinite, Negative, Zero, TooSmall };

/// Says whether a written scale may be used: positive, finite and at least
/// `smallest`. A scale format whose values below 2^-126 are exact in f32
/// (E8M0's 2^-127) passes its own bound.
ScaleStatus validateScale(float scale, float smallest = kSmallestScale);

/// "is NaN", "is below 2^-126" ...: a predicate for diagnostics; "is valid" for
/// Ok.
const char *describe(ScaleStatus status);

/// What a symmetric scale divides the largest magnitude by.
enum class SymmetricDivisor {
  /// qmax, on the narrow storage range [-qmax, qmax] (TFLite, onnxruntime).
  QMax,
  /// (qmax - qmin) / 2, on the storage range as given (PyTorch).
  HalfSpan,
};

/// Rounding of the zero point.
enum class ZeroPointRounding {
  TiesToEven, ///< ONNX, numpy, PyTorch
  TiesAway,   ///< gemmlowp, TFLite
};

struct ParamOptions {
  bool symmetric = false;
  SymmetricDivisor divisor = SymmetricDivisor::QMax;
  ZeroPointRounding zeroPointRounding = ZeroPointRounding::TiesToEven;
};

enum class RangeStatus {
  Ok,
  /// A bound is NaN or infinite.
  NotFinite,
  /// rmin > rmax.
  Inverted,
  /// Symmetric unsigned parameters for a range with negative values.
  NegativeForUnsigned,
  /// The scale exceeds the largest f32.
  ScaleTooLarge,
  /// The storage range is not valid, or is symmetric with qmax <= 0.
  BadStorage,
};

/// A predicate for diagnostics, as describe(ScaleStatus).
const char *describe(RangeStatus status);

struct DerivedParams {
  QuantParams params;
  RangeStatus status = RangeStatus::Ok;
  /// The range asked for a scale below 2^-126 and got 2^-126: worth a remark.
  bool scaleRaised = false;
};

/// Scale and zero point for values in [rmin, rmax].
///
/// The range is first widened to hold 0. Asymmetric:
/// s = (rmax - rmin) / (qmax - qmin), z = clamp(qmin - round(rmin / s)), so
/// that 0.0 is represented exactly. Symmetric signed: s = max(|rmin|, |rmax|) /
/// divisor, z = 0. Symmetric unsigned: s = rmax / qmax, z = 0. (Krishnamoorthi,
/// "Quantizing deep convolutional networks for efficient inference", arXiv
/// 1806.08342, sections 2.1 and 2.2.) A range of 0 alone gives s = 1. The
/// arithmetic is f64 with the scale rounded once to f32, and z uses that f32.
/// The params hold the storage range that the scale is meant for, which QMax
/// narrows.
DerivedParams deriveParams(double rmin, double rmax, const StorageRange &range,
                           const ParamOptions &options = {});

/// The reals that the parameters can represent: (qmin - z) * s and (qmax - z) *
/// s.
double representedMin(const QuantParams &params);
double representedMax(const QuantParams &params);

} // namespace quantx::numerics

#endif // QUANTX_NUMERICS_PARAMETERS_H
