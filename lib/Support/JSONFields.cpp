//===- JSONFields.cpp - Objects whose fields are all accounted for --------===//

#include "quantx/Support/JSONFields.h"

#include "quantx/Support/JSONLocation.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <cmath>

using namespace llvm;
using namespace quantx;

std::string JSONSource::describe(StringRef path) const {
  JSONLocation location;
  StringRef holder = path;
  while (!holder.empty()) {
    if (auto found = findInJSON(text, holder)) {
      location = *found;
      break;
    }
    holder = holder.take_front(holder.find_last_of(".[") == StringRef::npos
                                   ? 0
                                   : holder.find_last_of(".["));
  }
  return (name + ":" + Twine(location.line) + ":" + Twine(location.column) +
          ": key '" + path + "'")
      .str();
}

bool JSONFields::has(StringRef field) {
  known.push_back(field);
  return object.get(field);
}

const json::Value *JSONFields::take(StringRef field) {
  known.push_back(field);
  const json::Value *value = object.get(field);
  if (!value)
    fail(field, "is missing");
  return value;
}

std::string JSONFields::getPath(StringRef field) const {
  return (context + (context.empty() ? "" : ".") + field).str();
}

void JSONFields::fail(StringRef field, const Twine &what) {
  if (!firstError.empty())
    return;
  firstError = source ? (source->describe(getPath(field)) + " " + what).str()
                      : (context + ": field '" + field + "' " + what).str();
}

void JSONFields::expected(StringRef field, StringRef what) {
  if (object.get(field))
    fail(field, "must be " + what);
}

uint64_t JSONFields::takeCount(StringRef field) {
  const json::Value *value = take(field);
  if (auto count = value ? value->getAsUINT64() : std::nullopt)
    return *count;
  expected(field, "a non-negative integer");
  return 0;
}

int64_t JSONFields::takeInteger(StringRef field) {
  const json::Value *value = take(field);
  if (auto integer = value ? value->getAsInteger() : std::nullopt)
    return *integer;
  expected(field, "an integer");
  return 0;
}

float JSONFields::takeFloat(StringRef field) {
  const json::Value *value = take(field);
  auto number = value ? value->getAsNumber() : std::nullopt;
  // The comparison also keeps the conversion inside the range of f32.
  constexpr double largest = 0x1.fffffep127;
  if (number && std::fabs(*number) <= largest &&
      static_cast<double>(static_cast<float>(*number)) == *number)
    return static_cast<float>(*number);
  expected(field, "a number that is a finite f32 exactly");
  return 0;
}

bool JSONFields::takeBool(StringRef field) {
  const json::Value *value = take(field);
  if (auto flag = value ? value->getAsBoolean() : std::nullopt)
    return *flag;
  expected(field, "true or false");
  return false;
}

std::string JSONFields::takeString(StringRef field) {
  const json::Value *value = take(field);
  if (auto text = value ? value->getAsString() : std::nullopt)
    return text->str();
  expected(field, "a string");
  return "";
}

const json::Array &JSONFields::takeArray(StringRef field) {
  static const json::Array empty;
  const json::Value *value = take(field);
  if (const json::Array *array = value ? value->getAsArray() : nullptr)
    return *array;
  expected(field, "an array");
  return empty;
}

const json::Object &JSONFields::takeObject(StringRef field) {
  static const json::Object empty;
  const json::Value *value = take(field);
  if (const json::Object *inner = value ? value->getAsObject() : nullptr)
    return *inner;
  expected(field, "an object");
  return empty;
}

Error JSONFields::finish() {
  llvm::sort(known);
  known.erase(llvm::unique(known), known.end());
  for (const auto &[key, value] : object)
    if (!is_contained(known, StringRef(key)))
      fail(key, source ? "is not known; there are: " + join(known, ", ")
                       : std::string("is not known"));
  if (firstError.empty())
    return Error::success();
  return createStringError(firstError);
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

/// Whether brackets nest deeper than those of any file of ours. The JSON
/// parser calls itself for each, and would run out of stack.
static bool nestsTooDeep(StringRef text) {
  constexpr int maxDepth = 16;
  int depth = 0;
  bool inString = false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '"')
      inString = !inString;
    else if (inString)
      i += c == '\\'; // skips what is escaped
    else if (c == '[' || c == '{')
      ++depth;
    else if (c == ']' || c == '}')
      --depth;
    if (depth > maxDepth)
      return true;
  }
  return false;
}

Expected<json::Value> quantx::parseJSON(StringRef text, StringRef name) {
  if (nestsTooDeep(text))
    return createStringError("'" + name +
                             "' nests deeper than a file of its "
                             "kind does");
  Expected<json::Value> value = json::parse(text);
  if (!value)
    return createStringError("'" + name +
                             "' is not JSON: " + toString(value.takeError()));
  if (auto duplicate = findDuplicateInJSON(text))
    return createStringError(name + ":" + Twine(duplicate->location.line) +
                             ":" + Twine(duplicate->location.column) +
                             ": key '" + duplicate->path + "' is given twice");
  return value;
}
