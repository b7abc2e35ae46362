//===- Graph.cpp - Shapes of nodes, and dead nodes ------------------------===//

#include "Graph.h"

#include "llvm/ADT/STLExtras.h"

using namespace quantx;
using namespace quantx::fuzz;

/// Tensors beyond this make the interpreter slow and find nothing new.
static constexpr int64_t kMaxElements = 3000;

using MaybeShape = std::optional<Shape>;

/// The number of windows that fit into `size` elements with padding.
static int64_t countWindows(int64_t size, const Node &node, size_t dim) {
  int64_t padded = size + node.low[dim] + node.high[dim];
  int64_t reach = (node.kernel[dim] - 1) * node.dilations[dim] + 1;
  return padded < reach ? 0 : (padded - reach) / node.strides[dim] + 1;
}

/// [n, spatial..., c] or [n, c, spatial...] with windows over the spatial
/// dimensions.
static MaybeShape inferWindows(const Shape &in, const Node &node,
                               int64_t channels) {
  size_t spatial = node.kernel.size();
  if (in.size() != spatial + 2)
    return std::nullopt;
  Shape out = in;
  size_t first = node.channelsLast ? 1 : 2;
  for (size_t i = 0; i < spatial; ++i)
    out[first + i] = countWindows(in[first + i], node, i);
  out[node.channelsLast ? spatial + 1 : 1] = channels;
  return out;
}

/// Zeros between and around the elements, then windows of step 1.
static MaybeShape inferTransposed(const Shape &in, const Node &node) {
  Node windows = node;
  windows.strides.assign(node.kernel.size(), 1);
  Shape spread = in;
  size_t first = node.channelsLast ? 1 : 2;
  if (in.size() != node.kernel.size() + 2)
    return std::nullopt;
  for (size_t i = 0; i < node.kernel.size(); ++i)
    spread[first + i] = (in[first + i] - 1) * node.strides[i] + 1;
  return inferWindows(spread, windows, node.count);
}

static MaybeShape inferConvolution(const Shape &in, const Node &node) {
  if (in.size() < 3 || in.size() > 5)
    return std::nullopt;
  int64_t channels = node.channelsLast ? in.back() : in[1];
  if (node.kind == Kind::Convolution)
    return inferWindows(in, node, node.count);
  if (node.kind == Kind::Transposed)
    return inferTransposed(in, node);
  if (node.kind == Kind::Depthwise)
    return in.size() == 5 && !node.channelsLast
               ? std::nullopt
               : inferWindows(in, node, channels);
  // Grouped: `axis` groups of `count` output channels each.
  if (in.size() != 4 || node.channelsLast || channels % node.axis != 0)
    return std::nullopt;
  return inferWindows(in, node, node.axis * node.count);
}

static MaybeShape inferProduct(const Shape &lhs, const Shape &rhs) {
  size_t rank = lhs.size();
  if (rank != rhs.size() || rank < 2 || rank > 3 ||
      lhs[rank - 1] != rhs[rank - 2] || (rank == 3 && lhs[0] != rhs[0]))
    return std::nullopt;
  Shape out = lhs;
  out[rank - 1] = rhs[rank - 1];
  return out;
}

/// The second operand has the rank of the first, each size being the same or 1,
/// or is a vector along `axis`.
static MaybeShape inferBinary(const Shape &lhs, const Shape &rhs,
                              const Node &node) {
  if (rhs.size() == 1 && lhs.size() != 1)
    return node.axis < int64_t(lhs.size()) && rhs[0] == lhs[node.axis]
               ? MaybeShape(lhs)
               : std::nullopt;
  if (lhs.size() != rhs.size())
    return std::nullopt;
  for (auto [a, b] : llvm::zip(lhs, rhs))
    if (a != b && b != 1)
      return std::nullopt;
  return lhs;
}

static MaybeShape inferConcat(const Graph &graph, const Node &node) {
  Shape out = graph.nodes[node.inputs[0]].shape;
  if (node.axis >= int64_t(out.size()))
    return std::nullopt;
  out[node.axis] = 0;
  for (int input : node.inputs) {
    Shape part = graph.nodes[input].shape;
    if (part.size() != out.size())
      return std::nullopt;
    int64_t size = part[node.axis];
    part[node.axis] = out[node.axis];
    if (part != out)
      return std::nullopt;
    out[node.axis] += size;
  }
  return out;
}

/// Offsets are in `low`, sizes in `kernel`, steps in `strides`.
static MaybeShape inferSlice(const Shape &in, const Node &node) {
  if (in.size() != node.low.size())
    return std::nullopt;
  for (size_t i = 0; i < in.size(); ++i)
    if (node.low[i] + (node.kernel[i] - 1) * node.strides[i] >= in[i])
      return std::nullopt;
  return node.kernel;
}

static MaybeShape inferReduce(const Shape &in, const Node &node) {
  Shape out;
  for (auto [dim, size] : llvm::enumerate(in))
    if (!llvm::is_contained(node.list, int64_t(dim)))
      out.push_back(size);
  bool fits = llvm::all_of(
      node.list, [&](int64_t dim) { return dim < int64_t(in.size()); });
  return fits && out.size() + node.list.size() == in.size() ? MaybeShape(out)
                                                            : std::nullopt;
}

/// Kinds that change the shape of one input and compute nothing.
static MaybeShape inferMovement(const Shape &in, const Node &node) {
  auto rank = static_cast<int64_t>(in.size());
  Shape out = in;
  switch (node.kind) {
  case Kind::Slice:
    return inferSlice(in, node);
  case Kind::Collapse:
    if (node.axis + 1 >= rank)
      return std::nullopt;
    out[node.axis] *= out[node.axis + 1];
    out.erase(out.begin() + node.axis + 1);
    return out;
  case Kind::Expand:
    if (node.axis >= rank || rank > 4 || in[node.axis] % node.count != 0)
      return std::nullopt;
    out[node.axis] /= node.count;
    out.insert(out.begin() + node.axis, node.count);
    return out;
  case Kind::Transpose:
    if (node.list.size() != in.size())
      return std::nullopt;
    for (auto [to, from] : llvm::enumerate(node.list))
      out[to] = in[from];
    return out;
  case Kind::Pad:
    if (node.low.size() != in.size())
      return std::nullopt;
    for (size_t i = 0; i < in.size(); ++i)
      out[i] += node.low[i] + node.high[i];
    return out;
  case Kind::Gather:
    if (node.axis >= rank || llvm::any_of(node.list, [&](int64_t index) {
          return index >= in[node.axis];
        }))
      return std::nullopt;
    out[node.axis] = static_cast<int64_t>(node.list.size());
    return out;
  default:
    return std::nullopt;
  }
}

static MaybeShape infer(const Graph &graph, const Node &node) {
  if (node.kind == Kind::Argument || node.kind == Kind::Constant)
    return node.shape;
  const Shape &in = graph.nodes[node.inputs[0]].shape;
  auto rank = static_cast<int64_t>(in.size());
  switch (node.kind) {
  case Kind::Convolution:
  case Kind::Depthwise:
  case Kind::Grouped:
  case Kind::Transposed:
    return inferConvolution(in, node);
  case Kind::Matmul: {
    if (rank < 2 || rank > 3)
      return std::nullopt;
    Shape out = in;
    out.back() = node.count;
    return out;
  }
  case Kind::Product:
    return inferProduct(in, graph.nodes[node.inputs[1]].shape);
  case Kind::Binary:
    return inferBinary(in, graph.nodes[node.inputs[1]].shape, node);
  case Kind::Unary:
    return in;
  case Kind::Concat:
    return inferConcat(graph, node);
  case Kind::Pool:
    return rank < 3
               ? std::nullopt
               : inferWindows(in, node, node.channelsLast ? in.back() : in[1]);
  case Kind::Reduce:
    return inferReduce(in, node);
  case Kind::Softmax:
    return node.axis < rank ? MaybeShape(in) : std::nullopt;
  case Kind::Normalize:
    return node.list.empty() || node.list.back() >= rank ? std::nullopt
                                                         : MaybeShape(in);
  default:
    return inferMovement(in, node);
  }
}

MaybeShape fuzz::inferShape(const Graph &graph, const Node &node) {
  MaybeShape shape = infer(graph, node);
  if (!shape || shape->size() > 5 ||
      llvm::any_of(*shape, [](int64_t size) { return size < 1; }) ||
      countElements(*shape) > kMaxElements)
    return std::nullopt;
  return shape;
}

bool fuzz::inferShapes(Graph &graph) {
  for (Node &node : graph.nodes) {
    MaybeShape shape = inferShape(graph, node);
    if (!shape)
      return false;
    node.shape = *shape;
  }
  return true;
}

void fuzz::removeDeadNodes(Graph &graph) {
  std::vector<bool> live(graph.nodes.size(), false);
  for (int result : graph.results)
    live[result] = true;
  for (size_t i = graph.nodes.size(); i-- > 0;)
    if (live[i])
      for (int input : graph.nodes[i].inputs)
        live[input] = true;
  std::vector<int> position(graph.nodes.size(), -1);
  std::vector<Node> kept;
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    if (!live[i])
      continue;
    position[i] = static_cast<int>(kept.size());
    kept.push_back(graph.nodes[i]);
    for (int &input : kept.back().inputs)
      input = position[input];
  }
  graph.nodes = std::move(kept);
  for (int &result : graph.results)
    result = position[result];
}
