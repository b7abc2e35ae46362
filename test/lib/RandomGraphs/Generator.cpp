//===- Generator.cpp - A graph from a seed --------------------------------===//

#include "Graph.h"
#include "GraphText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::fuzz;

namespace {
class Generator {
public:
  explicit Generator(uint64_t seed) : random(seed) {}

  Graph run();

private:
  int add(Node node);
  int pickInput();
  int addMatching(int like);
  Shape randomShape();
  Shape randomList(size_t size, int64_t low, int64_t high);

  bool tryStep();
  Node makeNode(Kind kind, int input);
  void fillWindow(Node &node, const Shape &in);
  bool fillMovement(Node &node, const Shape &in);
  bool fillBinary(Node &node, int input);
  bool fillProduct(Node &node, int input);
  bool fillConcat(Node &node, int input);
  bool fill(Node &node, int input);
  std::string randomOptions();

  Random random;
  Graph graph;
};
} // namespace

Shape Generator::randomList(size_t size, int64_t low, int64_t high) {
  Shape list;
  for (size_t i = 0; i < size; ++i)
    list.push_back(random.integer(low, high));
  return list;
}

/// Sizes of 1 and odd sizes are where tiles and broadcasts go wrong.
Shape Generator::randomShape() {
  static const int64_t ranks[] = {1, 2, 2, 3, 3, 4, 4, 4, 4, 5};
  static const int64_t sizes[] = {1, 1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17};
  Shape shape;
  int64_t rank = random.pick<int64_t>(ranks);
  for (int64_t i = 0; i < rank; ++i)
    shape.push_back(i == 0 && rank > 2 ? random.integer(1, 2)
                                       : random.pick<int64_t>(sizes));
  while (fuzz::countElements(shape) > 1200)
    *max_element(shape) = random.integer(1, 4);
  return shape;
}

int Generator::add(Node node) {
  std::optional<Shape> shape = inferShape(graph, node);
  if (!shape)
    return -1;
  node.shape = *shape;
  graph.nodes.push_back(std::move(node));
  return static_cast<int>(graph.nodes.size()) - 1;
}

/// Late nodes are preferred, so that graphs become deep.
int Generator::pickInput() {
  int64_t last = static_cast<int64_t>(graph.nodes.size()) - 1;
  int64_t picked = random.chance(60)
                       ? last - random.integer(0, std::min<int64_t>(last, 1))
                       : random.integer(0, last);
  return static_cast<int>(picked);
}

/// Another value of the same shape: an earlier one, the same, or a constant.
int Generator::addMatching(int like) {
  SmallVector<int> candidates;
  for (auto [i, node] : enumerate(graph.nodes))
    if (node.shape == graph.nodes[like].shape)
      candidates.push_back(static_cast<int>(i));
  if (random.chance(70) && (candidates.size() > 1 || random.chance(20)))
    return random.pick<int>(candidates);
  Node node;
  node.kind = random.chance(60) ? Kind::Constant : Kind::Argument;
  node.shape = graph.nodes[like].shape;
  node.seed = random.bits();
  node.magnitude = std::pow(10, random.real(-2, 1));
  return add(node);
}

void Generator::fillWindow(Node &node, const Shape &in) {
  size_t spatial = in.size() - 2;
  // linalg has pools and depthwise convolutions of volumes with channels last
  // only.
  bool isDense =
      node.kind == Kind::Convolution || node.kind == Kind::Transposed;
  node.channelsLast = random.chance(40) || (spatial == 3 && !isDense);
  node.kernel = randomList(spatial, 1, 3);
  node.strides =
      random.chance(60) ? Shape(spatial, 1) : randomList(spatial, 1, 2);
  node.dilations =
      random.chance(80) ? Shape(spatial, 1) : randomList(spatial, 1, 2);
  node.low = node.high = Shape(spatial, 0);
  if (random.chance(50)) {
    node.low = randomList(spatial, 0, 2);
    node.high = randomList(spatial, 0, 2);
  }
  // The whole plane, as a global pool.
  if (node.kind == Kind::Pool && random.chance(20)) {
    node.low = node.high = Shape(spatial, 0);
    node.strides = node.dilations = Shape(spatial, 1);
    for (size_t i = 0; i < spatial; ++i)
      node.kernel[i] = in[i + (node.channelsLast ? 1 : 2)];
  }
}

bool Generator::fillMovement(Node &node, const Shape &in) {
  auto rank = static_cast<int64_t>(in.size());
  node.axis = random.integer(0, rank - 1);
  switch (node.kind) {
  case Kind::Slice:
    for (int64_t size : in) {
      node.low.push_back(random.chance(50) ? 0 : random.integer(0, size - 1));
      int64_t rest = size - node.low.back();
      node.strides.push_back(random.chance(80) ? 1 : random.integer(1, 3));
      int64_t most = (rest - 1) / node.strides.back() + 1;
      node.kernel.push_back(random.chance(50) ? most : random.integer(1, most));
    }
    return true;
  case Kind::Expand:
    node.count = in[node.axis] % 2 == 0 ? 2 : in[node.axis] % 3 == 0 ? 3 : 1;
    return true;
  case Kind::Transpose:
    node.list = llvm::to_vector<5>(llvm::seq<int64_t>(0, rank));
    for (int64_t i = rank - 1; i > 0; --i)
      std::swap(node.list[i], node.list[random.integer(0, i)]);
    return true;
  case Kind::Pad:
    node.low = randomList(rank, 0, random.chance(50) ? 0 : 2);
    node.high = randomList(rank, 0, 1);
    node.a = random.chance(50) ? 0 : random.real(-3, 3);
    return true;
  case Kind::Gather:
    node.list = randomList(random.integer(1, 6), 0, in[node.axis] - 1);
    return true;
  default:
    return true;
  }
}

bool Generator::fillBinary(Node &node, int input) {
  static const Function functions[] = {
      Function::Add, Function::Add, Function::Sub, Function::Mul,
      Function::Max, Function::Min, Function::Div};
  node.function = random.pick<Function>(functions);
  // The second operand of a quotient is kept away from 0.
  node.swapped = node.function != Function::Div && random.chance(30);
  node.spelling = random.integer(0, 1);
  const Shape shape = graph.nodes[input].shape;
  if (random.chance(55)) {
    node.inputs.push_back(addMatching(input));
    return node.inputs.back() >= 0;
  }
  // A vector along one dimension, or a tensor with sizes of 1.
  Node other;
  other.kind = random.chance(80) ? Kind::Constant : Kind::Argument;
  other.seed = random.bits();
  other.magnitude = std::pow(10, random.real(-2, 1));
  node.axis = random.integer(0, static_cast<int64_t>(shape.size()) - 1);
  if (random.chance(50)) {
    other.shape = {shape[node.axis]};
  } else {
    other.shape = shape;
    for (int64_t &size : other.shape)
      size = random.chance(60) ? 1 : size;
  }
  node.inputs.push_back(add(other));
  return node.inputs.back() >= 0;
}

bool Generator::fillProduct(Node &node, int input) {
  const Shape shape = graph.nodes[input].shape;
  if (shape.size() < 2 || shape.size() > 3)
    return false;
  Shape wanted = shape;
  wanted[shape.size() - 2] = shape.back();
  wanted.back() = random.integer(1, 6);
  for (int i = 0; i < int(graph.nodes.size()); ++i) {
    Node trial = node;
    trial.inputs.push_back(i);
    if (graph.nodes[i].kind != Kind::Constant && inferShape(graph, trial)) {
      node.inputs.push_back(i);
      return true;
    }
  }
  Node other;
  other.shape = wanted;
  node.inputs.push_back(add(other));
  return node.inputs.back() >= 0;
}

bool Generator::fillConcat(Node &node, int input) {
  const Shape shape = graph.nodes[input].shape;
  node.axis = random.integer(0, static_cast<int64_t>(shape.size()) - 1);
  node.spelling = random.chance(75) ? 0 : 1;
  for (int64_t i = random.integer(1, 2); i > 0; --i) {
    int other = addMatching(input);
    if (other < 0)
      return false;
    node.inputs.push_back(other);
  }
  return true;
}

bool Generator::fill(Node &node, int input) {
  const Shape shape = graph.nodes[input].shape;
  size_t rank = shape.size();
  // Of numbers without dimensions there are only functions.
  if (rank == 0 && node.kind != Kind::Unary)
    return false;
  switch (node.kind) {
  case Kind::Convolution:
  case Kind::Depthwise:
  case Kind::Grouped:
  case Kind::Transposed:
  case Kind::Pool: {
    if (rank < 3 || (node.kind == Kind::Grouped && rank != 4))
      return false;
    static const Function pools[] = {Function::Max, Function::Mean,
                                     Function::Sum};
    node.function = random.pick<Function>(pools);
    fillWindow(node, shape);
    node.count = random.integer(1, 9);
    if (node.kind == Kind::Grouped) {
      node.channelsLast = false;
      node.axis = shape[1] % 2 == 0 ? 2 : shape[1] % 3 == 0 ? 3 : 1;
      node.count = random.integer(1, 3);
      node.bias = false;
    }
    return true;
  }
  case Kind::Matmul:
    node.count = random.integer(1, 17);
    return true;
  case Kind::Product:
    return fillProduct(node, input);
  case Kind::Binary:
    return fillBinary(node, input);
  case Kind::Unary:
    node.chain =
        random.integer(0, static_cast<int64_t>(getUnaryChains().size()) - 1);
    node.spelling = random.chance(70) ? 0 : 1;
    return true;
  case Kind::Concat:
    return fillConcat(node, input);
  case Kind::Reduce: {
    static const Function sums[] = {Function::Sum, Function::Mean,
                                    Function::Max};
    node.function = random.pick<Function>(sums);
    for (int64_t dim = 0; dim < int64_t(rank); ++dim)
      if (random.chance(40))
        node.list.push_back(dim);
    return !node.list.empty();
  }
  case Kind::Softmax:
    node.decomposed = random.chance(50);
    node.axis = random.integer(0, static_cast<int64_t>(rank) - 1);
    return true;
  case Kind::Normalize:
    node.decomposed = random.chance(50);
    node.count = random.integer(1, 2);
    node.list.push_back(static_cast<int64_t>(rank) - 1);
    if (rank > 2 && random.chance(30))
      node.list.insert(node.list.begin(), static_cast<int64_t>(rank) - 2);
    return true;
  default:
    return fillMovement(node, shape);
  }
}

Node Generator::makeNode(Kind kind, int input) {
  Node node;
  node.kind = kind;
  node.inputs.push_back(input);
  node.seed = random.bits();
  node.spelling = random.integer(0, 1);
  node.bias = random.chance(60);
  node.magnitude =
      std::pow(10, random.chance(80) ? random.real(-1, 0) : random.real(-4, 3));
  node.a = random.real(-3, 1);
  node.b = node.a + random.real(0.1, 4);
  if (std::fabs(node.b) < 0.05)
    node.b = 0.5;
  return node;
}

bool Generator::tryStep() {
  static const Kind kinds[] = {
      Kind::Convolution, Kind::Convolution, Kind::Convolution, Kind::Depthwise,
      Kind::Grouped,     Kind::Matmul,      Kind::Matmul,      Kind::Matmul,
      Kind::Product,     Kind::Binary,      Kind::Binary,      Kind::Binary,
      Kind::Binary,      Kind::Unary,       Kind::Unary,       Kind::Unary,
      Kind::Unary,       Kind::Concat,      Kind::Concat,      Kind::Slice,
      Kind::Collapse,    Kind::Expand,      Kind::Transpose,   Kind::Transpose,
      Kind::Pad,         Kind::Pool,        Kind::Pool,        Kind::Reduce,
      Kind::Reduce,      Kind::Gather,      Kind::Softmax,     Kind::Normalize,
      Kind::Transposed};
  size_t before = graph.nodes.size();
  int input = pickInput();
  Node node = makeNode(random.pick<Kind>(kinds), input);
  if (fill(node, input) && add(node) >= 0)
    return true;
  graph.nodes.resize(before);
  return false;
}

std::string Generator::randomOptions() {
  std::string options = "verify=remark";
  auto choose = [&](const char *option, ArrayRef<const char *> values) {
    options +=
        std::string(" ") + option + "=" + random.pick<const char *>(values);
  };
  if (random.chance(10))
    choose("float", {"softmax", "normalization", "pointwise,softmax"});
  if (random.chance(8)) {
    choose("mode", {"dynamic", "weight-only"});
    if (random.chance(50))
      choose("weight", {"i4"});
    if (random.chance(50))
      choose("weight-block", {"2", "16"});
    return options;
  }
  if (random.chance(35))
    choose("activation", {"ui8", "i16"});
  if (random.chance(20))
    choose("activation-symmetric", {"true"});
  if (random.chance(20))
    choose("weight", {"ui8"});
  if (random.chance(20))
    choose("weight-symmetric", {"false"});
  if (random.chance(30))
    choose("weight-granularity", {"tensor"});
  if (random.chance(30))
    choose("rounding", {"double", "nearest-even"});
  return options;
}

Graph Generator::run() {
  for (int64_t i = random.chance(80) ? 1 : 2; i > 0; --i) {
    Node argument;
    argument.shape = randomShape();
    add(argument);
  }
  int64_t steps = random.integer(1, random.chance(80) ? 7 : 14);
  for (int64_t tries = 0; steps > 0 && tries < 100; ++tries)
    steps -= tryStep();
  std::vector<bool> isUsed(graph.nodes.size(), false);
  for (const Node &node : graph.nodes)
    for (int input : node.inputs)
      isUsed[input] = true;
  for (int i = 0; i < int(graph.nodes.size()); ++i) {
    bool isPlain = graph.nodes[i].kind == Kind::Argument ||
                   graph.nodes[i].kind == Kind::Constant;
    if (isPlain ? random.chance(3) : !isUsed[i] || random.chance(10))
      graph.results.push_back(i);
  }
  if (graph.results.empty())
    graph.results.push_back(static_cast<int>(graph.nodes.size()) - 1);
  graph.options = randomOptions();
  removeDeadNodes(graph);
  return graph;
}

Graph fuzz::generateGraph(uint64_t seed) {
  // Neighbouring seeds start far apart.
  return Generator(Random(seed * 0x9E3779B97F4A7C15ULL + 1).bits()).run();
}
