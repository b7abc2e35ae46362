//===- Graph.h - A float network in the small -------------------*- C++ -*-===//
//
// What the generator makes, the reducer shrinks and GraphText.h writes as a
// module. Every node has one result; its inputs are earlier nodes.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_TEST_RANDOMGRAPHS_GRAPH_H
#define QUANTX_TEST_RANDOMGRAPHS_GRAPH_H

#include "Random.h"

#include "llvm/ADT/SmallVector.h"

#include <optional>
#include <string>
#include <vector>

namespace quantx::fuzz {

using Shape = llvm::SmallVector<int64_t, 5>;

enum class Kind {
  Argument,
  Constant,
  Convolution, ///< with constant weights; any number of spatial dimensions
  Depthwise,
  Grouped,    ///< two-dimensional, channels first
  Transposed, ///< over the input with strides - 1 zeros between its elements
  Matmul,     ///< input x constant weights over the last dimension
  Product,    ///< of two inputs [b..., m, k] and [b..., k, n]
  Binary,
  Unary,
  Concat,
  Slice,
  Collapse, ///< joins dimension `axis` with the next
  Expand,   ///< splits dimension `axis` into `count` and the rest
  Transpose,
  Pad,
  Pool,
  Reduce,
  Gather, ///< rows of dimension `axis` by constant indices
  Softmax,
  Normalize,
};

/// Functions of Binary, Pool and Reduce.
enum class Function { Add, Sub, Mul, Div, Max, Min, Sum, Mean };

/// One node. Each kind reads the fields it names and ignores the others.
struct Node {
  Kind kind = Kind::Argument;
  llvm::SmallVector<int, 3> inputs;
  /// The shape of the result; given for Argument and Constant, else inferred.
  Shape shape;
  /// Of the node's constants.
  uint64_t seed = 0;

  Function function = Function::Add;
  /// Row of getUnaryChains().
  int64_t chain = 0;
  /// Which of several equal ways to write the node is used.
  int64_t spelling = 0;
  int64_t axis = 0;
  /// Output channels, parts, repetitions; the spelling of a deviation.
  int64_t count = 1;
  bool channelsLast = false;
  bool bias = false;
  /// Softmax and Normalize are written in the ops that exporters write.
  bool decomposed = false;
  /// The operands of Binary are swapped.
  bool swapped = false;
  /// Windows of convolutions and pools; offsets, sizes and steps of slices.
  Shape kernel, strides, dilations;
  /// Padding on either side of each dimension, and its value in `a`.
  Shape low, high;
  /// Permutations, reduced dimensions, indices.
  Shape list;
  /// Magnitude of constants.
  double magnitude = 1;
  /// Parameters of functions: bounds, slopes, epsilon.
  double a = 0, b = 1;
};

struct Graph {
  std::vector<Node> nodes;
  llvm::SmallVector<int, 3> results;
  /// Options of quantx-quantize-pipeline, as its argument takes them.
  std::string options;
};

/// The result's shape from those of the inputs; none if they do not fit, or the
/// result would be empty or large.
std::optional<Shape> inferShape(const Graph &graph, const Node &node);

/// Infers all shapes again after a change; false if they do not fit any more.
bool inferShapes(Graph &graph);

/// Removes nodes that no result depends on; arguments too.
void removeDeadNodes(Graph &graph);

/// The graph that `seed` stands for.
Graph generateGraph(uint64_t seed);

inline int64_t countElements(llvm::ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t size : shape)
    count *= size;
  return count;
}

} // namespace quantx::fuzz

#endif // QUANTX_TEST_RANDOMGRAPHS_GRAPH_H
