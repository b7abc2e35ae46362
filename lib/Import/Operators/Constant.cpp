//===- Constant.cpp - Constant and Identity -------------------------------===//

#include "../OperatorTable.h"

using namespace mlir;

namespace quantx::importer {

template <typename T>
static TensorValue makeList(NodeImporter &importer, DataType type,
                            std::vector<T> elements) {
  int64_t size = static_cast<int64_t>(elements.size());
  return makeConstant(type, {size}, std::move(elements), importer.getContext());
}

static FailureOr<bool> evaluateConstant(NodeImporter &importer) {
  TensorValue value;
  if (importer.getNode().attributes.size() != 1)
    return importer.error() << "it must have exactly one attribute";
  MLIRContext *context = importer.getContext();
  if (const Attribute *attr = importer.getAttr("value")) {
    TensorData data = attr->tensor;
    data.name = importer.getNode().outputs[0];
    value = makeConstant(std::move(data), context);
  } else if (const Attribute *attr = importer.getAttr("value_float")) {
    value =
        makeConstant<float>(DataType::Float, {}, {attr->floatValue}, context);
  } else if (const Attribute *attr = importer.getAttr("value_int")) {
    value =
        makeConstant<int64_t>(DataType::Int64, {}, {attr->intValue}, context);
  } else if (const Attribute *attr = importer.getAttr("value_floats")) {
    value = makeList(importer, DataType::Float, attr->floats);
  } else {
    value = makeList(importer, DataType::Int64,
                     importer.getAttr("value_ints")->ints);
  }
  if (failed(importer.setResult(0, std::move(value))))
    return failure();
  return true;
}

static LogicalResult importIdentity(NodeImporter &importer) {
  return importer.setResult(0, importer.getInput(0));
}

static FailureOr<bool> evaluateIdentity(NodeImporter &importer) {
  if (failed(importIdentity(importer)))
    return failure();
  return true;
}

void addConstantOperators(OperatorTable &table) {
  table.add(
      {{"Constant", 0, 0, 1,
        "value:t value_float:f value_int:i value_floats:fs value_ints:is",
        nullptr, evaluateConstant, true},
       {"Identity", 1, 1, 1, "", importIdentity, evaluateIdentity, true}});
}

} // namespace quantx::importer
