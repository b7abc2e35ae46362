//===- PrintFlow.cpp - Tell how quantization passes through each op -------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "quantx/Dialect/QuantX/IR/QuantXInterfaces.h"
#include "llvm/Support/Format.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXPRINTFLOW
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

namespace {
/// Writes the fields of a flow after its name.
struct FlowPrinter {
  llvm::raw_ostream &os;

  void print(const Interval &interval) {
    os << "[" << llvm::format("%g", interval.min) << ", "
       << llvm::format("%g", interval.max) << "]";
  }
  void print(const ClampedAffine &function) {
    if (function.isIdentity())
      return;
    os << ",";
    if (!function.isClamp())
      os << llvm::format(" scale %g, offset %g", function.scale,
                         function.offset);
    if (!function.isUnclamped()) {
      os << " clamp to ";
      print(function.bounds);
    }
  }
  void print(StringRef role, OpOperand *operand) {
    if (operand)
      os << " " << role << " #" << operand->getOperandNumber();
  }
  void printCount(std::optional<int64_t> count) {
    os << ", ";
    if (count)
      os << *count;
    else
      os << "a dynamic number of";
    os << " terms";
  }

  void operator()(const OpaqueFlow &flow) { os << " " << flow.reason; }
  void operator()(const AccumulatingFlow &flow) {
    print("data", flow.data);
    print("weight", flow.weight);
    print("init", flow.init);
    os << ", channels";
    for (auto [from, to] :
         llvm::zip_equal(flow.weightChannelDims, flow.resultChannelDims))
      os << " " << from << "->" << to;
    printCount(flow.reductionCount);
    StringRef separator = ", rows ";
    for (auto [from, to] :
         llvm::zip_equal(flow.dataRowDims, flow.resultRowDims)) {
      os << separator << from << "->" << to;
      separator = " ";
    }
    separator = ", shared ";
    for (auto [data, weight] :
         llvm::zip_equal(flow.dataSharedDims, flow.weightSharedDims)) {
      os << separator << data << "=" << weight;
      separator = " ";
    }
  }
  void operator()(const SameScaleFlow &flow) {
    for (OpOperand *operand : flow.data)
      print("data", operand);
    if (!flow.fills.empty())
      os << ", " << flow.fills.size() << " fills";
  }
  void operator()(const FixedRangeFlow &flow) {
    print("data", flow.data);
    os << " in ";
    print(flow.range);
  }
  void operator()(const RowFlow &flow) {
    static constexpr StringLiteral kNames[] = {"softmax", "normalize",
                                               "root-mean-square"};
    os << " " << kNames[static_cast<int>(flow.function)];
    print("data", flow.data);
    os << " along";
    for (int64_t dim : flow.dims)
      os << " " << dim;
    os << llvm::format(", epsilon %g, in ", flow.epsilon);
    print(flow.range);
  }
  void operator()(const PointwiseFlow &flow) {
    print("data", flow.data);
    os << " in ";
    print(flow.range);
    if (flow.affine)
      print(*flow.affine);
    os << llvm::format(", f(1) = %g", flow.function(1));
  }
  void operator()(const ElementwiseBinaryFlow &flow) {
    static constexpr StringLiteral kNames[] = {"add", "sub", "mul", "div"};
    os << " " << kNames[static_cast<int>(flow.function)];
    print("lhs", flow.lhs);
    print("rhs", flow.rhs);
    print(flow.after);
  }
  void operator()(const ReductionFlow &flow) {
    print("data", flow.data);
    print("init", flow.init);
    printCount(flow.count);
  }
};

struct PrintFlow : quantx::impl::QuantXPrintFlowBase<PrintFlow> {
  void runOnOperation() override {
    getOperation()->walk([](Operation *op) {
      if (op->hasTrait<OpTrait::ConstantLike>())
        return;
      for (Value result : op->getResults()) {
        auto type = dyn_cast<TensorType>(result.getType());
        if (!type || !isa<FloatType>(type.getElementType()))
          continue;
        QuantizationFlow flow = getQuantizationFlow(result);
        std::string text;
        llvm::raw_string_ostream os(text);
        os << getFlowName(flow) << ":";
        std::visit(FlowPrinter{os}, flow);
        op->emitRemark(text);
      }
    });
    markAllAnalysesPreserved();
  }
};
} // namespace
