//===- ValueMatching.cpp - The same value in two modules ------------------===//

#include "quantx/Analysis/ValueMatching.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "quantx/Analysis/QuantizationChain.h"
#include "quantx/Analysis/StoredParams.h"
#include "quantx/Analysis/ValueNaming.h"
#include "quantx/Dialect/QuantX/IR/QuantizationFlow.h"
#include "llvm/ADT/STLExtras.h"

#include <map>

using namespace mlir;
using namespace quantx;

/// The name of what is stored at `loc`: that of `loc` without the part that
/// quantization adds.
static std::string getStoredName(Location loc) {
  auto named = dyn_cast<NameLoc>(loc);
  if (!named)
    return getLocationName(loc);
  std::string name = named.getName().str();
  auto part = dyn_cast<NameLoc>(named.getChildLoc());
  if (!part ||
      (part.getName() == "quantize" && !isa<NameLoc>(part.getChildLoc())))
    return name;
  return name + "/" + getStoredName(part);
}

namespace {

/// How a value of the quantized module can be read as reals.
enum class Reading { Real, Stored, Dynamic, Unknown };

struct Candidate {
  Value value;
  Reading reading;
  ParamsAttr params;
};

} // namespace

/// Calls `visit` with the values of a function that may be compared.
static void forEachValue(FunctionOpInterface function,
                         llvm::function_ref<void(Value)> visit) {
  for (Block &block : function.getFunctionBody()) {
    for (BlockArgument argument : block.getArguments())
      visit(argument);
    for (Operation &op : block)
      for (Value result : op.getResults())
        visit(result);
  }
}

/// None for values that are no counterpart of any: constants, sizes, values
/// that are only moved, and sums in progress.
static std::optional<Candidate> getCandidate(Value value) {
  if (isObservable(value))
    return Candidate{value, Reading::Real, {}};
  auto type = dyn_cast<RankedTensorType>(value.getType());
  Operation *op = value.getDefiningOp();
  if (!type || (op && op->hasTrait<OpTrait::ConstantLike>()) ||
      std::holds_alternative<SameScaleFlow>(getQuantizationFlow(value)))
    return std::nullopt;
  if (isa_and_present<DynamicQuantizeOp>(op))
    return Candidate{value, Reading::Dynamic, {}};
  if (ParamsAttr params = getStoredParams(value))
    return Candidate{value, Reading::Stored, params};
  if (op && type.getElementType().isInteger(8))
    return Candidate{value, Reading::Unknown, {}};
  return std::nullopt;
}

namespace {
enum class Agreement { None, Same, ChannelsLast };
} // namespace

/// Sizes are the same, or dynamic in one of the two shapes: always the same one
/// of them, or [?, 4] would agree with [4, ?].
static bool agree(ArrayRef<int64_t> a, ArrayRef<int64_t> b) {
  auto refines = [](ArrayRef<int64_t> precise, ArrayRef<int64_t> shape) {
    return llvm::all_of(llvm::zip_equal(precise, shape), [](auto sizes) {
      auto [size, wanted] = sizes;
      return ShapedType::isDynamic(wanted) || size == wanted;
    });
  };
  return a.size() == b.size() && (refines(a, b) || refines(b, a));
}

static Agreement compareShapes(Value real, Value quantized) {
  SmallVector<int64_t> shape(cast<RankedTensorType>(real.getType()).getShape());
  ArrayRef<int64_t> other =
      cast<RankedTensorType>(quantized.getType()).getShape();
  if (agree(shape, other))
    return Agreement::Same;
  if (shape.size() < 3)
    return Agreement::None;
  std::rotate(shape.begin() + 1, shape.begin() + 2, shape.end());
  return agree(shape, other) ? Agreement::ChannelsLast : Agreement::None;
}

namespace {

/// Matches the values of one name.
class NameMatcher {
public:
  NameMatcher(ArrayRef<Value> reals, ArrayRef<Candidate> candidates)
      : reals(reals), candidates(candidates) {}

  /// Appends to `pairs`, or says why there are none.
  std::string match(llvm::function_ref<std::string(Value)> getName,
                    std::vector<ValuePair> &pairs);

private:
  SmallVector<Candidate> select(Value real) const;
  std::string explain() const;

  ArrayRef<Value> reals;
  ArrayRef<Candidate> candidates;
};

} // namespace

/// The candidates that fit `real`: those that are stored, each storage once, or
/// else those that are floats.
SmallVector<Candidate> NameMatcher::select(Value real) const {
  SmallVector<Candidate> stored, floats;
  for (const Candidate &candidate : candidates) {
    if (candidate.reading == Reading::Unknown ||
        compareShapes(real, candidate.value) == Agreement::None)
      continue;
    (candidate.reading == Reading::Real ? floats : stored).push_back(candidate);
  }
  return stored.empty() ? floats : stored;
}

std::string NameMatcher::explain() const {
  auto print = [](Value value) {
    std::string text;
    llvm::raw_string_ostream(text) << value.getType();
    return text;
  };
  if (candidates.empty())
    return "is no value of its own in the quantized module";
  for (const Candidate &candidate : candidates)
    if (candidate.reading != Reading::Unknown)
      return "is " + print(candidate.value) + " in the quantized module and " +
             print(reals.front()) + " in the float one";
  return "is stored in integers whose scale the quantized module does not say";
}

std::string NameMatcher::match(llvm::function_ref<std::string(Value)> getName,
                               std::vector<ValuePair> &pairs) {
  SmallVector<ValuePair> found;
  for (auto [i, real] : llvm::enumerate(reals)) {
    SmallVector<Candidate> selected = select(real);
    // Of several values of one name, the first goes with the first.
    if (reals.size() > 1) {
      if (selected.size() != reals.size())
        return "has a name that " + std::to_string(reals.size()) +
               " values have in the float module and " +
               std::to_string(selected.size()) + " in the quantized one";
      selected = {selected[i]};
    }
    SmallVector<ParamsAttr> seen;
    for (const Candidate &candidate : selected) {
      if (llvm::is_contained(seen, candidate.params))
        continue;
      seen.push_back(candidate.params);
      bool channelsLast =
          compareShapes(real, candidate.value) == Agreement::ChannelsLast;
      found.push_back({getName(real), real, candidate.value, candidate.params,
                       channelsLast});
    }
  }
  if (found.empty())
    return explain();
  llvm::append_range(pairs, found);
  return "";
}

namespace {
/// Values by name, in the order in which the names came first.
template <typename T>
struct ByName {
  void add(const std::string &name, const T &value) {
    auto [it, isNew] = values.try_emplace(name);
    it->second.push_back(value);
    if (isNew)
      names.push_back(name);
  }
  ArrayRef<T> lookup(const std::string &name) const {
    auto it = values.find(name);
    return it == values.end() ? ArrayRef<T>() : ArrayRef<T>(it->second);
  }

  std::vector<std::string> names;
  std::map<std::string, SmallVector<T>> values;
};
} // namespace

static ByName<Value> collectReals(FunctionOpInterface function,
                                  const ValueNaming &naming) {
  ByName<Value> reals;
  forEachValue(function, [&](Value value) {
    if (!isObservable(value))
      return;
    std::string name = getLocationName(value.getLoc());
    reals.add(name.empty() ? naming.getKey(value).str() : name, value);
  });
  return reals;
}

/// Floats that are only moved: calibration does not look at them, but scales
/// that are chosen at run time belong to what a contraction reads.
static ByName<Value> collectMoved(FunctionOpInterface function) {
  ByName<Value> moved;
  forEachValue(function, [&](Value value) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    std::string name = getLocationName(value.getLoc());
    if (type && type.getElementType().isF32() && !name.empty() &&
        std::holds_alternative<SameScaleFlow>(getQuantizationFlow(value)))
      moved.add(name, value);
  });
  return moved;
}

static ByName<Candidate> collectCandidates(FunctionOpInterface function) {
  ByName<Candidate> candidates;
  forEachValue(function, [&](Value value) {
    std::optional<Candidate> candidate = getCandidate(value);
    std::string name = getStoredName(value.getLoc());
    if (candidate && !name.empty())
      candidates.add(name, *candidate);
  });
  return candidates;
}

static bool areArguments(ArrayRef<Value> values) {
  return llvm::all_of(values, llvm::IsaPred<BlockArgument>);
}

static bool areArguments(ArrayRef<Candidate> candidates) {
  return llvm::all_of(candidates, [](const Candidate &candidate) {
    return isa<BlockArgument>(candidate.value);
  });
}

/// Matches what is left of the quantized module with values that are moved.
static void matchMoved(FunctionOpInterface real,
                       const ByName<Candidate> &candidates,
                       const ByName<Value> &reals, ValueMatching &matching) {
  ByName<Value> moved = collectMoved(real);
  for (const std::string &name : candidates.names) {
    SmallVector<Candidate> readable;
    for (const Candidate &candidate : candidates.lookup(name))
      if (candidate.reading != Reading::Unknown)
        readable.push_back(candidate);
    if (readable.empty() || areArguments(readable) ||
        !reals.lookup(name).empty())
      continue;
    ArrayRef<Value> values = moved.lookup(name);
    std::string reason = "has a name that no value of the float module has";
    if (!values.empty())
      reason = NameMatcher(values, readable)
                   .match([&](Value) { return name; }, matching.pairs);
    if (!reason.empty())
      matching.unmatchedQuantized.push_back({name, reason});
  }
}

static void sortPairs(FunctionOpInterface real, std::vector<ValuePair> &pairs) {
  llvm::DenseMap<Value, size_t> places;
  forEachValue(real, [&](Value value) { places[value] = places.size(); });
  // A value that is stored twice keeps the order of its storages.
  std::vector<std::pair<size_t, size_t>> order;
  for (auto [i, pair] : llvm::enumerate(pairs))
    order.emplace_back(places.lookup(pair.real), i);
  llvm::sort(order);
  std::vector<ValuePair> sorted;
  for (auto [place, i] : order)
    sorted.push_back(std::move(pairs[i]));
  pairs = std::move(sorted);
}

ValueMatching quantx::matchValues(FunctionOpInterface real,
                                  FunctionOpInterface quantized) {
  ValueNaming naming(real->getParentOp());
  llvm::DenseSet<Value> inner = getInnerValues(real);
  ByName<Value> reals = collectReals(real, naming);
  ByName<Candidate> candidates = collectCandidates(quantized);
  ValueMatching matching;
  for (const std::string &name : reals.names) {
    ArrayRef<Value> values = reals.lookup(name);
    ArrayRef<Candidate> named = candidates.lookup(name);
    // Float arguments get the same samples in both modules.
    if (areArguments(values) && areArguments(named))
      continue;
    auto getKey = [&](Value value) { return naming.getKey(value).str(); };
    std::string reason =
        NameMatcher(values, named).match(getKey, matching.pairs);
    if (named.empty() && inner.contains(values.front()))
      reason = "is inside of what becomes one op in integers";
    if (!reason.empty())
      for (Value value : values)
        matching.unmatchedReal.push_back({getKey(value), reason});
  }
  matchMoved(real, candidates, reals, matching);
  sortPairs(real, matching.pairs);
  return matching;
}

std::string ValuePair::describeStorage() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  if (params)
    os << params.getStorageType();
  else
    os << cast<RankedTensorType>(quantized.getType()).getElementType();
  if (quantized.getDefiningOp<DynamicQuantizeOp>())
    os << ", dynamic";
  return text;
}

/// Moves the last dimension to place 1.
static Value createChannelsFirst(OpBuilder &builder, Location loc,
                                 Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> permutation = {0, type.getRank() - 1};
  llvm::append_range(permutation, llvm::seq<int64_t>(1, type.getRank() - 1));
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(builder, loc, value);
  applyPermutationToVector(sizes, permutation);
  Value init =
      tensor::EmptyOp::create(builder, loc, sizes, type.getElementType());
  return linalg::TransposeOp::create(builder, loc, value, init, permutation)
      ->getResult(0);
}

Value quantx::createReal(const ValuePair &pair) {
  OpBuilder builder(pair.quantized.getContext());
  builder.setInsertionPointAfterValue(pair.quantized);
  Location loc = pair.quantized.getLoc();
  Value result = pair.quantized;
  Type f32 = builder.getF32Type();
  if (pair.params)
    result = DequantizeOp::create(builder, loc, result, pair.params, f32);
  else if (auto op = result.getDefiningOp<DynamicQuantizeOp>())
    result =
        DynamicDequantizeOp::create(builder, loc, result, op.getScale(),
                                    op.getZeroPoint(), op.getScheme(), f32);
  return pair.isChannelsLast ? createChannelsFirst(builder, loc, result)
                             : result;
}
