//===- ObserverBinding.cpp - Observer calls with their context ------------===//

#include "ObserverBinding.h"

#include "quantx/ExecutionEngine/ObserverRuntime.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/ExecutionEngine/CRunnerUtils.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace quantx;

/// Whether the elements fill the memory between the first and the last, in
/// whatever order of the dimensions.
static bool isDense(const ::DynamicMemRefType<float> &tensor) {
  llvm::SmallVector<std::pair<int64_t, int64_t>> dims; // stride, size
  for (int64_t i = 0; i < tensor.rank; ++i)
    if (tensor.sizes[i] != 1)
      dims.emplace_back(tensor.strides[i], tensor.sizes[i]);
  llvm::sort(dims);
  int64_t dense = 1;
  for (auto [stride, size] : dims) {
    if (stride != dense)
      return false;
    dense *= size;
  }
  return true;
}

/// Whether the elements follow one another in memory in row-major order.
static bool isRowMajor(const ::DynamicMemRefType<float> &tensor) {
  int64_t stride = 1;
  for (int64_t i = tensor.rank; i-- > 0;) {
    if (tensor.sizes[i] != 1 && tensor.strides[i] != stride)
      return false;
    stride *= tensor.sizes[i];
  }
  return true;
}

/// What compiled code calls for each observed tensor.
static void observeF32(ObserverRuntime *runtime, int64_t id,
                       ::UnrankedMemRefType<float> *tensor) {
  ::DynamicMemRefType<float> values(*tensor);
  int64_t count = 1;
  for (int64_t i = 0; i < values.rank; ++i)
    count *= values.sizes[i];
  if (count == 0)
    return;
  if (runtime->needsOrder() ? isRowMajor(values) : isDense(values)) {
    runtime->observe(id, {values.data + values.offset, size_t(count)});
    return;
  }
  std::vector<float> copy;
  copy.reserve(count);
  for (float value : values)
    copy.push_back(value);
  runtime->observe(id, copy);
}

void *quantx::getObserveCallback() {
  return reinterpret_cast<void *>(&observeF32);
}

llvm::Error quantx::bindObservers(ModuleOp module, ObserverRuntime *runtime) {
  auto function =
      module.lookupSymbol<LLVM::LLVMFuncOp>("_mlir_ciface_quantx_observe_f32");
  if (!function || !function.isExternal())
    return llvm::Error::success();
  if (!runtime)
    return llvm::createStringError(
        "the module has observers, but nothing to report to was given");

  Location loc = function.getLoc();
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  auto pointer = LLVM::LLVMPointerType::get(module.getContext());
  auto i64 = builder.getI64Type();
  auto callbackType = LLVM::LLVMFunctionType::get(
      LLVM::LLVMVoidType::get(module.getContext()), {pointer, i64, pointer});
  auto callback =
      LLVM::LLVMFuncOp::create(builder, loc, observeCallbackName, callbackType);

  Block *body = function.addEntryBlock(builder);
  function.setLinkage(LLVM::Linkage::Internal);
  builder.setInsertionPointToStart(body);
  Value address = LLVM::ConstantOp::create(
      builder, loc, i64,
      builder.getI64IntegerAttr(reinterpret_cast<int64_t>(runtime)));
  Value context = LLVM::IntToPtrOp::create(builder, loc, pointer, address);
  LLVM::CallOp::create(
      builder, loc, callback,
      ValueRange{context, body->getArgument(0), body->getArgument(1)});
  LLVM::ReturnOp::create(builder, loc, ValueRange());
  return llvm::Error::success();
}
