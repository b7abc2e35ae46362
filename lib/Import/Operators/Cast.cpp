//===- Cast.cpp - Cast and CastLike ---------------------------------------===//

#include "../Emit.h"
#include "../EmitConversion.h"
#include "../Evaluation.h"
#include "../OperatorTable.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace quantx::importer {

static FailureOr<DataType> getCastType(NodeImporter &importer) {
  if (importer.getOp() == "CastLike")
    return importer.getInput(1).type;
  int64_t number = importer.getInt("to", 0);
  std::optional<DataType> type = getDataType(number);
  if (type)
    return *type;
  return importer.error() << "a cast to " << spellDataType(number)
                          << " is not supported";
}

static FailureOr<MinifloatRules> getRules(NodeImporter &importer) {
  MinifloatRules rules;
  if (importer.getInt("saturate", 1) == 0)
    rules.overflow = numerics::Overflow::IEEE;
  StringRef text = importer.getString("round_mode", "up");
  using Rounding = numerics::PowerRounding;
  auto mode = llvm::StringSwitch<std::optional<Rounding>>(text)
                  .Case("up", Rounding::Up)
                  .Case("down", Rounding::Down)
                  .Case("nearest", Rounding::Nearest)
                  .Default(std::nullopt);
  if (!mode)
    return importer.error() << "its attribute 'round_mode' is '" << text
                            << "', but must be 'up', 'down' or 'nearest'";
  rules.rounding = *mode;
  return rules;
}

static LogicalResult importCast(NodeImporter &importer) {
  FailureOr<DataType> to = getCastType(importer);
  if (failed(to))
    return failure();
  FailureOr<MinifloatRules> rules = getRules(importer);
  if (failed(rules))
    return failure();
  const TensorValue &input = importer.getInput(0);
  if (input.type == *to)
    return importer.setResult(0, input);
  return importer.setResult(
      0, emitElementwise(importer, input, input.shape, *to, importer.getLoc(),
                         [&](OpBuilder &nested, Location loc, ValueRange args) {
                           return emitConversion(nested, loc, args[0],
                                                 input.type, *to, *rules);
                         }));
}

static TensorValue convertKnown(NodeImporter &importer, const TensorData &data,
                                DataType to, const MinifloatRules &rules) {
  int64_t count = data.getNumElements();
  ConstantWriter writer(to, count);
  bool fromFloat = isFloat(data.type) || isMinifloat(data.type);
  for (int64_t i = 0; i < count; ++i) {
    if (isMinifloat(to))
      writer.setBits(i, encodeMinifloat(getFloatElement(data, i), to, rules));
    else if (fromFloat || (data.type == DataType::UInt64 && isFloat(to)))
      writer.setFloat(i, getFloatElement(data, i));
    else
      writer.setInt(i, getIntElement(data, i));
  }
  return writer.finish(data.shape, importer.getContext());
}

static FailureOr<bool> evaluateCast(NodeImporter &importer) {
  FailureOr<DataType> to = getCastType(importer);
  if (failed(to))
    return failure();
  FailureOr<MinifloatRules> rules = getRules(importer);
  if (failed(rules))
    return failure();
  const TensorValue &input = importer.getInput(0);
  TensorValue result = input;
  const KnownTensor &known = *input.known;
  if (known.isSymbolic()) {
    // Extents stay exact in the wide integers only.
    if (*to != DataType::Int64 && *to != DataType::Int32)
      return false;
    result = makeExtents(importer, *to, known.getShape(), known.elements);
  } else if (input.type != *to) {
    result = convertKnown(importer, known.data, *to, *rules);
  }
  if (failed(importer.setResult(0, std::move(result))))
    return failure();
  return true;
}

void addCastOperators(OperatorTable &table) {
  table.add({{"Cast", 1, 1, 1, "to:i saturate:i round_mode:s", importCast,
              evaluateCast, /*takesLowPrecision=*/true},
             {"CastLike", 2, 2, 1, "saturate:i round_mode:s", importCast,
              evaluateCast, /*takesLowPrecision=*/true}});
}

} // namespace quantx::importer
