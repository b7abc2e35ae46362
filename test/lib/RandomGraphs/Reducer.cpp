//===- Reducer.cpp - The smallest graph that still fails ------------------===//

#include "Reducer.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::fuzz;

namespace {
/// Collects the graphs that are one change simpler than another.
class Simplifications {
public:
  explicit Simplifications(const Graph &graph) : graph(graph) {}

  /// The boldest changes first.
  std::vector<Graph> get();

private:
  void addResults();
  void addNodes();
  void addSizes();
  void addParameters();
  void addOptions();

  /// A copy of the graph after `change`.
  template <typename Change>
  void add(Change change) {
    Graph copy = graph;
    change(copy);
    removeDeadNodes(copy);
    if (inferShapes(copy))
      found.push_back(std::move(copy));
  }
  /// A copy in which node `i` is other than it was.
  template <typename Change>
  void addNode(size_t i, Change change) {
    add([&](Graph &copy) { change(copy.nodes[i]); });
  }

  const Graph &graph;
  std::vector<Graph> found;
};
} // namespace

void Simplifications::addResults() {
  if (graph.results.size() > 1)
    for (int result : graph.results)
      add([&](Graph &copy) { copy.results = {result}; });
  // An earlier value as the only result.
  for (int i = 0; i < int(graph.nodes.size()); ++i)
    if (graph.results.size() > 1 || graph.results[0] != i)
      add([&](Graph &copy) { copy.results = {i}; });
  for (size_t i = 0; graph.results.size() > 2 && i < graph.results.size(); ++i)
    add([&](Graph &copy) { copy.results.erase(copy.results.begin() + i); });
}

void Simplifications::addNodes() {
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node &node = graph.nodes[i];
    // Users take an input instead.
    for (int input : node.inputs)
      if (graph.nodes[input].shape == node.shape)
        add([&](Graph &copy) {
          for (Node &user : copy.nodes)
            llvm::replace(user.inputs, static_cast<int>(i), input);
          llvm::replace(copy.results, static_cast<int>(i), input);
        });
    if (node.kind != Kind::Argument)
      addNode(i, [](Node &changed) {
        Shape shape = changed.shape;
        changed = Node();
        changed.shape = shape;
      });
    if (node.kind == Kind::Concat && node.inputs.size() > 1)
      for (size_t j = 0; j < node.inputs.size(); ++j)
        addNode(i, [&](Node &changed) {
          changed.inputs.erase(changed.inputs.begin() + j);
        });
  }
}

/// One size of arguments and constants becomes another wherever it occurs, so
/// that shapes go on fitting each other.
void Simplifications::addSizes() {
  SmallSet<int64_t, 8> sizes;
  for (const Node &node : graph.nodes)
    if (node.inputs.empty())
      sizes.insert(node.shape.begin(), node.shape.end());
  for (int64_t size : sizes)
    for (int64_t smaller : {int64_t(1), size / 2, size - 1})
      if (smaller >= 1 && smaller < size)
        add([&](Graph &copy) {
          for (Node &node : copy.nodes) {
            if (node.inputs.empty())
              llvm::replace(node.shape, size, smaller);
            if (node.kind == Kind::Slice)
              llvm::replace(node.kernel, size, smaller);
          }
        });
}

void Simplifications::addParameters() {
  auto addList = [&](size_t i, Shape Node::*list, int64_t plain) {
    if (llvm::any_of(graph.nodes[i].*list,
                     [&](int64_t value) { return value != plain; }))
      addNode(i, [&](Node &node) {
        node.*list = Shape((node.*list).size(), plain);
      });
  };
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node &node = graph.nodes[i];
    addList(i, &Node::low, 0);
    addList(i, &Node::high, 0);
    addList(i, &Node::kernel, 1);
    addList(i, &Node::strides, 1);
    addList(i, &Node::dilations, 1);
    if (node.bias)
      addNode(i, [](Node &changed) { changed.bias = false; });
    if (node.swapped)
      addNode(i, [](Node &changed) { changed.swapped = false; });
    if (node.spelling != 0)
      addNode(i, [](Node &changed) { changed.spelling = 0; });
    if (node.count > 1)
      addNode(i, [](Node &changed) { changed.count = 1; });
    if (node.count > 2)
      addNode(i, [](Node &changed) { changed.count /= 2; });
    if (node.list.size() > 1 && node.kind != Kind::Transpose)
      addNode(i, [](Node &changed) { changed.list.pop_back(); });
    if (node.magnitude != 1)
      addNode(i, [](Node &changed) { changed.magnitude = 1; });
  }
}

void Simplifications::addOptions() {
  SmallVector<StringRef> words;
  StringRef(graph.options).split(words, ' ', -1, /*KeepEmpty=*/false);
  for (size_t i = 0; i < words.size(); ++i)
    add([&](Graph &copy) {
      SmallVector<StringRef> kept(words);
      kept.erase(kept.begin() + i);
      copy.options = join(kept, " ");
    });
}

std::vector<Graph> Simplifications::get() {
  addResults();
  addNodes();
  addSizes();
  addParameters();
  addOptions();
  return std::move(found);
}

Graph fuzz::reduceGraph(Graph graph,
                        const std::function<bool(const Graph &)> &fails,
                        int budget) {
  bool progress = true;
  while (progress && budget > 0) {
    progress = false;
    for (Graph &candidate : Simplifications(graph).get()) {
      if (budget-- <= 0)
        break;
      if (!fails(candidate))
        continue;
      graph = std::move(candidate);
      progress = true;
      break;
    }
  }
  return graph;
}
