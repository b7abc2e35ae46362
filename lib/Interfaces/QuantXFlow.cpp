//===- QuantXFlow.cpp - Quantization flow of quantx ops -------------------===//

#include "quantx/Dialect/QuantX/IR/QuantX.h"
#include "quantx/Dialect/QuantX/IR/QuantXInterfaces.h"
#include "quantx/Interfaces/FlowModels.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

/// No element is further from the mean than sqrt(n - 1) standard deviations
/// (Samuelson, How deviant can you be?, JASA 63, 1968), nor more than sqrt(n)
/// times the root of the mean square.
static Interval getNormalizedRange(NormalizeOp op) {
  double count = 1;
  for (int64_t dim : op.getDims()) {
    if (op.getType().isDynamicDim(dim))
      return {};
    count *= static_cast<double>(op.getType().getDimSize(dim));
  }
  double bound =
      std::sqrt(op.getUncentered() ? count : std::fmax(count - 1, 0));
  return {-bound, bound};
}

namespace {
struct NormalizeModel
    : QuantizationFlowOpInterface::ExternalModel<NormalizeModel, NormalizeOp> {
  QuantizationFlow getQuantizationFlow(Operation *op, OpResult) const {
    auto normalize = cast<NormalizeOp>(op);
    return RowFlow{&normalize.getInputMutable(),
                   llvm::to_vector<1>(normalize.getDims()),
                   normalize.getUncentered() ? RowFunction::RootMeanSquare
                                             : RowFunction::Normalize,
                   normalize.getEpsilon().convertToDouble(),
                   getNormalizedRange(normalize)};
  }
};
} // namespace

void quantx::registerQuantXFlowModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, QuantXDialect *) {
    NormalizeOp::attachInterface<NormalizeModel>(*context);
  });
}
