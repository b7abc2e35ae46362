//===- PackParameters.cpp - Scales and the like in the order of the tiles -===//

#include "Constants.h"
#include "Schedule.h"

#include "llvm/Support/MathExtras.h"

#include <numeric>

using namespace mlir;
using namespace quantx;

/// How many iterations of a loop with these offsets share one: all of them, the
/// block size of the parameters, or 1.
static int64_t countShared(ArrayRef<int64_t> offsets) {
  int64_t shared = 0;
  for (size_t i = 1; i < offsets.size(); ++i)
    if (offsets[i] != offsets[i - 1])
      shared = std::gcd(shared, static_cast<int64_t>(i));
  return shared == 0 ? std::max<int64_t>(offsets.size(), 1) : shared;
}

namespace {
class ParameterPacker {
public:
  ParameterPacker(const Contraction &contraction, const Schedule &schedule,
                  const WeightBody::Parameter &parameter);

  PackedParameter pack(OpBuilder &builder, const ColumnRun &columns) const;

private:
  void compress(ArrayRef<unsigned> loops);
  void append(int64_t offset, std::vector<char> &packed) const {
    packed.insert(packed.end(), bytes.begin() + offset * width,
                  bytes.begin() + (offset + 1) * width);
  }

  const Contraction &contraction;
  const Schedule &schedule;
  Type element;
  int64_t width;
  std::vector<char> bytes;
  ArrayRef<int64_t> byColumn;
  /// With one offset for iterations that share it.
  OffsetTables offsets;
  SmallVector<int64_t> shared;
};
} // namespace

ParameterPacker::ParameterPacker(const Contraction &contraction,
                                 const Schedule &schedule,
                                 const WeightBody::Parameter &parameter)
    : contraction(contraction), schedule(schedule),
      element(cast<ShapedType>(parameter.constant.getType()).getElementType()),
      width(element.getIntOrFloatBitWidth() / 8),
      bytes(*readConstantBytes(parameter.constant)),
      byColumn(parameter.offsets[contraction.laneLoop()]),
      offsets(parameter.offsets) {
  compress(schedule.outerWeights);
  compress(schedule.packedReductions());
}

void ParameterPacker::compress(ArrayRef<unsigned> loops) {
  for (unsigned loop : loops) {
    int64_t step = countShared(offsets[loop]);
    shared.push_back(step);
    SmallVector<int64_t> firsts;
    for (size_t i = 0; i < offsets[loop].size(); i += step)
      firsts.push_back(offsets[loop][i]);
    offsets[loop] = firsts;
  }
}

PackedParameter ParameterPacker::pack(OpBuilder &builder,
                                      const ColumnRun &columns) const {
  bool isByColumn = !llvm::all_equal(byColumn);
  SmallVector<unsigned> reductions = schedule.packedReductions();
  SmallVector<int64_t> shape;
  for (unsigned loop : schedule.outerWeights)
    shape.push_back(offsets[loop].size());
  const TileRun &panels = columns.panels;
  if (isByColumn)
    shape.push_back(panels.count);
  for (unsigned loop : reductions)
    shape.push_back(offsets[loop].size());
  if (isByColumn)
    shape.append({panels.size, schedule.lanes});

  std::vector<char> packed;
  int64_t perPanel = panels.size * schedule.lanes;
  auto appendColumns = [&](int64_t base, int64_t panel) {
    int64_t first = (panels.first + panel * panels.size) * schedule.lanes;
    for (int64_t i = first; i < first + perPanel; ++i) {
      if (i < static_cast<int64_t>(byColumn.size()))
        append(base + byColumn[i], packed);
      else
        packed.insert(packed.end(), width, 0);
    }
  };
  for (int64_t outer : combineOffsets(offsets, schedule.outerWeights))
    for (int64_t panel = 0; panel < (isByColumn ? panels.count : 1); ++panel)
      for (int64_t reduction : combineOffsets(offsets, reductions)) {
        if (isByColumn)
          appendColumns(outer + reduction, panel);
        else
          append(outer + reduction, packed);
      }
  Value constant =
      createConstant(builder, contraction.op->getLoc(),
                     getConstantName(contraction.op, "packed_parameters"),
                     RankedTensorType::get(shape, element), packed);
  return {constant, isByColumn, shared};
}

void quantx::packParameters(OpBuilder &builder, const Contraction &contraction,
                            Schedule &schedule) {
  for (const WeightBody::Parameter &parameter :
       contraction.weightBody->parameters) {
    ParameterPacker packer(contraction, schedule, parameter);
    for (ColumnRun &columns : schedule.columns)
      columns.parameters.push_back(packer.pack(builder, columns));
  }
}
