//===- RecipeReader.cpp - Recipe files ------------------------------------===//
//
//   {"format": "quantx-recipe", "version": 1, "rules": [
//     {"ops": ["softmax"], "values": "/head/*", "compute": "island",
//      "inputs": "16-bit", "reason": "..."}]}
//
//===----------------------------------------------------------------------===//

#include "quantx/Dialect/QuantX/Transforms/Recipe.h"
#include "quantx/Support/JSONFields.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace quantx;
using llvm::Error;

static void readClasses(JSONFields &fields, std::vector<OpClass> &classes) {
  for (const llvm::json::Value &value : fields.takeArray("ops")) {
    llvm::Expected<OpClass> opClass =
        parseOpClass(value.getAsString().value_or(""));
    if (!opClass)
      return fields.fail("ops", "is wrong: " + toString(opClass.takeError()));
    classes.push_back(*opClass);
  }
}

static void readPattern(JSONFields &fields,
                        std::optional<NamePattern> &result) {
  NamePattern pattern;
  pattern.text = std::make_shared<std::string>(fields.takeString("values"));
  auto glob = llvm::GlobPattern::create(*pattern.text);
  if (!glob)
    return fields.fail("values",
                       "is no pattern: " + toString(glob.takeError()));
  pattern.glob = std::move(*glob);
  result = std::move(pattern);
}

static std::optional<ComputeMode> readCompute(JSONFields &fields) {
  auto mode = llvm::StringSwitch<std::optional<ComputeMode>>(
                  fields.takeString("compute"))
                  .Case("integer", ComputeMode::Integer)
                  .Case("island", ComputeMode::Island)
                  .Case("float", ComputeMode::Float)
                  .Default(std::nullopt);
  if (!mode)
    fields.fail("compute", "must be integer, island or float");
  return mode;
}

static std::optional<bool> readWidth(JSONFields &fields) {
  std::string width = fields.takeString("inputs");
  if (width != "16-bit" && width != "8-bit")
    fields.fail("inputs", "must be 8-bit or 16-bit");
  return width == "16-bit";
}

Error Recipe::parseRule(const llvm::json::Object &object, std::string context,
                        StringRef source) {
  JSONFields fields(object, std::move(context));
  Rule rule;
  if (fields.has("ops"))
    readClasses(fields, rule.classes);
  if (fields.has("values"))
    readPattern(fields, rule.values);
  if (fields.has("compute"))
    rule.compute = readCompute(fields);
  if (fields.has("inputs"))
    rule.readsWide = readWidth(fields);
  rule.reason = ("by " + source).str();
  if (fields.has("reason"))
    rule.reason += ": " + fields.takeString("reason");
  if (!rule.compute && !rule.readsWide && !fields.failed())
    fields.fail("compute", "is missing, and so is 'inputs': the rule says "
                           "nothing");
  if (Error error = fields.finish())
    return error;
  rules.push_back(std::move(rule));
  return Error::success();
}

Error Recipe::parse(StringRef text, StringRef name) {
  std::string context = ("'" + name + "'").str();
  auto value = parseJSON(text, name);
  if (!value)
    return value.takeError();
  const llvm::json::Object *object = value->getAsObject();
  if (!object)
    return llvm::createStringError(context + ": must be an object");
  JSONFields fields(*object, context);
  if (fields.takeString("format") != "quantx-recipe")
    fields.fail("format", "must be quantx-recipe");
  if (fields.takeCount("version") != 1)
    fields.fail("version", "must be 1");
  const llvm::json::Array &list = fields.takeArray("rules");
  if (Error error = fields.finish())
    return error;
  for (auto [index, entry] : llvm::enumerate(list)) {
    std::string place = llvm::formatv("rule {0}", index + 1);
    const llvm::json::Object *rule = entry.getAsObject();
    if (!rule)
      return llvm::createStringError(context + ": " + place +
                                     " must be an object");
    if (Error error = parseRule(*rule, context + ": " + place,
                                place + " of " + name.str()))
      return error;
  }
  return Error::success();
}

Error Recipe::load(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer)
    return llvm::createStringError("cannot read recipe '" + path +
                                   "': " + buffer.getError().message());
  return parse((*buffer)->getBuffer(), path);
}
