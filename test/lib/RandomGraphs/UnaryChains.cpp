//===- UnaryChains.cpp - Pointwise functions, step by step ----------------===//

#include "GraphText.h"

using namespace quantx;
using namespace quantx::fuzz;

/// Functions that a requantization or a clamp may absorb.
static const Chain kAffineChains[] = {
    {{"arith.maximumf", {"x", "=0"}}},
    {{"arith.maximumf", {"x", "=0"}}, {"arith.minimumf", {"0", "=6"}}},
    {{"arith.maximumf", {"x", "a"}}, {"arith.minimumf", {"0", "b"}}},
    {{"arith.minimumf", {"x", "b"}}, {"arith.maximumf", {"0", "a"}}},
    {{"arith.mulf", {"x", "b"}}},
    {{"arith.divf", {"x", "b"}}},
    {{"arith.mulf", {"x", "a"}}, {"arith.addf", {"0", "b"}}},
    {{"arith.subf", {"a", "x"}}},
    {{"arith.negf", {"x"}}},
    {{"arith.addf", {"x", "x"}}},
    {{"arith.mulf", {"x", "=0"}}},
};

/// Functions that need a table.
static const Chain kCurvedChains[] = {
    // GELU through erf, and through tanh.
    {{"arith.mulf", {"x", "=0.70710678"}},
     {"math.erf", {"0"}},
     {"arith.addf", {"1", "=1"}},
     {"arith.mulf", {"2", "x"}},
     {"arith.mulf", {"3", "=0.5"}}},
    {{"arith.mulf", {"x", "x"}},
     {"arith.mulf", {"0", "x"}},
     {"arith.mulf", {"1", "=0.044715"}},
     {"arith.addf", {"x", "2"}},
     {"arith.mulf", {"3", "=0.7978846"}},
     {"math.tanh", {"4"}},
     {"arith.addf", {"5", "=1"}},
     {"arith.mulf", {"x", "6"}},
     {"arith.mulf", {"7", "=0.5"}}},
    // SiLU, sigmoid, hard swish, hard sigmoid.
    {{"arith.negf", {"x"}},
     {"math.exp", {"0"}},
     {"arith.addf", {"1", "=1"}},
     {"arith.divf", {"x", "2"}}},
    {{"arith.negf", {"x"}},
     {"math.exp", {"0"}},
     {"arith.addf", {"1", "=1"}},
     {"arith.divf", {"=1", "2"}}},
    {{"arith.addf", {"x", "=3"}},
     {"arith.maximumf", {"0", "=0"}},
     {"arith.minimumf", {"1", "=6"}},
     {"arith.mulf", {"x", "2"}},
     {"arith.divf", {"3", "=6"}}},
    {{"arith.mulf", {"x", "=0.2"}},
     {"arith.addf", {"0", "=0.5"}},
     {"arith.minimumf", {"1", "=1"}},
     {"arith.maximumf", {"2", "=0"}}},
    {{"math.tanh", {"x"}}},
    {{"math.erf", {"x"}}},
    {{"math.absf", {"x"}}},
    {{"math.floor", {"x"}}},
    {{"math.roundeven", {"x"}}},
    {{"math.ceil", {"x"}}},
    {{"arith.mulf", {"x", "x"}}},
    {{"math.absf", {"x"}}, {"math.sqrt", {"0"}}},
    {{"math.absf", {"x"}},
     {"arith.addf", {"0", "=1"}},
     {"arith.divf", {"=1", "1"}}},
    {{"arith.minimumf", {"x", "=4"}}, {"math.exp", {"0"}}},
    {{"arith.minimumf", {"x", "=20"}},
     {"math.exp", {"0"}},
     {"math.log1p", {"1"}}},
    // Leaky ReLU and a step, by comparison.
    {{"arith.cmpf ogt,", {"x", "=0"}},
     {"arith.mulf", {"x", "b"}},
     {"arith.select", {"0", "x", "1"}}},
    {{"arith.cmpf olt,", {"x", "a"}}, {"arith.select", {"0", "a", "b"}}},
    {{"arith.cmpf uge,", {"x", "a"}}, {"arith.select", {"0", "x", "=0"}}},
};

llvm::ArrayRef<Chain> fuzz::getUnaryChains() {
  static const std::vector<Chain> chains = [] {
    std::vector<Chain> all(std::begin(kAffineChains), std::end(kAffineChains));
    all.insert(all.end(), std::begin(kCurvedChains), std::end(kCurvedChains));
    return all;
  }();
  return chains;
}
