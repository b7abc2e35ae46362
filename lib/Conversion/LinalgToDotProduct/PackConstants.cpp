//===- PackConstants.cpp - Weights and biases in the order of the tiles ---===//

#include "Constants.h"
#include "Schedule.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace quantx;

/// An offset that stands for no element.
static constexpr int64_t kPadding = -1;

std::string quantx::getConstantName(Operation *op, StringRef what) {
  std::string name;
  op->getLoc()->walk([&](Location loc) {
    auto named = dyn_cast<NameLoc>(loc);
    if (!named)
      return WalkResult::advance();
    name = named.getName().str() + ".";
    return WalkResult::interrupt();
  });
  return name + what.str();
}

std::vector<int64_t>
quantx::combineOffsets(ArrayRef<SmallVector<int64_t>> offsets,
                       ArrayRef<unsigned> loops) {
  std::vector<int64_t> sums = {0};
  for (unsigned loop : loops) {
    std::vector<int64_t> next;
    for (int64_t sum : sums)
      for (int64_t offset : offsets[loop])
        next.push_back(sum + offset);
    sums = std::move(next);
  }
  return sums;
}

namespace {
/// Packs in elements of type T, summed in type Sum.
template <typename T, typename Sum>
class Packer {
public:
  Packer(OpBuilder &builder, Contraction &contraction, Schedule &schedule)
      : builder(builder), contraction(contraction), schedule(schedule),
        lane(contraction.laneLoop()),
        weights(*readConstant<T>(contraction.weights)),
        outer(combineOffsets(contraction.weightOffsets, schedule.outerWeights)),
        reductions(combineOffsets(contraction.weightOffsets,
                                  schedule.packedReductions())),
        run(groupOffsets()) {}

  void pack();

private:
  std::vector<int64_t> groupOffsets() const;
  int64_t columnOf(const ColumnRun &columns, int64_t panel, int64_t vector,
                   int64_t laneIndex) const;
  Value packWeights(const ColumnRun &columns);
  std::vector<Sum> computeStart();
  Sum sumOfWeights(int64_t outerOffset, int64_t column) const;
  Value packStart(const ColumnRun &columns, ArrayRef<Sum> start);
  SmallVector<int64_t> shapeOf(const ColumnRun &columns) const;

  OpBuilder &builder;
  Contraction &contraction;
  Schedule &schedule;
  unsigned lane;
  std::vector<T> weights;
  std::vector<int64_t> outer, reductions, run;
};
} // namespace

/// Offsets of the elements of the run, by group; a zero alone without a run.
template <typename T, typename Sum>
std::vector<int64_t> Packer<T, Sum>::groupOffsets() const {
  if (!schedule.runLoop)
    return {0};
  ArrayRef<int64_t> offsets = contraction.weightOffsets[*schedule.runLoop];
  int64_t size = offsets.size(), reduction = schedule.dot->reduction;
  std::vector<int64_t> result;
  for (int64_t group = 0; group * reduction < size; ++group) {
    int64_t start = groupStart(group, reduction, size);
    for (int64_t i = start; i < start + reduction; ++i)
      result.push_back(i >= group * reduction && i < size ? offsets[i]
                                                          : kPadding);
  }
  return result;
}

template <typename T, typename Sum>
int64_t Packer<T, Sum>::columnOf(const ColumnRun &columns, int64_t panel,
                                 int64_t vector, int64_t laneIndex) const {
  const TileRun &panels = columns.panels;
  return (panels.first + panel * panels.size + vector) * schedule.lanes +
         laneIndex;
}

template <typename T, typename Sum>
SmallVector<int64_t> Packer<T, Sum>::shapeOf(const ColumnRun &columns) const {
  SmallVector<int64_t> shape;
  for (unsigned loop : schedule.outerWeights)
    shape.push_back(contraction.loops[loop].size);
  shape.push_back(columns.panels.count);
  return shape;
}

/// Two of the vectors of each step to one of bytes.
template <typename T>
static std::vector<T> packNibbles(ArrayRef<T> bytes, int64_t vectors,
                                  int64_t lanes) {
  std::vector<T> packed;
  for (size_t step = 0; step < bytes.size(); step += vectors * lanes)
    for (int64_t vector = 0; vector < vectors; vector += 2)
      for (int64_t lane = 0; lane < lanes; ++lane) {
        const T *low = &bytes[step + vector * lanes + lane];
        int high = vector + 1 < vectors ? static_cast<int>(low[lanes]) : 0;
        packed.push_back(
            static_cast<T>((static_cast<int>(*low) & 0xF) | (high & 0xF) << 4));
      }
  return packed;
}

template <typename T, typename Sum>
Value Packer<T, Sum>::packWeights(const ColumnRun &columns) {
  int64_t group = schedule.dot ? schedule.dot->reduction : 1;
  int64_t groups = run.size() / group;
  SmallVector<int64_t> shape = shapeOf(columns);
  for (unsigned loop : schedule.packedReductions())
    shape.push_back(contraction.loops[loop].size);
  if (schedule.runLoop)
    shape.push_back(groups);
  shape.append({columns.panels.size, schedule.lanes * group});

  ArrayRef<int64_t> byColumn = contraction.weightOffsets[lane];
  std::vector<T> packed;
  packed.reserve(ShapedType::getNumElements(shape));
  auto packVector = [&](int64_t base, int64_t first, ArrayRef<int64_t> group) {
    for (int64_t i = 0; i < schedule.lanes; ++i)
      for (int64_t offset : group) {
        bool isElement = offset != kPadding &&
                         first + i < static_cast<int64_t>(byColumn.size());
        packed.push_back(
            isElement ? weights[base + byColumn[first + i] + offset] : T(0));
      }
  };
  for (int64_t outerOffset : outer)
    for (int64_t panel = 0; panel < columns.panels.count; ++panel)
      for (int64_t reduction : reductions)
        for (int64_t g = 0; g < groups; ++g)
          for (int64_t vector = 0; vector < columns.panels.size; ++vector)
            packVector(outerOffset + reduction,
                       columnOf(columns, panel, vector, 0),
                       ArrayRef<int64_t>(run).slice(g * group, group));
  if (contraction.weightBody && contraction.weightBody->isNibble) {
    packed = packNibbles<T>(packed, columns.panels.size, schedule.lanes);
    shape[shape.size() - 2] = llvm::divideCeil(columns.panels.size, 2);
  }
  return createConstant<T>(builder, contraction.op.getLoc(),
                           getConstantName(contraction.op, "packed_weights"),
                           shape, packed);
}

template <typename T, typename Sum>
Sum Packer<T, Sum>::sumOfWeights(int64_t outerOffset, int64_t column) const {
  Sum sum = 0;
  for (int64_t reduction : reductions)
    for (int64_t offset : run)
      if (offset != kPadding)
        sum += weights[outerOffset + reduction + offset +
                       contraction.weightOffsets[lane][column]];
  return sum;
}

/// Offsets into the constant \p init by loop, as `weightOffsets` are into the
/// weights, if only loops of the weights index it.
static std::optional<SmallVector<SmallVector<int64_t>>>
initOffsets(const Contraction &contraction, const Schedule &schedule) {
  const Access &init = *contraction.init;
  SmallVector<SmallVector<int64_t>> offsets;
  for (const Loop &loop : contraction.loops) {
    bool isRow = loop.kind == LoopKind::Row;
    offsets.emplace_back(isRow ? 0 : loop.size, 0);
  }
  auto shape = cast<ShapedType>(init.tensor.getType()).getShape();
  int64_t stride = 1;
  for (int64_t dim = init.map.getNumResults() - 1; dim >= 0; --dim) {
    int64_t size = 1;
    for (int64_t original : init.groups[dim])
      size *= shape[original];
    if (auto expr = dyn_cast<AffineDimExpr>(init.map.getResult(dim))) {
      if (contraction.loops[expr.getPosition()].kind == LoopKind::Row)
        return std::nullopt;
      for (auto [i, offset] : llvm::enumerate(offsets[expr.getPosition()]))
        offset += i * stride;
    }
    stride *= size;
  }
  return offsets;
}

/// A constant scalar of type Sum.
template <typename Sum>
static std::optional<Sum> readScalar(Value value) {
  if constexpr (std::is_floating_point_v<Sum>) {
    FloatAttr attr;
    if (matchPattern(value, m_Constant(&attr)))
      return static_cast<Sum>(attr.getValueAsDouble());
  } else {
    IntegerAttr attr;
    if (matchPattern(value, m_Constant(&attr)))
      return static_cast<Sum>(attr.getValue().getZExtValue());
  }
  return std::nullopt;
}

/// By outer weight and column, what each sum starts from at compile time.
/// Takes over `contraction.init` if that is constant.
template <typename T, typename Sum>
std::vector<Sum> Packer<T, Sum>::computeStart() {
  int64_t columns = contraction.loops[lane].size;
  std::vector<Sum> start(outer.size() * columns, Sum(0));
  using Stored = std::conditional_t<std::is_same_v<Sum, float>, float, int32_t>;
  if (contraction.init && contraction.init->isScalar()) {
    if (auto scalar = readScalar<Sum>(contraction.init->tensor)) {
      llvm::fill(start, *scalar);
      contraction.init.reset();
    }
  } else if (contraction.init) {
    auto values = readConstant<Stored>(contraction.init->tensor);
    auto offsets = initOffsets(contraction, schedule);
    if (values && offsets) {
      std::vector<int64_t> outerInit =
          combineOffsets(*offsets, schedule.outerWeights);
      for (auto [index, value] : llvm::enumerate(start))
        value = static_cast<Sum>((*values)[outerInit[index / columns] +
                                           (*offsets)[lane][index % columns]]);
      contraction.init.reset();
    }
  }
  if (!schedule.rebiasInput)
    return start;
  // An unsigned input is x + 128, so 128 * sum(w) too much was added; a signed
  // one is x - 128.
  Sum bias = contraction.inputSign == Signedness::Signed ? Sum(-128) : Sum(128);
  for (auto [index, value] : llvm::enumerate(start))
    value += bias * sumOfWeights(outer[index / columns], index % columns);
  return start;
}

template <typename T, typename Sum>
Value Packer<T, Sum>::packStart(const ColumnRun &columns, ArrayRef<Sum> start) {
  using Stored = std::conditional_t<std::is_same_v<Sum, float>, float, int32_t>;
  SmallVector<int64_t> shape = shapeOf(columns);
  shape.append({columns.panels.size, schedule.lanes});
  int64_t numColumns = contraction.loops[lane].size;
  std::vector<Stored> packed;
  for (size_t outerIndex = 0; outerIndex < outer.size(); ++outerIndex)
    for (int64_t panel = 0; panel < columns.panels.count; ++panel)
      for (int64_t i = 0; i < columns.panels.size * schedule.lanes; ++i) {
        int64_t column = columnOf(columns, panel, 0, i);
        packed.push_back(column < numColumns
                             ? Stored(start[outerIndex * numColumns + column])
                             : Stored(0));
      }
  return createConstant<Stored>(builder, contraction.op.getLoc(),
                                getConstantName(contraction.op, "packed_start"),
                                shape, packed);
}

template <typename T, typename Sum>
void Packer<T, Sum>::pack() {
  std::vector<Sum> start = computeStart();
  // By bits, because a sum that starts from -0.0 may end there.
  bool isZero = llvm::all_of(
      start, [](Sum value) { return llvm::bit_cast<uint32_t>(value) == 0; });
  for (ColumnRun &columns : schedule.columns) {
    columns.weights = packWeights(columns);
    if (!isZero)
      columns.start = packStart(columns, start);
  }
}

void quantx::packConstants(OpBuilder &builder, Contraction &contraction,
                           Schedule &schedule) {
  // Unsigned, because sums wrap as the instructions do.
  if (contraction.weightBody) {
    Packer<int8_t, float>(builder, contraction, schedule).pack();
    packParameters(builder, contraction, schedule);
  } else if (contraction.isFloat)
    Packer<float, float>(builder, contraction, schedule).pack();
  else
    Packer<int8_t, uint32_t>(builder, contraction, schedule).pack();
}
