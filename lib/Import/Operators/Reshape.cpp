//===- Reshape.cpp - Operators that only change the shape -----------------===//

#include "../Emit.h"
#include "../OperatorTable.h"

using namespace mlir;

namespace quantx::importer {

static LogicalResult importFlatten(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  int64_t axis = importer.getInt("axis", 1), rank = input.getRank();
  // Unlike elsewhere, axis may be one past the last dimension.
  if (axis < -rank || axis > rank)
    return importer.error()
           << "axis " << axis << " is outside a rank-" << rank << " tensor";
  if (axis < 0)
    axis += rank;
  ArrayRef<OpFoldResult> extents = input.shape;
  ShapeMath &math = importer.getMath();
  Shape shape = {math.product(extents.take_front(axis)),
                 math.product(extents.drop_front(axis))};
  return importer.setResult(
      0, emitReshape(importer, input, shape, importer.getLoc()));
}

void addReshapeOperators(OperatorTable &table) {
  table.add({{"Flatten", 1, 1, 1, "axis:i", importFlatten}});
}

} // namespace quantx::importer
