//===- JSONLocationTests.cpp - Where things stand in JSON -----------------===//

#include "quantx/Support/JSONFields.h"
#include "quantx/Support/JSONLocation.h"

#include "llvm/ADT/StringExtras.h"

#include <gtest/gtest.h>

using namespace llvm;
using namespace quantx;

namespace {

constexpr StringLiteral text = R"({
  "a": 1, "b": [true,
    {"c\n": "]}\"", "d": {}}, []],
  "e": {"a": null}
})";

std::string locate(StringRef path) {
  auto location = findInJSON(text, path);
  return location ? utostr(location->line) + ":" + utostr(location->column)
                  : "none";
}

TEST(JSONLocation, FindsFieldsAndElements) {
  EXPECT_EQ(locate("a"), "2:3");
  EXPECT_EQ(locate("b"), "2:11");
  EXPECT_EQ(locate("b[0]"), "2:17");
  EXPECT_EQ(locate("b[1]"), "3:5");
  EXPECT_EQ(locate("b[1].c\n"), "3:6");
  EXPECT_EQ(locate("b[1].d"), "3:21");
  EXPECT_EQ(locate("b[2]"), "3:31");
  EXPECT_EQ(locate("e.a"), "4:9");
  EXPECT_EQ(locate("b[3]"), "none");
  EXPECT_EQ(locate("e.b"), "none");
  EXPECT_EQ(locate(""), "none");
}

TEST(JSONLocation, FindsDuplicates) {
  EXPECT_FALSE(findDuplicateInJSON(text));
  auto found = findDuplicateInJSON("{\"a\": {\"b\": 1,\n \"b\": 2}}");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, "a.b");
  EXPECT_EQ(found->location.line, 2U);
  EXPECT_EQ(found->location.column, 2U);
  // Names are compared as they read.
  EXPECT_TRUE(findDuplicateInJSON("[{\"a\": 1, \"\\u0061\": 2}]"));
  EXPECT_FALSE(findDuplicateInJSON("[{\"a\": 1}, {\"a\": 1}]"));
}

TEST(JSONLocation, OfAnyTextEnds) {
  // It is called with what the parser took; it must not hang on other text.
  for (StringRef broken : {"{", "[", "{\"a", "{\"a\\", "[1", "[}",
                           "{\"a\":", "", "}", "{,,}", "[,]", "{1:2}"})
    EXPECT_FALSE(findInJSON(broken, "x"));
}

TEST(JSONFields, SayWhereAFieldStands) {
  Expected<json::Value> value = parseJSON(text, "file");
  ASSERT_TRUE(static_cast<bool>(value));
  JSONSource source{"file", text};
  auto errorOf = [&](auto take) {
    JSONFields fields(*value->getAsObject()->getObject("e"), source, "e");
    take(fields);
    return toString(fields.finish());
  };
  EXPECT_EQ(errorOf([](JSONFields &fields) { fields.takeString("a"); }),
            "file:4:9: key 'e.a' must be a string");
  EXPECT_EQ(errorOf([](JSONFields &fields) { fields.takeBool("z"); }),
            "file:4:3: key 'e.z' is missing");
  EXPECT_EQ(errorOf([](JSONFields &fields) { fields.has("y"); }),
            "file:4:9: key 'e.a' is not known; there are: y");
}

TEST(JSONFields, RefuseDuplicates) {
  EXPECT_EQ(toString(parseJSON("{\"a\": 1,\n\"a\": 2}", "file").takeError()),
            "file:2:1: key 'a' is given twice");
}

} // namespace
