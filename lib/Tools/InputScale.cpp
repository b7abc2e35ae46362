//===- InputScale.cpp - From stored numbers to model inputs ---------------===//

#include "InputScale.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace llvm;
using namespace quantx;
using namespace quantx::tools;

/// The number with as few digits as read back to it: other scales have other
/// texts.
static std::string printExactly(double number) {
  std::string text;
  double back = NAN;
  for (int digits = 6; digits <= 17 && back != number; ++digits) {
    text.clear();
    raw_string_ostream(text) << format("%.*g", digits, number);
    StringRef(text).getAsDouble(back);
  }
  return text;
}

std::string InputScale::toString() const {
  std::string text = printExactly(numerator);
  if (denominator != 1)
    text += "/" + printExactly(denominator);
  return text;
}

Expected<InputScale> InputScale::parse(StringRef text) {
  InputScale scale;
  auto [numerator, denominator] = text.split('/');
  if (numerator.getAsDouble(scale.numerator) ||
      (text.contains('/') && denominator.getAsDouble(scale.denominator)) ||
      !std::isfinite(scale.numerator) || !std::isfinite(scale.denominator) ||
      scale.numerator == 0 || scale.denominator == 0)
    return createStringError("'" + text +
                             "' is no scale: a number or a quotient like "
                             "1/255 is needed, not 0");
  return scale;
}

Expected<InputScale> tools::chooseScale(const TensorStream &file,
                                        ElementType argument,
                                        std::optional<InputScale> asked) {
  ElementType stored = file.getElementType();
  if (argument != ElementType::F32) {
    if (!canPassAs(stored, argument))
      return createStringError("it holds " + getName(stored) +
                               ", but the argument is of " + getName(argument) +
                               "; only inputs of f32 arguments are converted");
    if (asked && !asked->isOne())
      return createStringError("a scale was given, but the argument is of " +
                               getName(argument) +
                               "; only inputs of f32 arguments are scaled");
    return InputScale();
  }
  if (asked)
    return *asked;
  if (isFloat(stored))
    return InputScale();
  if (file.getFormat() == TensorFormat::Idx && stored == ElementType::U8)
    return InputScale{1, 255};
  return createStringError("it holds " + getName(stored) +
                           ", but the argument is of f32; say by "
                           "--input-scale what 1 stands for, for example "
                           "--input-scale=1/255, or --input-scale=1");
}

Expected<HostTensor> tools::convertInput(const HostTensor &tensor,
                                         ElementType argument,
                                         InputScale scale) {
  if (argument == ElementType::F32 &&
      (tensor.getElementType() != ElementType::F32 || !scale.isOne()))
    return tensor.toF32(scale.numerator, scale.denominator);
  return tensor;
}
