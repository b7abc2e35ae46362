//===- ShareBuffers.cpp - One allocation for all temporaries --------------===//

#include "quantx/Dialect/QuantX/Transforms/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"

namespace quantx {
#define GEN_PASS_DEF_QUANTXSHAREBUFFERS
#include "quantx/Dialect/QuantX/Transforms/Passes.h.inc"
} // namespace quantx

using namespace mlir;

static constexpr int64_t kAlignment = 64;

namespace {
/// A temporary: `bytes` times `unit` (times 1 without a unit), needed from op
/// number `begin` of the block to op number `end`.
struct Buffer {
  memref::AllocOp alloc;
  memref::DeallocOp dealloc;
  Value unit;
  int64_t bytes;
  unsigned begin;
  unsigned end;
  int64_t offset = 0;
};
} // namespace

/// The constant that `op`, a product of it and another value, multiplies by,
/// and that other value.
static std::optional<std::pair<int64_t, Value>> matchProduct(Operation *op) {
  APInt constant;
  if (auto product = dyn_cast_or_null<arith::MulIOp>(op)) {
    if (!matchPattern(product.getRhs(), m_ConstantInt(&constant)))
      return std::nullopt;
    return std::pair(constant.getSExtValue(), product.getLhs());
  }
  auto apply = dyn_cast_or_null<affine::AffineApplyOp>(op);
  if (!apply || apply->getNumOperands() != 1)
    return std::nullopt;
  auto product =
      dyn_cast<AffineBinaryOpExpr>(apply.getAffineMap().getResult(0));
  if (!product || product.getKind() != AffineExprKind::Mul ||
      !isa<AffineDimExpr, AffineSymbolExpr>(product.getLHS()))
    return std::nullopt;
  auto factor = dyn_cast<AffineConstantExpr>(product.getRHS());
  if (!factor)
    return std::nullopt;
  return std::pair(factor.getValue(), apply->getOperand(0));
}

/// `value` as a constant times another value, which it becomes.
static int64_t takeFactor(Value &value) {
  int64_t factor = 1;
  while (auto product = matchProduct(value.getDefiningOp())) {
    factor *= product->first;
    value = product->second;
  }
  return factor;
}

/// What `alloc` needs, unless its size is no constant times one value.
static std::optional<Buffer> describe(memref::AllocOp alloc) {
  MemRefType type = alloc.getType();
  if (!type.getLayout().isIdentity() || type.getMemorySpace() ||
      !type.getElementType().isIntOrFloat() ||
      alloc.getDynamicSizes().size() > 1 ||
      alloc.getAlignment().value_or(1) > kAlignment)
    return std::nullopt;
  Buffer buffer;
  buffer.alloc = alloc;
  buffer.bytes =
      llvm::divideCeil(type.getElementType().getIntOrFloatBitWidth(), 8);
  for (int64_t extent : type.getShape())
    buffer.bytes *= ShapedType::isDynamic(extent) ? 1 : extent;
  if (!alloc.getDynamicSizes().empty()) {
    buffer.unit = alloc.getDynamicSizes().front();
    buffer.bytes *= takeFactor(buffer.unit);
  }
  buffer.bytes = llvm::alignTo(buffer.bytes, kAlignment);
  return buffer;
}

/// The temporaries of `block`: allocated and freed in it, their size known
/// where the first of them is allocated.
static SmallVector<Buffer> collectBuffers(Block &block) {
  DenseMap<Operation *, unsigned> numbers;
  for (Operation &op : block)
    numbers[&op] = numbers.size();
  Operation *first = nullptr;
  SmallVector<Buffer> buffers;
  for (auto alloc : block.getOps<memref::AllocOp>()) {
    auto isDealloc = [](Operation *user) {
      return isa<memref::DeallocOp>(user);
    };
    auto users = llvm::make_filter_range(alloc->getUsers(), isDealloc);
    std::optional<Buffer> buffer = describe(alloc);
    if (!buffer || !llvm::hasSingleElement(users) ||
        (*users.begin())->getBlock() != &block)
      continue;
    if (!first)
      first = alloc;
    Operation *unit = buffer->unit ? buffer->unit.getDefiningOp() : nullptr;
    if (unit && (unit->getBlock() != &block || !unit->isBeforeInBlock(first)))
      continue;
    buffer->dealloc = cast<memref::DeallocOp>(*users.begin());
    buffer->begin = numbers[alloc];
    buffer->end = numbers[buffer->dealloc];
    buffers.push_back(*buffer);
  }
  return buffers;
}

/// Gives each buffer the lowest offset, in its unit, at which nothing lies that
/// is needed at the same time. Returns the bytes needed per unit.
static llvm::MapVector<Value, int64_t>
placeBuffers(MutableArrayRef<Buffer> buffers) {
  llvm::MapVector<Value, int64_t> totals;
  SmallVector<Buffer *> alive;
  for (Buffer &buffer : buffers) {
    llvm::erase_if(alive,
                   [&](Buffer *other) { return other->end < buffer.begin; });
    // Sorted by offset, so that one walk finds the first gap.
    for (Buffer *other : alive) {
      if (other->unit != buffer.unit)
        continue;
      if (other->offset >= buffer.offset + buffer.bytes)
        break;
      buffer.offset = std::max(buffer.offset, other->offset + other->bytes);
    }
    auto *position = llvm::find_if(
        alive, [&](Buffer *other) { return other->offset > buffer.offset; });
    alive.insert(position, &buffer);
    int64_t &total = totals[buffer.unit];
    total = std::max(total, buffer.offset + buffer.bytes);
  }
  return totals;
}

/// `bytes` times `unit`; the constant without one.
static Value createSize(OpBuilder &builder, Location loc, int64_t bytes,
                        Value unit) {
  Value size = arith::ConstantIndexOp::create(builder, loc, bytes);
  if (!unit)
    return size;
  return arith::MulIOp::create(builder, loc, unit, size);
}

static void shareBuffers(Block &block) {
  SmallVector<Buffer> buffers = collectBuffers(block);
  if (buffers.size() < 2)
    return;
  llvm::MapVector<Value, int64_t> totals = placeBuffers(buffers);
  OpBuilder builder(buffers.front().alloc);
  Location loc = buffers.front().alloc.getLoc();
  // The buffers of each unit lie behind those of the unit before.
  DenseMap<Value, Value> starts;
  Value total;
  for (auto [unit, bytes] : totals) {
    Value size = createSize(builder, loc, bytes, unit);
    starts[unit] =
        total ? total : arith::ConstantIndexOp::create(builder, loc, 0);
    total = total ? arith::AddIOp::create(builder, loc, total, size) : size;
  }
  Value arena = memref::AllocOp::create(
      builder, loc,
      MemRefType::get({ShapedType::kDynamic}, builder.getI8Type()),
      ValueRange{total}, builder.getI64IntegerAttr(kAlignment));
  for (Buffer &buffer : buffers) {
    builder.setInsertionPoint(buffer.alloc);
    Location where = buffer.alloc.getLoc();
    Value offset = arith::AddIOp::create(
        builder, where, starts[buffer.unit],
        createSize(builder, where, buffer.offset, buffer.unit));
    Value view =
        memref::ViewOp::create(builder, where, buffer.alloc.getType(), arena,
                               offset, buffer.alloc.getDynamicSizes());
    buffer.dealloc.erase();
    buffer.alloc.replaceAllUsesWith(view);
    buffer.alloc.erase();
  }
  builder.setInsertionPoint(block.getTerminator());
  memref::DeallocOp::create(builder, loc, arena);
}

namespace {
struct ShareBuffers : quantx::impl::QuantXShareBuffersBase<ShareBuffers> {
  void runOnOperation() override {
    if (getOperation().getBody().hasOneBlock())
      shareBuffers(getOperation().getBody().front());
  }
};
} // namespace
