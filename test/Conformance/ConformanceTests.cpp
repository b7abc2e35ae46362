//===- ConformanceTests.cpp - Imported operators against vectors ----------===//

#include "Vectors.h"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>

using namespace quantx::test;

namespace {

/// The folder of ONNX's node tests: what the environment says, or the shared
/// one beside the project.
std::string getPublishedFolder() {
  const char *folder = std::getenv("QUANTX_ONNX_VECTORS");
  return folder ? folder : QUANTX_ONNX_VECTORS;
}

std::vector<std::string> listPublished(bool exact) {
  std::vector<std::string> chosen;
  for (const std::string &folder : listVectors(getPublishedFolder()))
    if (isExact(folder) == exact)
      chosen.push_back(folder);
  return chosen;
}

std::vector<std::string> listOwn() {
  std::vector<std::string> folders = listVectors(QUANTX_VECTORS "/onnx");
  for (const std::string &folder : listVectors(QUANTX_VECTORS "/extra"))
    folders.push_back(folder);
  return folders;
}

std::string getName(const testing::TestParamInfo<std::string> &info) {
  return std::filesystem::path(info.param).filename();
}

/// Cases in this repository.
class Conformance : public testing::TestWithParam<std::string> {};

TEST_P(Conformance, ComputesTheExpectedOutputs) {
  runVector(GetParam());
  if (!isExact(GetParam()) || HasFailure())
    return;
  runVector(GetParam(), Known::Parameters);
  runVector(GetParam(), Known::All);
}

/// Cases of the folder whose results are exact; with parameters computed at run
/// time, with constant parameters, and folded by the compiler.
class Quantization : public testing::TestWithParam<std::string> {};
TEST_P(Quantization, Published) { runVector(GetParam()); }
TEST_P(Quantization, KnownParameters) {
  runVector(GetParam(), Known::Parameters);
}
TEST_P(Quantization, AllKnown) { runVector(GetParam(), Known::All); }

/// Why a published case is refused; null for those that must pass.
const char *getRefusal(const std::string &folder) {
  static const std::pair<const char *, const char *> refusals[] = {
      {"test_batchnorm_epsilon_training_mode",
       "BatchNormalization in training mode: models are imported for "
       "inference"},
      {"test_batchnorm_example_training_mode",
       "BatchNormalization in training mode: models are imported for "
       "inference"},
      {"test_identity_opt", "values that are no tensors (optional, sequence)"}};
  std::string name = std::filesystem::path(folder).filename();
  for (const auto &[refused, reason] : refusals)
    if (name == refused)
      return reason;
  return nullptr;
}

class FloatOperators : public testing::TestWithParam<std::string> {};
TEST_P(FloatOperators, Published) {
  if (const char *reason = getRefusal(GetParam()))
    GTEST_SKIP() << reason;
  runVector(GetParam());
}

TEST(PublishedVectors, ArePresent) {
  if (listVectors(getPublishedFolder()).empty())
    GTEST_SKIP() << "no vectors in '" << getPublishedFolder()
                 << "'; set QUANTX_ONNX_VECTORS to a folder of ONNX node tests";
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Quantization);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(FloatOperators);
INSTANTIATE_TEST_SUITE_P(Own, Conformance, testing::ValuesIn(listOwn()),
                         getName);
INSTANTIATE_TEST_SUITE_P(ONNX, Quantization,
                         testing::ValuesIn(listPublished(true)), getName);
INSTANTIATE_TEST_SUITE_P(ONNX, FloatOperators,
                         testing::ValuesIn(listPublished(false)), getName);

} // namespace
