//===- ExplainPlan.cpp - What was decided, and why ------------------------===//

#include "ExplainPlan.h"

#include "quantx/Analysis/ValueNaming.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

#include <array>

using namespace mlir;
using namespace quantx;

namespace {
/// Rows of text in columns as wide as their longest entry.
class Table {
public:
  using Row = std::array<std::string, 6>;

  void add(Row row) {
    for (auto [width, cell] : llvm::zip_equal(widths, row))
      width = std::max(width, cell.size());
    rows.push_back(std::move(row));
  }

  void print(llvm::raw_ostream &os) const {
    for (const Row &row : rows) {
      for (size_t column = 0; column + 1 < row.size(); ++column)
        os << llvm::left_justify(row[column], widths[column] + 2);
      os << row.back() << '\n';
    }
  }

private:
  std::array<size_t, 6> widths = {};
  std::vector<Row> rows;
};
} // namespace

static std::string print(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

static std::string print(double number) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%g", number);
  return text;
}

/// Storage, scale, zero point and range; of parameters per axis, how many there
/// are and the first of them.
static void addParams(Table &table, std::string name, ParamsAttr params,
                      std::string why) {
  std::string storage = print(params.getStorageType());
  if (!params.isPerTensor())
    storage = llvm::formatv("{0} x {1}", storage, params.getScales().size());
  Interval range = getRepresented(params);
  table.add({std::move(name), storage, print(params.getScaleAt(0)),
             std::to_string(params.getZeroPointAt(0)),
             "[" + print(range.min) + ", " + print(range.max) + "]",
             std::move(why)});
}

void quantx::explainPlan(const QDQPlan &plan, const RangeSources &sources,
                         llvm::raw_ostream &os) {
  Table table;
  table.add({"value", "storage", "scale", "zero point", "represents", "why"});
  for (const auto &[value, point] : plan.getPoints()) {
    std::string name = describeValue(value);
    std::string source = sources.lookup(value);
    if (!source.empty())
      source = ", which " + source + " gave";
    addParams(table, name, point.params, "they " + point.why + source);
    if (point.narrowParams)
      addParams(table, name, point.narrowParams,
                "for readers that need no more bits");
  }
  for (const ConstantPoint &point : plan.getConstants())
    addParams(table, describeValue(point.operand->get()), point.params,
              "its own numbers, as operand of " +
                  describeValue(point.operand->getOwner()->getResult(0)));
  for (const auto &[op, reason] : plan.getFloatOps())
    table.add({describeValue(op->getResult(0)), "float", "", "", "",
               "is computed in float " + reason});
  for (const PlanRemark &remark : plan.getRemarks())
    if (remark.name == "LeftFloat")
      table.add(
          {describeValue(remark.value), "float", "", "", "", remark.reason});
  table.print(os);
}
