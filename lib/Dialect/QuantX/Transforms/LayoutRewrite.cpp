//===- LayoutRewrite.cpp - Rewriting ops to their layouts -----------------===//

#include "LayoutValues.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace quantx;

/// `list` (one entry per dim) in the order `layout`.
template <typename T>
static SmallVector<T> permute(SmallVector<T> list, ArrayRef<int64_t> layout) {
  if (!layout.empty())
    applyPermutationToVector(list, layout);
  return list;
}

/// `map` for loops renamed by `positions` and operand dims ordered by `layout`.
static AffineMap permuteMap(AffineMap map, ArrayRef<int64_t> positions,
                            ArrayRef<int64_t> layout) {
  MLIRContext *context = map.getContext();
  SmallVector<AffineExpr> renamed = llvm::map_to_vector(
      positions, [&](int64_t loop) { return getAffineDimExpr(loop, context); });
  SmallVector<AffineExpr> results =
      llvm::map_to_vector(map.getResults(), [&](AffineExpr expr) {
        return expr.replaceDims(renamed);
      });
  return AffineMap::get(map.getNumDims(), 0, permute(results, layout), context);
}

namespace {
/// Rewrites single ops; the values they need come from `values`.
class OpRewriter {
public:
  OpRewriter(LayoutValues &values, IRRewriter &rewriter)
      : values(values), rewriter(rewriter) {}

  /// Creates the new form of `op` before it and makes its results known.
  void rewrite(Operation *op, const OpLayout &layout) {
    rewriter.setInsertionPoint(op);
    SmallVector<Value> operands;
    for (auto [value, order] : llvm::zip(op->getOperands(), layout.operands))
      operands.push_back(values.get(value, order, op));
    rewriter.setInsertionPoint(op);
    SmallVector<Value> results = create(op, layout, operands);
    for (auto [old, order, result] :
         llvm::zip(op->getResults(), layout.results, results))
      values.addRewritten(old, order, result);
  }

private:
  SmallVector<Value> create(Operation *op, const OpLayout &layout,
                            ArrayRef<Value> operands);
  SmallVector<Value> createStructured(linalg::LinalgOp op,
                                      const OpLayout &layout,
                                      ArrayRef<Value> operands);
  Value createPad(tensor::PadOp op, const OpLayout &layout, Value source);

  LayoutValues &values;
  IRRewriter &rewriter;
};
} // namespace

SmallVector<Value> OpRewriter::createStructured(linalg::LinalgOp op,
                                                const OpLayout &layout,
                                                ArrayRef<Value> operands) {
  SmallVector<int64_t> positions = invertPermutationVector(layout.loops);
  SmallVector<AffineMap> maps;
  for (auto [map, order] :
       llvm::zip(op.getIndexingMapsArray(), layout.operands))
    maps.push_back(permuteMap(map, positions, order));
  ArrayRef<Value> inputs = operands.take_front(op.getNumDpsInputs());
  ArrayRef<Value> inits = operands.take_back(op.getNumDpsInits());
  auto generic = linalg::GenericOp::create(
      rewriter, op.getLoc(), TypeRange(ValueRange(inits)), inputs, inits, maps,
      permute(op.getIteratorTypesArray(), layout.loops));
  rewriter.cloneRegionBefore(op->getRegion(0), generic.getRegion(),
                             generic.getRegion().end());
  generic.walk(
      [&](linalg::IndexOp index) { index.setDim(positions[index.getDim()]); });
  linalg::LinalgOp result = generic;
  if (!isa<linalg::GenericOp>(op)) {
    FailureOr<linalg::LinalgOp> named =
        linalg::specializeGenericOp(rewriter, generic);
    if (succeeded(named))
      result = *named;
  }
  // Upstream caches the maps of named ops in an attribute: those of `op` are
  // not those of `result`.
  StringRef cache = linalg::LinalgDialect::kMemoizedIndexingMapsAttrName;
  for (NamedAttribute attribute : op->getDiscardableAttrs())
    if (attribute.getName() != cache)
      result->setDiscardableAttr(attribute.getName(), attribute.getValue());
  return llvm::to_vector_of<Value>(result->getResults());
}

Value OpRewriter::createPad(tensor::PadOp op, const OpLayout &layout,
                            Value source) {
  const Layout &order = layout.operands[0];
  auto pad = tensor::PadOp::create(
      rewriter, op.getLoc(), permuteType(op.getResultType(), order), source,
      permute(op.getMixedLowPad(), order), permute(op.getMixedHighPad(), order),
      op.getNofold());
  Block &oldBody = op.getRegion().front();
  SmallVector<Location> locations(oldBody.getNumArguments(), op.getLoc());
  OpBuilder::InsertionGuard guard(rewriter);
  Block *body = rewriter.createBlock(&pad.getRegion(), {},
                                     oldBody.getArgumentTypes(), locations);
  IRMapping mapping;
  for (auto [position, dim] : llvm::enumerate(order))
    mapping.map(oldBody.getArgument(dim), body->getArgument(position));
  for (Operation &inner : oldBody)
    rewriter.clone(inner, mapping);
  return pad;
}

SmallVector<Value> OpRewriter::create(Operation *op, const OpLayout &layout,
                                      ArrayRef<Value> operands) {
  const Layout &order = layout.results[0];
  Location loc = op->getLoc();
  auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  if (type)
    type = permuteType(type, order);
  return llvm::TypeSwitch<Operation *, SmallVector<Value>>(op)
      .Case(
          [&](linalg::TransposeOp) { return SmallVector<Value>{operands[0]}; })
      .Case([&](linalg::LinalgOp op) {
        return createStructured(op, layout, operands);
      })
      .Case([&](tensor::PadOp op) {
        return SmallVector<Value>{createPad(op, layout, operands[0])};
      })
      .Case([&](tensor::CastOp op) -> SmallVector<Value> {
        return {tensor::CastOp::create(rewriter, loc, type, operands[0])};
      })
      .Case([&](tensor::ConcatOp op) -> SmallVector<Value> {
        int64_t dim = invertPermutationVector(order)[op.getDim()];
        return {tensor::ConcatOp::create(rewriter, loc, type, dim, operands)};
      })
      .Case([&](tensor::ExtractSliceOp op) -> SmallVector<Value> {
        return {tensor::ExtractSliceOp::create(
            rewriter, loc, type, operands[0],
            permute(op.getMixedOffsets(), order),
            permute(op.getMixedSizes(), order),
            permute(op.getMixedStrides(), order))};
      })
      .Case([&](tensor::InsertSliceOp op) -> SmallVector<Value> {
        return {tensor::InsertSliceOp::create(
            rewriter, loc, operands[0], operands[1],
            permute(op.getMixedOffsets(), order),
            permute(op.getMixedSizes(), order),
            permute(op.getMixedStrides(), order))};
      })
      .Case([&](tensor::ExpandShapeOp op) -> SmallVector<Value> {
        PermutedReshape reshape{/*isExpand=*/true,
                                op.getReassociationIndices(),
                                layout.operands[0],
                                order,
                                type,
                                permute(op.getMixedOutputShape(), order)};
        return {createReshape(rewriter, loc, operands[0], reshape)};
      })
      .Case([&](tensor::CollapseShapeOp op) -> SmallVector<Value> {
        PermutedReshape reshape{/*isExpand=*/false,
                                op.getReassociationIndices(),
                                layout.operands[0],
                                order,
                                type,
                                {}};
        return {createReshape(rewriter, loc, operands[0], reshape)};
      });
}

/// Gives a size that is asked of an old value by that of its new form.
static void replaceDim(tensor::DimOp dim, Layout layout, Value form,
                       IRRewriter &rewriter) {
  int64_t index = *dim.getConstantIndex();
  if (!layout.empty())
    index = invertPermutationVector(layout)[index];
  rewriter.setInsertionPoint(dim);
  rewriter.replaceOpWithNewOp<tensor::DimOp>(dim, form, index);
}

/// Gives a buffer that is only read, by strides of any kind (an observer's), as
/// a view of the new form's: nothing is copied. Other buffers stay.
static void replaceBuffer(bufferization::ToBufferOp buffer, Layout layout,
                          Value form, IRRewriter &rewriter) {
  auto type = dyn_cast<MemRefType>(buffer.getType());
  auto strided = type ? dyn_cast<StridedLayoutAttr>(type.getLayout()) : nullptr;
  if (layout.empty() || !buffer.getReadOnly() || !strided ||
      !llvm::all_of(strided.getStrides(), ShapedType::isDynamic))
    return;
  rewriter.setInsertionPoint(buffer);
  Location loc = buffer.getLoc();
  auto formType =
      MemRefType::get(cast<RankedTensorType>(form.getType()).getShape(),
                      type.getElementType(), strided, type.getMemorySpace());
  auto formBuffer = bufferization::ToBufferOp::create(rewriter, loc, formType,
                                                      form, /*read_only=*/true);
  auto permutation = AffineMap::getPermutationMap(
      invertPermutationVector(layout), rewriter.getContext());
  rewriter.replaceOpWithNewOp<memref::TransposeOp>(
      buffer, formBuffer, AffineMapAttr::get(permutation));
}

/// Points every use of the results of `op` outside the rewritten ops at a new
/// value: sizes are asked of the new form, observers look at it through a view,
/// the rest needs the old order.
static void replaceUses(Operation *op, LayoutValues &values,
                        IRRewriter &rewriter) {
  for (OpResult result : op->getResults()) {
    for (Operation *user : llvm::make_early_inc_range(result.getUsers())) {
      auto [layout, form] = *values.getForm(result);
      if (auto dim = dyn_cast<tensor::DimOp>(user);
          dim && dim.getConstantIndex())
        replaceDim(dim, layout, form, rewriter);
      else if (auto buffer = dyn_cast<bufferization::ToBufferOp>(user))
        replaceBuffer(buffer, layout, form, rewriter);
    }
    if (!result.use_empty())
      rewriter.replaceAllUsesWith(
          result, values.get(result, Layout(), *result.user_begin()));
  }
}

/// Erases `op` and what nothing uses any more once it is gone, other than the
/// ops of `layouts`: their turn comes.
static void
eraseWithDeadOperands(Operation *op, IRRewriter &rewriter,
                      const DenseMap<Operation *, OpLayout> &layouts) {
  // Each op once, though it may be reached several times: one tensor may be
  // read twice.
  llvm::SmallSetVector<Operation *, 8> candidates;
  auto erase = [&](Operation *dead) {
    for (Value operand : dead->getOperands())
      if (Operation *producer = operand.getDefiningOp())
        candidates.insert(producer);
    rewriter.eraseOp(dead);
  };
  erase(op);
  while (!candidates.empty()) {
    Operation *candidate = candidates.pop_back_val();
    if (!layouts.contains(candidate) && isOpTriviallyDead(candidate))
      erase(candidate);
  }
}

void quantx::rewriteLayouts(Operation *root,
                            const DenseMap<Operation *, OpLayout> &layouts) {
  IRRewriter rewriter(root->getContext());
  LayoutValues values(rewriter);
  OpRewriter opRewriter(values, rewriter);
  SmallVector<Operation *> ops;
  root->walk([&](Operation *op) {
    if (layouts.contains(op))
      ops.push_back(op);
  });
  for (Operation *op : ops)
    opRewriter.rewrite(op, layouts.find(op)->second);
  for (Operation *op : llvm::reverse(ops)) {
    replaceUses(op, values, rewriter);
    eraseWithDeadOperands(op, rewriter, layouts);
  }
}
