//===- FloatOperatorTests.cpp - Imported operators against vectors --------===//

#include "Vectors.h"

#include <filesystem>
#include <gtest/gtest.h>

using namespace quantx::test;

namespace {

class Conformance : public testing::TestWithParam<std::string> {};

TEST_P(Conformance, ComputesTheExpectedOutputs) { runVector(GetParam()); }

std::string getName(const testing::TestParamInfo<std::string> &info) {
  return std::filesystem::path(info.param).filename();
}

INSTANTIATE_TEST_SUITE_P(ONNX, Conformance,
                         testing::ValuesIn(listVectors(QUANTX_VECTORS "/onnx")),
                         getName);
INSTANTIATE_TEST_SUITE_P(Extra, Conformance,
                         testing::ValuesIn(listVectors(QUANTX_VECTORS
                                                       "/extra")),
                         getName);

} // namespace
