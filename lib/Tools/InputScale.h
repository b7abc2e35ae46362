//===- InputScale.h - From stored numbers to model inputs -------*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_INPUTSCALE_H
#define QUANTX_LIB_TOOLS_INPUTSCALE_H

#include "quantx/ExecutionEngine/TensorStream.h"

#include <optional>
#include <string>

namespace quantx::tools {

/// What stored values are multiplied by on their way to an f32 argument. It is
/// kept as a quotient: x * 1 / 255 in f64 rounds as x / 255 does, which
/// x * 0.0039... would not.
struct InputScale {
  double numerator = 1;
  double denominator = 1;

  bool isOne() const { return numerator == denominator; }
  std::string toString() const;

  /// Parses "1/255", "0.5" or "2".
  static llvm::Expected<InputScale> parse(llvm::StringRef text);
};

/// The scale for the tensor of `file` as an argument of type `argument`.
///
/// `asked` is what the user gave. Without it, bytes of an IDX file for an f32
/// argument stand for [0, 1], so theirs is 1/255; floats are not scaled; any
/// other integers for an f32 argument are an error, because only the user can
/// know what they stand for. Arguments of other types take their own type only.
llvm::Expected<InputScale> chooseScale(const TensorStream &file,
                                       ElementType argument,
                                       std::optional<InputScale> asked);

/// `tensor` as elements of type `argument`, scaled.
llvm::Expected<HostTensor> convertInput(const HostTensor &tensor,
                                        ElementType argument, InputScale scale);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_INPUTSCALE_H
