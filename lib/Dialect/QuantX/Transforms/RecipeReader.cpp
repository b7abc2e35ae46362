//===- RecipeReader.cpp - Recipe files ------------------------------------===//
//
//   {"format": "quantx-recipe", "version": 1,
//    "weight": {"type": "i8", "granularity": "channel"},
//    "rules": [{"ops": ["softmax"], "values": "/head/*", "compute": "island",
//               "inputs": "16-bit", "reason": "..."}]}
//
// docs/Recipes.md is the specification, docs/recipe.schema.json the same for
// editors.
//
//===----------------------------------------------------------------------===//

#include "quantx/Calibration/Calibrator.h"
#include "quantx/Dialect/QuantX/Transforms/Recipe.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace quantx;
using llvm::Error;

//===----------------------------------------------------------------------===//
// Single fields
//===----------------------------------------------------------------------===//

/// One of some words; none where the field is absent or wrong.
template <typename T>
static std::optional<T>
readWord(JSONFields &fields, StringRef key,
         std::initializer_list<std::pair<StringRef, T>> words) {
  if (!fields.has(key))
    return std::nullopt;
  std::string found = fields.takeString(key);
  for (const auto &[word, value] : words)
    if (word == found)
      return value;
  auto names = llvm::map_range(words, [](auto &pair) { return pair.first; });
  fields.fail(key, "is '" + found + "', and must be one of " +
                       llvm::join(names, ", "));
  return std::nullopt;
}

static std::optional<bool> readBool(JSONFields &fields, StringRef key) {
  return fields.has(key) ? std::optional(fields.takeBool(key)) : std::nullopt;
}

static std::optional<std::string> readText(JSONFields &fields, StringRef key) {
  return fields.has(key) ? std::optional(fields.takeString(key)) : std::nullopt;
}

static std::optional<std::string> readCalibrator(JSONFields &fields,
                                                 StringRef key) {
  std::optional<std::string> spec = readText(fields, key);
  if (!spec || fields.failed())
    return std::nullopt;
  auto calibrator = calibration::createCalibrator(*spec);
  if (!calibrator)
    fields.fail(key, "is wrong: " + toString(calibrator.takeError()));
  return spec;
}

static void readClasses(JSONFields &fields, std::vector<OpClass> &classes) {
  if (!fields.has("ops"))
    return;
  for (const llvm::json::Value &value : fields.takeArray("ops")) {
    llvm::Expected<OpClass> opClass =
        parseOpClass(value.getAsString().value_or(""));
    if (!opClass)
      return fields.fail("ops", "is wrong: " + toString(opClass.takeError()));
    classes.push_back(*opClass);
  }
  if (classes.empty())
    fields.fail("ops", "names no class, so that the rule is about nothing; "
                       "leave it out for all classes");
}

static void readPattern(JSONFields &fields,
                        std::optional<NamePattern> &result) {
  if (!fields.has("values"))
    return;
  NamePattern pattern;
  pattern.text = std::make_shared<std::string>(fields.takeString("values"));
  auto glob = llvm::GlobPattern::create(*pattern.text);
  if (!glob)
    return fields.fail("values",
                       "is no pattern: " + toString(glob.takeError()));
  pattern.glob = std::move(*glob);
  result = std::move(pattern);
}

/// Records the error of an object inside.
static void finish(JSONFields &inner, std::string &firstError) {
  if (Error error = inner.finish())
    if (std::string text = toString(std::move(error)); firstError.empty())
      firstError = std::move(text);
}

//===----------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------===//

namespace quantx {
/// Reads one file into a recipe.
class RecipeReader {
public:
  RecipeReader(Recipe &recipe, JSONSource source)
      : recipe(recipe), source(source) {}

  Error read(const llvm::json::Object &root);

private:
  void readSettings(JSONFields &fields);
  void readRule(const llvm::json::Object &object, size_t index);
  /// The field `key`, which says how weights or activations are stored. A rule
  /// says nothing of what is chosen at run time.
  StorageChoice readStorage(JSONFields &fields, StringRef key, bool isRule);

  Recipe &recipe;
  JSONSource source;
  /// Of objects inside of others.
  std::string firstError;
};
} // namespace quantx

StorageChoice RecipeReader::readStorage(JSONFields &outer, StringRef key,
                                        bool isRule) {
  StorageChoice choice;
  if (!outer.has(key))
    return choice;
  JSONFields fields(outer.takeObject(key), source, outer.getPath(key));
  if (outer.failed())
    return choice;
  bool isWeight = key == "weight";
  if (isWeight)
    choice.type = readWord<StorageType>(fields, "type",
                                        {{"i8", StorageType::I8},
                                         {"ui8", StorageType::UI8},
                                         {"i4", StorageType::I4},
                                         {"ui4", StorageType::UI4}});
  else
    choice.type = readWord<StorageType>(fields, "type",
                                        {{"i8", StorageType::I8},
                                         {"ui8", StorageType::UI8},
                                         {"i16", StorageType::I16}});
  choice.symmetric = readBool(fields, "symmetric");
  choice.bounds =
      readWord<StorageBounds>(fields, "bounds",
                              {{"full", StorageBounds::Full},
                               {"narrow", StorageBounds::Narrow},
                               {"reduced", StorageBounds::Reduced}});
  if (isWeight) {
    choice.granularity =
        readWord<WeightGranularity>(fields, "granularity",
                                    {{"channel", WeightGranularity::Channel},
                                     {"tensor", WeightGranularity::Tensor}});
    if (fields.has("block"))
      choice.block = static_cast<int64_t>(
          std::min<uint64_t>(fields.takeCount("block"), INT64_MAX));
  } else if (!isRule) {
    recipe.settings.activationGranularity = readWord<ActivationGranularity>(
        fields, "granularity",
        {{"tensor", ActivationGranularity::Tensor},
         {"row", ActivationGranularity::Row}});
  }
  finish(fields, firstError);
  return choice;
}

void RecipeReader::readSettings(JSONFields &fields) {
  RecipeSettings &settings = recipe.settings;
  readText(fields, "description");
  settings.target = readText(fields, "target");
  settings.mode = readWord<QuantizationMode>(
      fields, "mode",
      {{"static", QuantizationMode::Static},
       {"dynamic", QuantizationMode::Dynamic},
       {"weight-only", QuantizationMode::WeightOnly}});
  settings.integerOnly =
      readWord<IntegerOnlyCheck>(fields, "integer_only",
                                 {{"required", IntegerOnlyCheck::Error},
                                  {"reported", IntegerOnlyCheck::Remark},
                                  {"unchecked", IntegerOnlyCheck::None}});
  settings.calibrator = readCalibrator(fields, "calibrator");
  settings.divisor = readWord<numerics::SymmetricDivisor>(
      fields, "symmetric_divisor",
      {{"qmax", numerics::SymmetricDivisor::QMax},
       {"half-span", numerics::SymmetricDivisor::HalfSpan}});
  settings.zeroPointRounding = readWord<numerics::ZeroPointRounding>(
      fields, "zero_point_rounding",
      {{"ties-to-even", numerics::ZeroPointRounding::TiesToEven},
       {"ties-away", numerics::ZeroPointRounding::TiesAway}});
  settings.activation = readStorage(fields, "activation", /*isRule=*/false);
  settings.weight = readStorage(fields, "weight", /*isRule=*/false);
}

void RecipeReader::readRule(const llvm::json::Object &object, size_t index) {
  JSONFields fields(object, source, llvm::formatv("rules[{0}]", index));
  Recipe::Rule rule;
  readClasses(fields, rule.classes);
  readPattern(fields, rule.values);
  rule.compute = readWord<ComputeMode>(fields, "compute",
                                       {{"integer", ComputeMode::Integer},
                                        {"island", ComputeMode::Island},
                                        {"float", ComputeMode::Float}});
  rule.readsWide =
      readWord<bool>(fields, "inputs", {{"8-bit", false}, {"16-bit", true}});
  rule.calibrator = readCalibrator(fields, "calibrator");
  rule.inputCalibrator = readCalibrator(fields, "input_calibrator");
  rule.activation = readStorage(fields, "activation", /*isRule=*/true);
  rule.weight = readStorage(fields, "weight", /*isRule=*/true);
  rule.place = llvm::formatv("rule {0} of {1}", index + 1, source.name);
  rule.reason = "by " + rule.place;
  if (std::optional<std::string> reason = readText(fields, "reason"))
    rule.reason += ": " + *reason;
  bool saysSomething = false;
  for (StringRef key : {"compute", "inputs", "calibrator", "input_calibrator",
                        "activation", "weight"})
    saysSomething |= object.get(key) != nullptr;
  if (!saysSomething)
    fields.fail("compute", "is missing, and so are inputs, calibrator, "
                           "input_calibrator, activation and weight: the rule "
                           "says nothing");
  finish(fields, firstError);
  recipe.rules.push_back(std::move(rule));
}

Error RecipeReader::read(const llvm::json::Object &root) {
  JSONFields fields(root, source, "");
  if (fields.takeString("format") != "quantx-recipe")
    fields.fail("format", "must be quantx-recipe");
  if (fields.takeCount("version") != 1)
    fields.fail("version", "must be 1");
  readSettings(fields);
  if (fields.has("rules"))
    for (auto [index, entry] : llvm::enumerate(fields.takeArray("rules"))) {
      if (const llvm::json::Object *rule = entry.getAsObject())
        readRule(*rule, index);
      else
        fields.fail(llvm::formatv("rules[{0}]", index).str(),
                    "must be an object");
    }
  finish(fields, firstError);
  return firstError.empty() ? Error::success()
                            : llvm::createStringError(firstError);
}

Error Recipe::parse(StringRef text, StringRef name) {
  auto value = parseJSON(text, name);
  if (!value)
    return value.takeError();
  const llvm::json::Object *object = value->getAsObject();
  if (!object)
    return llvm::createStringError("'" + name + "' must hold an object");
  return RecipeReader(*this, {name, text}).read(*object);
}

Error Recipe::load(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer)
    return llvm::createStringError("cannot read recipe '" + path +
                                   "': " + buffer.getError().message());
  return parse((*buffer)->getBuffer(), path);
}
