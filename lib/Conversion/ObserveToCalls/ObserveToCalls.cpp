//===- ObserveToCalls.cpp - Observers as calls of the runtime -------------===//

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"
#include "quantx/Conversion/Passes.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

namespace quantx {
#define GEN_PASS_DEF_CONVERTQUANTXOBSERVETOCALLS
#include "quantx/Conversion/Passes.h.inc"
} // namespace quantx

using namespace mlir;
using namespace quantx;

static constexpr StringLiteral kRuntimeFunction = "quantx_observe_f32";
static constexpr StringLiteral kObserversAttr = "quantx.observers";

/// Finds or declares the runtime function. A symbol of that name with another
/// signature is somebody else's.
static FailureOr<func::FuncOp> declareRuntime(ModuleOp module) {
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  auto buffer = UnrankedMemRefType::get(builder.getF32Type(), /*space=*/{});
  auto type = builder.getFunctionType({builder.getI64Type(), buffer}, {});
  if (Operation *existing = module.lookupSymbol(kRuntimeFunction)) {
    auto function = dyn_cast<func::FuncOp>(existing);
    if (function && function.getFunctionType() == type)
      return function;
    return existing->emitError() << "@" << kRuntimeFunction
                                 << " is the observer runtime and must have "
                                    "type "
                                 << type << "; rename this symbol";
  }
  auto function =
      func::FuncOp::create(builder, module.getLoc(), kRuntimeFunction, type);
  function.setPrivate();
  function->setAttr(LLVM::LLVMDialect::getEmitCWrapperAttrName(),
                    builder.getUnitAttr());
  return function;
}

/// The observed tensor as an unranked f32 buffer, in whatever layout
/// bufferization gives it.
static Value getBuffer(OpBuilder &builder, Location loc, Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  Type f32 = builder.getF32Type();
  if (type.getElementType() != f32)
    tensor = arith::ExtFOp::create(builder, loc, type.clone(f32), tensor);
  SmallVector<int64_t> strides(type.getRank(), ShapedType::kDynamic);
  auto layout = StridedLayoutAttr::get(builder.getContext(),
                                       ShapedType::kDynamic, strides);
  auto ranked = MemRefType::get(type.getShape(), f32, layout);
  auto buffer = bufferization::ToBufferOp::create(builder, loc, ranked, tensor,
                                                  /*read_only=*/true);
  return memref::CastOp::create(
      builder, loc, UnrankedMemRefType::get(f32, /*space=*/{}), buffer);
}

/// What the runtime has to know of an observer, beside the values.
static DictionaryAttr describe(ObserveOp op) {
  Builder builder(op.getContext());
  NamedAttrList fields;
  fields.append("name", op.getValueNameAttr());
  if (std::optional<int64_t> axis = op.getAxis()) {
    fields.append("axis", op.getAxisAttr());
    int64_t channels = op.getInput().getType().getDimSize(*axis);
    fields.append("channels", builder.getI64IntegerAttr(channels));
  }
  if (op.getRows())
    fields.append("rows", builder.getI64IntegerAttr(op.getRowAxis()));
  return fields.getDictionary(op.getContext());
}

namespace {
struct ConvertQuantXObserveToCalls
    : quantx::impl::ConvertQuantXObserveToCallsBase<
          ConvertQuantXObserveToCalls> {
  void runOnOperation() override {
    SmallVector<ObserveOp> observers;
    getOperation().walk([&](ObserveOp op) { observers.push_back(op); });
    if (observers.empty())
      return markAllAnalysesPreserved();
    FailureOr<func::FuncOp> runtime = declareRuntime(getOperation());
    if (failed(runtime))
      return signalPassFailure();

    SmallVector<Attribute> descriptions;
    for (ObserveOp op : observers) {
      OpBuilder builder(op);
      auto id = static_cast<int64_t>(descriptions.size());
      Value index = arith::ConstantIntOp::create(builder, op.getLoc(), id, 64);
      Value buffer = getBuffer(builder, op.getLoc(), op.getInput());
      func::CallOp::create(builder, op.getLoc(), *runtime,
                           ValueRange{index, buffer});
      descriptions.push_back(describe(op));
      op.erase();
    }
    getOperation()->setAttr(kObserversAttr,
                            ArrayAttr::get(&getContext(), descriptions));
  }
};
} // namespace
