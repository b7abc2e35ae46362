//===- Reducer.h - The smallest graph that still fails ----------*- C++ -*-===//

#ifndef QUANTX_TEST_RANDOMGRAPHS_REDUCER_H
#define QUANTX_TEST_RANDOMGRAPHS_REDUCER_H

#include "Graph.h"

#include <functional>

namespace quantx::fuzz {

/// Makes `graph` smaller as long as `fails` holds: fewer results and nodes,
/// smaller shapes, plainer parameters, fewer options. Asks `fails` at most
/// `budget` times.
Graph reduceGraph(Graph graph, const std::function<bool(const Graph &)> &fails,
                  int budget);

} // namespace quantx::fuzz

#endif // QUANTX_TEST_RANDOMGRAPHS_REDUCER_H
