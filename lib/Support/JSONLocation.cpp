//===- JSONLocation.cpp - Where things stand in JSON ----------------------===//

#include "quantx/Support/JSONLocation.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace quantx;

namespace {

/// A field by its name, or an element by its index.
struct Step {
  std::string field;
  size_t index = 0;
  bool isField = false;
};

/// Walks over text that is JSON, without its values.
class Scanner {
public:
  /// What is called at each field and element, with whether it is the second
  /// of its name; returns true to stop.
  using Visitor = function_ref<bool(bool isDuplicate)>;

  Scanner(StringRef text, Visitor visit) : text(text), visit(visit) {}

  /// True if the visitor stopped.
  bool scanValue();

  std::string getPath() const;
  JSONLocation getLocation() const;

private:
  bool scanObject();
  bool scanArray();
  /// The string that begins here, behind which the scanner then is.
  std::string scanString();
  void skipSpace() {
    at = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
  }
  /// True if `c` comes next; it is taken.
  bool take(char c) {
    skipSpace();
    if (at == text.size() || text[at] != c)
      return false;
    ++at;
    return true;
  }

  StringRef text;
  Visitor visit;
  size_t at = 0;
  /// Where the field or element that is visited begins.
  size_t place = 0;
  SmallVector<Step> steps;
};

} // namespace

std::string Scanner::scanString() {
  size_t begin = at++;
  while (at < text.size() && text[at] != '"')
    at += text[at] == '\\' ? 2 : 1;
  at = std::min(at + 1, text.size());
  // Escapes are as the parser of values reads them.
  Expected<json::Value> value = json::parse(text.slice(begin, at));
  if (!value) {
    consumeError(value.takeError());
    return "";
  }
  return value->getAsString().value_or("").str();
}

bool Scanner::scanObject() {
  StringSet<> names;
  steps.push_back({"", 0, /*isField=*/true});
  while (!take('}') && at < text.size()) {
    skipSpace();
    place = at;
    steps.back().field = scanString();
    if (visit(!names.insert(steps.back().field).second))
      return true;
    take(':');
    if (scanValue())
      return true;
    take(',');
  }
  steps.pop_back();
  return false;
}

bool Scanner::scanArray() {
  steps.push_back({"", 0, /*isField=*/false});
  for (; !take(']') && at < text.size(); ++steps.back().index) {
    skipSpace();
    place = at;
    if (visit(/*isDuplicate=*/false) || scanValue())
      return true;
    if (!take(',') && at == place)
      at = text.size(); // no JSON
  }
  steps.pop_back();
  return false;
}

bool Scanner::scanValue() {
  if (take('{'))
    return scanObject();
  if (take('['))
    return scanArray();
  if (at < text.size() && text[at] == '"')
    scanString();
  else
    at = std::min(text.find_first_of(",]} \t\r\n", at), text.size());
  return false;
}

std::string Scanner::getPath() const {
  std::string path;
  for (const Step &step : steps) {
    if (!step.isField)
      path += "[" + utostr(step.index) + "]";
    else
      path += (path.empty() ? "" : ".") + step.field;
  }
  return path;
}

JSONLocation Scanner::getLocation() const {
  StringRef before = text.take_front(place);
  size_t lineBegin = before.rfind('\n');
  size_t column = lineBegin == StringRef::npos ? place + 1 : place - lineBegin;
  return {static_cast<unsigned>(before.count('\n')) + 1,
          static_cast<unsigned>(column)};
}

std::optional<JSONLocation> quantx::findInJSON(StringRef text, StringRef path) {
  const Scanner *self = nullptr;
  auto isWanted = [&](bool) { return self->getPath() == path; };
  Scanner scanner(text, isWanted);
  self = &scanner;
  if (!scanner.scanValue())
    return std::nullopt;
  return scanner.getLocation();
}

std::optional<JSONDuplicate> quantx::findDuplicateInJSON(StringRef text) {
  auto isDuplicated = [](bool isDuplicate) { return isDuplicate; };
  Scanner scanner(text, isDuplicated);
  if (!scanner.scanValue())
    return std::nullopt;
  return JSONDuplicate{scanner.getPath(), scanner.getLocation()};
}
