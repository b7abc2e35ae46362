//===- GraphText.h - Graphs as modules ---------------------------*- C++
//-*-===//

#ifndef QUANTX_TEST_RANDOMGRAPHS_GRAPHTEXT_H
#define QUANTX_TEST_RANDOMGRAPHS_GRAPHTEXT_H

#include "Graph.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/raw_ostream.h"

namespace quantx::fuzz {

/// The module of `graph`: one function @main of linalg, tensor and arith on
/// f32.
std::string toText(const Graph &graph);

/// One scalar op of a pointwise chain. Operands are "x" (the input), "a" and
/// "b" (the node's parameters), "0", "1", ... (earlier steps) or "=2.5" (a
/// number).
struct ChainStep {
  llvm::StringRef op;
  llvm::SmallVector<llvm::StringRef, 3> operands;
};
using Chain = llvm::SmallVector<ChainStep, 8>;

/// The pointwise functions that Unary nodes choose from.
llvm::ArrayRef<Chain> getUnaryChains();

/// Writes ops one after another and gives their results names.
class TextWriter {
public:
  std::string take() { return std::move(text); }
  /// A name that no value has.
  std::string fresh();
  void line(const llvm::Twine &line);

  /// "tensor<1x2xf32>".
  static std::string type(llvm::ArrayRef<int64_t> shape,
                          llvm::StringRef element = "f32");
  /// "affine_map<(d0, d1) -> (RESULTS)>".
  static std::string map(size_t dims, const llvm::Twine &results);
  /// "d0, d1, d2".
  static std::string dims(size_t rank);
  /// A number as MLIR reads it back to the bit.
  static std::string number(double value);
  /// "[1, 2]".
  static std::string list(llvm::ArrayRef<int64_t> values);

  std::string scalar(double value);
  std::string constant(llvm::ArrayRef<int64_t> shape,
                       llvm::ArrayRef<float> values);
  std::string indices(llvm::ArrayRef<int64_t> values);
  std::string empty(llvm::ArrayRef<int64_t> shape);
  std::string filled(llvm::ArrayRef<int64_t> shape, double value);

  /// A tensor operand and the results of its indexing map.
  struct Operand {
    std::string value, type, map;
  };
  /// linalg.generic over `loops` loops, those in `reduced` reductions. `body`
  /// computes %y of %in0, %in1, ... and %out.
  std::string generic(size_t loops, llvm::ArrayRef<int64_t> reduced,
                      llvm::ArrayRef<Operand> inputs, const Operand &init,
                      const llvm::Twine &body,
                      llvm::StringRef resultElement = "f32");

private:
  std::string text;
  llvm::raw_string_ostream os{text};
  int next = 0;
};

/// A node with its inputs' names and shapes, to be written.
struct NodeText {
  const Node &node;
  llvm::SmallVector<std::string, 3> names;
  llvm::SmallVector<Shape, 3> shapes;
};

/// Writes a node and returns the name of its result.
std::string writeConvolution(TextWriter &writer, const NodeText &text);
std::string writePool(TextWriter &writer, const NodeText &text);
std::string writeContraction(TextWriter &writer, const NodeText &text);
std::string writeElementwise(TextWriter &writer, const NodeText &text);
std::string writeMovement(TextWriter &writer, const NodeText &text);
std::string writeRows(TextWriter &writer, const NodeText &text);
/// Softmax, or a norm with its gain and offset, in reductions and elementwise
/// ops.
std::string writeDecomposedRows(TextWriter &writer, const NodeText &text);

/// `values` for a constant of `shape` whose dimension `channelDim` has channels
/// (-1: none): of very different magnitude, or all alike, as the seed says.
std::vector<float> randomValues(uint64_t seed, llvm::ArrayRef<int64_t> shape,
                                int64_t channelDim, double magnitude);

} // namespace quantx::fuzz

#endif // QUANTX_TEST_RANDOMGRAPHS_GRAPHTEXT_H
