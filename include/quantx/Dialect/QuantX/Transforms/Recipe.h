//===- Recipe.h - Which ops are computed how --------------------*- C++ -*-===//
//
// What a user decides about ops: kept in float, as an island between integers
// or altogether, and which of them read 16-bit values. Rules name ops by what
// they do and by the value that they compute.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_DIALECT_QUANTX_TRANSFORMS_RECIPE_H
#define QUANTX_DIALECT_QUANTX_TRANSFORMS_RECIPE_H

#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/JSON.h"

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

/// "contraction", "elementwise", ...: the names that options and files use.
llvm::StringRef getOpClassName(OpClass opClass);

/// The class of that name. The error lists all names.
llvm::Expected<OpClass> parseOpClass(llvm::StringRef name);

/// Integers; floats between a dequantize of what is read and a quantize of what
/// is computed; floats, and nothing is quantized for the sake of the op.
enum class ComputeMode { Integer, Island, Float };

/// What a recipe says of one op.
struct OpChoice {
  ComputeMode compute = ComputeMode::Integer;
  /// The op reads 16-bit values.
  bool readsWide = false;
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

  /// Appends the rules of a recipe file (docs/Pipelines.md). The error names
  /// the file and the rule.
  llvm::Error load(llvm::StringRef path);
  /// The same from the text of a file; `name` stands for it in messages.
  llvm::Error parse(llvm::StringRef text, llvm::StringRef name);

  /// What the rules say of an op that computes `value`.
  OpChoice choose(mlir::Value value, OpClass opClass) const;

private:
  struct Rule {
    /// Any class when empty.
    std::vector<OpClass> classes;
    /// Any value when there is none.
    std::optional<NamePattern> values;
    std::optional<ComputeMode> compute;
    std::optional<bool> readsWide;
    std::string reason;
  };
  llvm::Error parseRule(const llvm::json::Object &object, std::string context,
                        llvm::StringRef source);

  std::vector<Rule> rules;
};

/// Marks `op` to stay in float, for `reason`.
void markFloat(mlir::Operation *op, llvm::StringRef reason);

/// The reason of the mark as a predicate of the op; empty without one.
std::string getFloatMark(mlir::Operation *op);

} // namespace quantx

#endif // QUANTX_DIALECT_QUANTX_TRANSFORMS_RECIPE_H
