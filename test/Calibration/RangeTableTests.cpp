//===- RangeTableTests.cpp - Files of ranges --------------------*- C++ -*-===//

#include "CalibrationTestUtils.h"

#include "quantx/Calibration/RangeTable.h"

#include "llvm/Support/MemoryBuffer.h"

#include <gtest/gtest.h>

using namespace llvm;
using namespace quantx::calibration;
using namespace quantx::calibration::test;

namespace {

Expected<RangeTable> parse(StringRef text,
                           std::optional<RangeFormat> format = std::nullopt) {
  std::string terminated = text.str();
  return parseRangeTable(MemoryBufferRef(terminated, "f"), format);
}

std::string errorOf(StringRef text,
                    std::optional<RangeFormat> format = std::nullopt) {
  Expected<RangeTable> table = parse(text, format);
  return table ? "no error" : toString(table.takeError());
}

void expectEntry(const RangeTable &table, const std::string &name,
                 float threshold, float min, float max) {
  auto it = table.entries.find(name);
  ASSERT_NE(it, table.entries.end()) << name;
  EXPECT_EQ(it->second.threshold, threshold) << name;
  EXPECT_EQ(it->second.range.min, min) << name;
  EXPECT_EQ(it->second.range.max, max) << name;
}

//===----------------------------------------------------------------------===//
// The table that people edit
//===----------------------------------------------------------------------===//

TEST(RangeTable, ReadsLinesWithCommentsAndQuotedNames) {
  auto table = parse("# a table\n"
                     "model 0123\n"
                     "\n"
                     "image\t1 0 1 # pixels\r\n"
                     "\"a b\\\"#\" +2.5 -1e0 .5\n"
                     "model 3 -3 3\n");
  ASSERT_TRUE(bool(table)) << toString(table.takeError());
  EXPECT_EQ(table->format, RangeFormat::Table);
  EXPECT_EQ(table->model, "0123");
  EXPECT_EQ(table->entries.size(), 3u);
  expectEntry(*table, "image", 1, 0, 1);
  expectEntry(*table, "a b\"#", 2.5, -1, 0.5);
  expectEntry(*table, "model", 3, -3, 3);
  EXPECT_EQ(table->entries["a b\"#"].line, 5u);
}

TEST(RangeTable, SymmetricRangesAreThoseOfTheThreshold) {
  RangeEntry entry{2, {-0.5, 3}, 0};
  EXPECT_EQ(entry.get(Symmetry::Symmetric).min, -2);
  EXPECT_EQ(entry.get(Symmetry::Symmetric).max, 2);
  EXPECT_EQ(entry.get(Symmetry::Asymmetric).min, -0.5);
  EXPECT_EQ(entry.get(Symmetry::Asymmetric).max, 3);
}

TEST(RangeTable, ErrorsNameTheLine) {
  EXPECT_EQ(errorOf("a 1 0 1\nb 1 0\n"),
            "'f': line 2: 3 fields, but 4 are needed: name threshold min max; "
            "a name that holds blanks stands in quotation marks");
  EXPECT_EQ(errorOf("\n\na 1 0 x1\n"),
            "'f': line 3: tensor 'a': max is 'x1', but a finite f32 number is "
            "needed");
  EXPECT_EQ(errorOf("a inf 0 1\n"),
            "'f': line 1: tensor 'a': threshold is 'inf', but a finite f32 "
            "number is needed");
  EXPECT_EQ(errorOf("a 1 0 1e39\n"),
            "'f': line 1: tensor 'a': max is '1e39', but a finite f32 number "
            "is needed");
  EXPECT_EQ(errorOf("a -1 0 1\n"),
            "'f': line 1: tensor 'a': threshold is -1, but it must not be "
            "negative");
  EXPECT_EQ(errorOf("a 1 2 1\n"),
            "'f': line 1: tensor 'a': min 2 is larger than max 1");
  EXPECT_EQ(errorOf("a 1 0 1\n# again\na 1 0 1\n"),
            "'f': line 3: tensor 'a' has a range already, from line 1");
  EXPECT_EQ(errorOf("\"a 1 0 1\n"), "'f': line 1: a quotation mark opens a "
                                    "name that is no string of JSON");
}

TEST(RangeTable, ReadsTheNumbersItPrints) {
  std::mt19937 random(7);
  RangeTable table;
  table.model = "0123";
  table.calibrator = "min-max";
  auto finite = [&] {
    float value;
    do
      value = anyFloat(random);
    while (!std::isfinite(value));
    return value;
  };
  for (const char *prefix : {"plain", "two words", "#", "\"", "ä\t", ""})
    for (int i = 0; i < 200; ++i) {
      auto [min, max] = std::minmax({finite(), finite()});
      std::string name = prefix + (i ? std::to_string(i) : "");
      table.entries[name] = {std::fabs(finite()), {min, max}, 0};
    }
  std::string text;
  raw_string_ostream os(text);
  printRangeTable(os, table);
  auto again = parse(text);
  ASSERT_TRUE(bool(again)) << toString(again.takeError());
  EXPECT_EQ(again->model, "0123");
  EXPECT_EQ(again->entries.size(), table.entries.size());
  for (const auto &[name, entry] : table.entries)
    expectEntry(*again, name, entry.threshold, entry.range.min,
                entry.range.max);
}

TEST(RangeTable, IsMadeOfStatistics) {
  ModelStatistics statistics;
  statistics.model = "0123";
  statistics.tensors["x"] = statisticsOf({-1, 0.5, 0.75});
  auto table = makeRangeTable(statistics, "min-max");
  ASSERT_TRUE(bool(table)) << toString(table.takeError());
  EXPECT_EQ(table->model, "0123");
  expectEntry(*table, "x", 1, -1, 0.75);

  statistics.tensors["y"] = statisticsOf({NAN});
  EXPECT_EQ(toString(makeRangeTable(statistics, "min-max").takeError()),
            "tensor 'y': the tensor took no finite value");
  EXPECT_NE(toString(makeRangeTable(statistics, "best").takeError()), "");
}

TEST(RangeTable, KnowsItsFormats) {
  EXPECT_EQ(*cantFail(parseRangeFormat("tensorrt")), RangeFormat::TensorRT);
  EXPECT_FALSE(cantFail(parseRangeFormat("auto")).has_value());
  EXPECT_EQ(toString(parseRangeFormat("yaml").takeError()),
            "unknown format 'yaml' of ranges; there are: auto, table, "
            "tensorrt, onnxruntime");
}

//===----------------------------------------------------------------------===//
// TensorRT
//===----------------------------------------------------------------------===//

// 3c010a14 is 0x1.021428p-7 = 0.0078759..., times 127 is 1.0002...
TEST(TensorRTCache, ReadsTheBitsOfScales) {
  auto table = parse("TRT-8601-EntropyCalibration2\n"
                     "image: 3c010a14\n"
                     "(Unnamed Layer* 3) [Convolution]_output: 3f800000\n"
                     "input:0: 0\n");
  ASSERT_TRUE(bool(table)) << toString(table.takeError());
  EXPECT_EQ(table->format, RangeFormat::TensorRT);
  float amax = 0x1.021428p-7f * 127.0f;
  expectEntry(*table, "image", amax, -amax, amax);
  expectEntry(*table, "(Unnamed Layer* 3) [Convolution]_output", 127, -127,
              127);
  expectEntry(*table, "input:0", 0, 0, 0);
}

TEST(TensorRTCache, PrintsTheBitsOfScales) {
  RangeTable table;
  table.calibrator = "percentile:p=99.9";
  table.entries["b"] = {127, {-127, 100}, 0};
  table.entries["a"] = {1, {0, 1}, 0};
  std::string text;
  raw_string_ostream os(text);
  printTensorRTCache(os, table);
  // 1/127 = 0x1.020408p-7 rounded.
  EXPECT_EQ(text, "TRT-8601-EntropyCalibration2\na: 3c010204\nb: 3f800000\n");

  text.clear();
  table.calibrator = "min-max";
  printTensorRTCache(os, table, 10300);
  EXPECT_EQ(text, "TRT-10300-MinMaxCalibration\na: 3c010204\nb: 3f800000\n");
}

TEST(TensorRTCache, ErrorsNameTheLine) {
  EXPECT_EQ(errorOf("a: 3f800000\n", RangeFormat::TensorRT),
            "'f': line 1: a cache of TensorRT begins with "
            "TRT-<version>-<algorithm>");
  EXPECT_EQ(errorOf("TRT-1-X\na 3f800000\n"),
            "'f': line 2: 'a 3f800000' is not of the form NAME: SCALE");
  EXPECT_EQ(errorOf("TRT-1-X\na: 3g\n"),
            "'f': line 2: tensor 'a': '3g' is no scale; the bits of an f32 are "
            "needed, as up to 8 hexadecimal digits");
  EXPECT_EQ(errorOf("TRT-1-X\n\na: bf800000\n"),
            "'f': line 3: tensor 'a': 'bf800000' is the scale -1.000000, but "
            "it must be finite and not negative");
  EXPECT_NE(errorOf("TRT-1-X\na: 7f800000\n"), "no error");
  EXPECT_NE(errorOf("TRT-1-X\na: 7fc00000\n"), "no error");
  EXPECT_EQ(errorOf("TRT-1-X\na: 1\na: 2\n"),
            "'f': line 3: tensor 'a' has a range already, from line 2");
}

//===----------------------------------------------------------------------===//
// onnxruntime
//===----------------------------------------------------------------------===//

TEST(OnnxruntimeTable, ReadsTheFormsOfNumbers) {
  auto table = parse(R"({"CLS": "TensorsData", "data": {
    "a": {"lowest": {"data": [-2.5], "dtype": "float32", "CLS": "numpy.array"},
          "highest": {"data": 1.0, "dtype": "float32", "CLS": "numpy.array"},
          "hist": {"data": [1], "CLS": "numpy.array"}, "CLS": "TensorData"},
    "b": {"lowest": 0.0, "highest": 4, "bins": 0, "CLS": "TensorData"},
    "c": {"lowest": {"data": [[-1], [-3]], "CLS": "numpy.array"},
          "highest": {"data": [[1], [2]], "CLS": "numpy.array"}}},
   "calibration_method": {"CLS": "CalibrationMethod", "value": "..."}})");
  ASSERT_TRUE(bool(table)) << toString(table.takeError());
  EXPECT_EQ(table->format, RangeFormat::Onnxruntime);
  expectEntry(*table, "a", 2.5, -2.5, 1);
  expectEntry(*table, "b", 4, 0, 4);
  expectEntry(*table, "c", 3, -3, 2);

  table = parse(R"({"x": [-1, 0.5]})");
  ASSERT_TRUE(bool(table)) << toString(table.takeError());
  expectEntry(*table, "x", 1, -1, 0.5);
}

TEST(OnnxruntimeTable, ErrorsNameTheTensor) {
  StringRef needed = "finite numbers 'lowest' and 'highest' are needed, the "
                     "first not larger than the second";
  for (StringRef entry : {"1", "[1]", "[2, 1]", "{\"lowest\": 0}", "[0, 1e60]",
                          "{\"lowest\": [], \"highest\": 1}", "[\"a\", 1]",
                          "{\"lowest\": {\"data\": 1}, \"highest\": 1}"})
    EXPECT_EQ(errorOf(("{\"x\": " + entry + "}").str()),
              ("'f': tensor 'x': " + needed).str());
  EXPECT_EQ(errorOf("[]", RangeFormat::Onnxruntime),
            "'f' is no calibration table of onnxruntime: an object of tensors "
            "is needed");
  EXPECT_EQ(errorOf("{\"format\": \"quantx-statistics\"}"),
            "'f' is no table of ranges; if quant-calibrate wrote it, it is "
            "given as statistics=FILE");
  EXPECT_NE(errorOf("{"), "no error");
}

} // namespace
