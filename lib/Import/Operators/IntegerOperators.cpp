//===- IntegerOperators.cpp - ConvInteger and MatMulInteger ---------------===//

#include "../OperatorTable.h"
#include "IntegerContraction.h"

using namespace mlir;

namespace quantx::importer {

static LogicalResult importConvInteger(NodeImporter &importer) {
  FailureOr<IntegerOperand> input = readIntegerOperand(importer, 0, 2);
  if (failed(input))
    return failure();
  FailureOr<IntegerOperand> filter = readIntegerOperand(importer, 1, 3);
  if (failed(filter))
    return failure();
  FailureOr<TensorValue> result =
      emitIntegerConvolution(importer, *input, *filter, std::nullopt);
  if (failed(result))
    return failure();
  return importer.setResult(0, *result);
}

static LogicalResult importMatMulInteger(NodeImporter &importer) {
  FailureOr<IntegerOperand> a = readIntegerOperand(importer, 0, 2);
  if (failed(a))
    return failure();
  FailureOr<IntegerOperand> b = readIntegerOperand(importer, 1, 3);
  if (failed(b))
    return failure();
  FailureOr<TensorValue> result = emitIntegerMatMul(importer, *a, *b);
  if (failed(result))
    return failure();
  return importer.setResult(0, *result);
}

void addIntegerOperators(OperatorTable &table) {
  table.add({{"ConvInteger", 2, 4, 1,
              "auto_pad:s dilations:is group:i kernel_shape:is pads:is "
              "strides:is",
              importConvInteger},
             {"MatMulInteger", 2, 4, 1, "", importMatMulInteger}});
}

} // namespace quantx::importer
