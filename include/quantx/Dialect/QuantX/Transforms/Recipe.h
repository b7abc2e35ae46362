//===- Recipe.h - Which ops are computed how --------------------*- C++ -*-===//
//
// What a user decides: of the whole model, by settings that stand for options,
// and of single ops, by rules that name them by what they do and by the value
// that they compute. docs/Recipes.md is the specification.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_DIALECT_QUANTX_TRANSFORMS_RECIPE_H
#define QUANTX_DIALECT_QUANTX_TRANSFORMS_RECIPE_H

#include "quantx/Analysis/QuantizationChain.h"
#include "quantx/Dialect/QuantX/Transforms/QuantizationScheme.h"
#include "quantx/Support/JSONFields.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/GlobPattern.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace quantx {

/// Kinds of ops that a recipe tells apart, by how quantization passes through
/// them.
enum class OpClass {
  Contraction,
  Elementwise,
  Reduction,
  Pointwise,
  Softmax,
  Normalization
};

/// The class of ops with this flow; none for those that move values, clamp or
/// scale them, and for opaque ones.
std::optional<OpClass> getOpClass(const QuantizationFlow &flow);

/// The class of the first op of a chain that has one: clamps and scalings go
/// along with what they surround.
std::optional<OpClass> getChainClass(const QuantizationChain &chain);

/// "contraction", "elementwise", ...: the names that options and files use.
llvm::StringRef getOpClassName(OpClass opClass);

/// The class of that name. The error lists all names.
llvm::Expected<OpClass> parseOpClass(llvm::StringRef name);

/// Integers; floats between a dequantize of what is read and a quantize of what
/// is computed; floats, and nothing is quantized for the sake of the op.
enum class ComputeMode { Integer, Island, Float };

/// What the end of the quantize pipeline does about ops that are left in float.
enum class IntegerOnlyCheck { None, Remark, Error };

/// What a recipe says of the whole model, in place of options that are not
/// given.
struct RecipeSettings {
  std::optional<std::string> target;
  std::optional<QuantizationMode> mode;
  std::optional<IntegerOnlyCheck> integerOnly;
  std::optional<std::string> calibrator;
  StorageChoice activation;
  std::optional<ActivationGranularity> activationGranularity;
  StorageChoice weight;
  std::optional<numerics::SymmetricDivisor> divisor;
  std::optional<numerics::ZeroPointRounding> zeroPointRounding;
};

/// A calibrator, and the rule that chose it.
struct CalibratorChoice {
  /// As createCalibrator takes it.
  std::string spec;
  /// The number of the rule in its recipe; of two choices the larger counts.
  size_t rule = 0;
  /// "by rule 2 of FILE", for messages.
  std::string source;
};

/// What a recipe says of one op.
struct OpChoice {
  ComputeMode compute = ComputeMode::Integer;
  /// The op reads 16-bit values.
  bool readsWide = false;
  /// Of the value that the op computes, and of its weight.
  StorageChoice activation, weight;
  /// For the range of the value that the op computes, and of those it reads.
  std::optional<CalibratorChoice> calibrator, inputCalibrator;
  /// For an op that is not integer: whose decision it is, and why, for
  /// messages: "by float=softmax".
  std::string reason;
};

/// A pattern for names: *, ?, [a-z], {a,b}.
struct NamePattern {
  /// What `glob` refers to.
  std::shared_ptr<const std::string> text;
  llvm::GlobPattern glob;
};

/// An ordered list of rules. Of several that match an op, the last one counts,
/// for each property on its own.
class Recipe {
public:
  /// Norms that are computed in integers read 16-bit values: they divide by the
  /// deviation of a row, which multiplies the rounding of their input.
  Recipe();

  /// Keeps all ops of a class in float as islands.
  void keepFloat(OpClass opClass);
  /// Lets all ops of a class read 16-bit values.
  void readWide(OpClass opClass);
  /// Drops every rule about 16-bit values so far.
  void clearWide();

  /// Appends the rules of a recipe file, and takes its settings. The error
  /// names the file, the line and the key.
  llvm::Error load(llvm::StringRef path);
  /// The same from the text of a file; `name` stands for it in messages.
  llvm::Error parse(llvm::StringRef text, llvm::StringRef name);

  const RecipeSettings &getSettings() const { return settings; }

  /// What the rules say of an op that computes `value`, or of a value that no
  /// op of a class computes: a function's argument, for example.
  OpChoice choose(mlir::Value value, std::optional<OpClass> opClass) const;

  /// The rules that name values and have chosen for none so far: "rule 2 of
  /// FILE, for values like '/head/*'".
  std::vector<std::string> getUnmatchedRules() const;

private:
  struct Rule {
    /// Any class when empty.
    std::vector<OpClass> classes;
    /// Any value when there is none.
    std::optional<NamePattern> values;
    std::optional<ComputeMode> compute;
    std::optional<bool> readsWide;
    StorageChoice activation, weight;
    std::optional<std::string> calibrator, inputCalibrator;
    /// "rule 2 of FILE".
    std::string place;
    std::string reason;
    /// Whether it has applied to an op.
    mutable bool matched = false;

    bool matches(llvm::StringRef name, std::optional<OpClass> opClass) const;
    /// Replaces what the rule says; `number` is its place in the recipe.
    void apply(OpChoice &choice, std::optional<bool> &readsWide,
               size_t number) const;
  };
  friend class RecipeReader;

  RecipeSettings settings;
  std::vector<Rule> rules;
};

/// Marks `op` to stay in float, for `reason`.
void markFloat(mlir::Operation *op, llvm::StringRef reason);

/// The reason of the mark as a predicate of the op; empty without one.
std::string getFloatMark(mlir::Operation *op);

} // namespace quantx

#endif // QUANTX_DIALECT_QUANTX_TRANSFORMS_RECIPE_H
