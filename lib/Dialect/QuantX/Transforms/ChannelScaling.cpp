//===- ChannelScaling.cpp - Multiplying channels of constants -------------===//

#include "ChannelScaling.h"

#include "ChannelAffine.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Dialect/QuantX/IR/ElementsUtils.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/bit.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

//===----------------------------------------------------------------------===//
// Reading constants
//===----------------------------------------------------------------------===//

static ElementsAttr getElements(Value value) {
  ElementsAttr elements;
  matchPattern(value, m_Constant(&elements));
  return elements;
}

std::vector<double> quantx::getLargestMagnitudes(const GroupFactor &factor,
                                                 const ScaledView &other) {
  ElementsAttr elements = getElements(factor.operand->get());
  ElementsReader reader = *ElementsReader::get(elements);
  ArrayRef<int64_t> shape = elements.getShapedType().getShape();
  std::vector<double> largest(factor.view.size(), 0.0);
  ChannelCursor cursor(factor.view, shape);
  ChannelCursor otherCursor(other.view ? *other.view : factor.view, shape);
  for (size_t i = 0; i < reader.size(); ++i) {
    double magnitude = std::fabs(static_cast<double>(reader.getFloat(i)));
    if (other.view)
      magnitude *= other.factors[otherCursor.get()];
    double &channel = largest[cursor.get()];
    channel = std::fmax(channel, magnitude);
    cursor.next();
    if (other.view)
      otherCursor.next();
  }
  return largest;
}

void quantx::takeLarger(std::vector<double> &into, ArrayRef<double> other) {
  for (auto [value, candidate] : llvm::zip_equal(into, other))
    value = std::fmax(value, candidate);
}

/// The view of the elements of an added constant, if they have all channels.
static std::optional<ChannelView> getOwnView(const GroupOffset &offset) {
  Value constant = offset.operand->get();
  ElementsAttr elements = getElements(constant);
  if (!elements || !elements.getElementType().isF32() ||
      !canReadElements(elements))
    return std::nullopt;
  auto view = offset.view.throughMap(offset.map);
  return view && view->fits(constant.getType()) ? view : std::nullopt;
}

static std::optional<Grid<float>> getGrid(const GroupOffset &offset) {
  auto type = dyn_cast<RankedTensorType>(offset.result.getType());
  bool isWhole = type && offset.operand->get().getType() == type &&
                 (!offset.map || offset.map.isIdentity());
  if (!isWhole || !type.getElementType().isF32() || !offset.view.fits(type))
    return std::nullopt;
  return readConstant(offset.operand->get(), AffineMap(), type.getRank());
}

bool quantx::canScale(const GroupOffset &offset) {
  return getOwnView(offset) || getGrid(offset);
}

//===----------------------------------------------------------------------===//
// Computing new ones
//===----------------------------------------------------------------------===//

void ChannelScaling::add(ChannelGroup &group, ArrayRef<double> factors) {
  for (const GroupFactor &factor : group.producers)
    constants[factor.operand].push_back({&group, factor.view, factors, false});
  for (const GroupFactor &factor : group.consumers)
    constants[factor.operand].push_back({&group, factor.view, factors, true});
  for (const GroupOffset &offset : group.offsets) {
    if (auto view = getOwnView(offset))
      constants[offset.operand].push_back({&group, *view, factors, false});
    else
      broadcasts.push_back({offset, &group, factors});
  }
}

static std::optional<float> roundToFinite(double number) {
  auto rounded = static_cast<float>(number);
  return std::isfinite(rounded) ? std::optional(rounded) : std::nullopt;
}

/// Null if a number is not finite.
ElementsAttr ChannelScaling::compute(OpOperand *operand, const Parts &parts) {
  ElementsAttr elements = getElements(operand->get());
  auto type = cast<RankedTensorType>(elements.getType());
  ElementsReader reader = *ElementsReader::get(elements);
  std::string name = getLocationName(operand->get().getLoc());
  ElementsBuilder builder(type, name.empty() ? "weight" : name);
  SmallVector<ChannelCursor, 2> cursors;
  for (const Part &part : parts)
    cursors.emplace_back(part.view, type.getShape());
  for (size_t i = 0, size = type.getNumElements(); i < size; ++i) {
    double number = reader.getFloat(i);
    for (auto [part, cursor] : llvm::zip_equal(parts, cursors)) {
      double factor = part.factors[cursor.get()];
      number = part.divides ? number / factor : number * factor;
      cursor.next();
    }
    std::optional<float> rounded = roundToFinite(number);
    if (!rounded)
      return {};
    builder.set(i, llvm::bit_cast<uint32_t>(*rounded));
  }
  return builder.take();
}

std::optional<Grid<float>> ChannelScaling::compute(const Broadcast &broadcast) {
  const ChannelView &view = broadcast.offset.view;
  auto type = cast<RankedTensorType>(broadcast.offset.result.getType());
  Grid<float> grid = *getGrid(broadcast.offset);
  GridDomain domain = grid.getDomain();
  for (const ChannelDigit &digit : view.getDigits())
    domain.include({{digit.dim}, {type.getDimSize(digit.dim)}});
  bool isFinite = true;
  Grid<float> scaled =
      generateGrid(domain, type.getRank(), [&](ArrayRef<int64_t> index) {
        auto number = static_cast<double>(grid.at(index));
        std::optional<float> rounded =
            roundToFinite(number * broadcast.factors[view.getChannel(index)]);
        isFinite &= rounded.has_value();
        return rounded.value_or(0);
      });
  return isFinite ? std::optional(scaled) : std::nullopt;
}

/// False if a group had to be refused; what was computed is then void.
bool ChannelScaling::computeAll() {
  static constexpr StringLiteral kReason =
      "would have a constant that is not finite";
  newConstants.clear();
  newBroadcasts.clear();
  for (auto &[operand, parts] : constants) {
    llvm::erase_if(parts, [](Part &part) { return part.group->isRefused(); });
    if (parts.empty())
      continue;
    ElementsAttr elements = compute(operand, parts);
    if (!elements) {
      for (Part &part : parts)
        part.group->refuse(operand->getOwner()->getResult(0), kReason);
      return false;
    }
    newConstants.emplace_back(operand, elements);
  }
  llvm::erase_if(broadcasts, [](Broadcast &b) { return b.group->isRefused(); });
  for (Broadcast &broadcast : broadcasts) {
    std::optional<Grid<float>> grid = compute(broadcast);
    if (!grid) {
      broadcast.group->refuse(broadcast.offset.result, kReason);
      return false;
    }
    newBroadcasts.emplace_back(broadcast.offset.operand, *grid);
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Back to the IR
//===----------------------------------------------------------------------===//

static void eraseIfDead(Operation *op) {
  if (!op || !isOpTriviallyDead(op))
    return;
  llvm::SmallSetVector<Operation *, 2> producers;
  for (Value operand : op->getOperands())
    producers.insert(operand.getDefiningOp());
  op->erase();
  for (Operation *producer : producers)
    eraseIfDead(producer);
}

void ChannelScaling::replace(OpOperand *operand, Value value) {
  Operation *old = operand->get().getDefiningOp();
  operand->set(value);
  eraseIfDead(old);
}

void ChannelScaling::apply() {
  while (!computeAll())
    continue;
  for (auto &[operand, elements] : newConstants) {
    OpBuilder builder(operand->getOwner());
    replace(operand, arith::ConstantOp::create(builder, operand->get().getLoc(),
                                               cast<TypedAttr>(elements)));
  }
  for (auto &[operand, grid] : newBroadcasts) {
    OpBuilder builder(operand->getOwner());
    replace(operand, createGridTensor(builder, operand->get().getLoc(), grid,
                                      operand->get()));
  }
}
