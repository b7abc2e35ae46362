//===- ObserverBinding.cpp - Observer calls with their context ------------===//

#include "ObserverBinding.h"

#include "quantx/ExecutionEngine/ObserverRuntime.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/ExecutionEngine/CRunnerUtils.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

#include <optional>

using namespace mlir;
using namespace quantx;

/// The dimensions from the slowest to the fastest in memory, where the elements
/// fill what lies between the first and the last; nothing where they do not.
static std::optional<llvm::SmallVector<unsigned>>
getDenseOrder(const ::DynamicMemRefType<float> &tensor) {
  auto order = llvm::to_vector(
      llvm::seq<unsigned>(0, static_cast<unsigned>(tensor.rank)));
  llvm::sort(order, [&](unsigned a, unsigned b) {
    return std::pair(-tensor.strides[a], a) < std::pair(-tensor.strides[b], b);
  });
  int64_t dense = 1;
  for (unsigned dim : llvm::reverse(order)) {
    if (tensor.sizes[dim] != 1 && tensor.strides[dim] != dense)
      return std::nullopt;
    dense *= tensor.sizes[dim];
  }
  return order;
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
  llvm::ArrayRef<int64_t> shape(values.sizes, values.rank);
  auto order = getDenseOrder(values);
  if (order && (!runtime->needsOrder() || llvm::is_sorted(*order))) {
    runtime->observe(id, {values.data + values.offset, size_t(count)}, shape,
                     *order);
    return;
  }
  std::vector<float> copy;
  copy.reserve(count);
  for (float value : values)
    copy.push_back(value);
  runtime->observe(id, copy, shape);
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
