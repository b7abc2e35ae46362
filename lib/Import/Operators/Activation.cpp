//===- Activation.cpp - Activation functions ------------------------------===//

#include "../Emit.h"
#include "../OperatorTable.h"
#include "ScalarOps.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace quantx::importer {
namespace {

/// Float arithmetic on scalars of one type, to write formulas with.
struct Formula {
  OpBuilder &builder;
  Location loc;

  Value constant(Value like, double number) const {
    return arith::ConstantOp::create(
        builder, loc, builder.getFloatAttr(like.getType(), number));
  }
  Value add(Value a, Value b) const {
    return arith::AddFOp::create(builder, loc, a, b);
  }
  Value mul(Value a, Value b) const {
    return arith::MulFOp::create(builder, loc, a, b);
  }
  Value div(Value a, Value b) const {
    return arith::DivFOp::create(builder, loc, a, b);
  }
  Value add(Value a, double b) const { return add(a, constant(a, b)); }
  Value mul(Value a, double b) const { return mul(a, constant(a, b)); }
  /// a limited to [low, high].
  Value clamp(Value a, double low, double high) const {
    Value atLeast =
        arith::MaximumFOp::create(builder, loc, a, constant(a, low));
    return arith::MinimumFOp::create(builder, loc, atLeast, constant(a, high));
  }
};

using FormulaFn = llvm::function_ref<Value(const Formula &, Value)>;

} // namespace

/// Emits `formula` over the only input, which must be a float tensor.
static LogicalResult importFormula(NodeImporter &importer, FormulaFn formula) {
  const TensorValue &input = importer.getInput(0);
  if (!isFloat(input.type))
    return importer.error() << "its input must be a float tensor, but is "
                            << spellDataType(input.type);
  return importer.setResult(
      0, emitElementwise(importer, input, input.shape, input.type,
                         importer.getLoc(),
                         [&](OpBuilder &nested, Location loc, ValueRange args) {
                           return formula(Formula{nested, loc}, args[0]);
                         }));
}

static LogicalResult importSigmoid(NodeImporter &importer) {
  return importFormula(importer, [](const Formula &f, Value x) -> Value {
    Value negated = arith::NegFOp::create(f.builder, f.loc, x);
    Value exp = math::ExpOp::create(f.builder, f.loc, negated);
    return f.div(f.constant(x, 1.0), f.add(exp, 1.0));
  });
}

static LogicalResult importLeakyRelu(NodeImporter &importer) {
  float alpha = importer.getFloat("alpha", 0.01f);
  return importFormula(importer, [&](const Formula &f, Value x) -> Value {
    Value positive = arith::CmpFOp::create(
        f.builder, f.loc, arith::CmpFPredicate::OGE, x, f.constant(x, 0.0));
    return arith::SelectOp::create(f.builder, f.loc, positive, x,
                                   f.mul(x, alpha));
  });
}

static LogicalResult importHardSigmoid(NodeImporter &importer) {
  float alpha = importer.getFloat("alpha", 0.2f);
  float beta = importer.getFloat("beta", 0.5f);
  return importFormula(importer, [&](const Formula &f, Value x) {
    return f.clamp(f.add(f.mul(x, alpha), beta), 0.0, 1.0);
  });
}

static LogicalResult importHardSwish(NodeImporter &importer) {
  return importFormula(importer, [](const Formula &f, Value x) {
    return f.mul(x, f.clamp(f.add(f.mul(x, 1.0 / 6.0), 0.5), 0.0, 1.0));
  });
}

static LogicalResult importGelu(NodeImporter &importer) {
  StringRef approximate = importer.getString("approximate", "none");
  if (approximate != "none" && approximate != "tanh")
    return importer.error() << "its attribute 'approximate' is '" << approximate
                            << "', but must be 'none' or 'tanh'";
  bool tanh = approximate == "tanh";
  return importFormula(importer, [&](const Formula &f, Value x) {
    Value inner;
    if (tanh) {
      Value cube = f.mul(f.mul(x, x), x);
      // sqrt(2 / pi)
      Value scaled = f.mul(f.add(x, f.mul(cube, 0.044715)), 0.7978845608028654);
      inner = math::TanhOp::create(f.builder, f.loc, scaled);
    } else {
      // 1 / sqrt(2)
      inner =
          math::ErfOp::create(f.builder, f.loc, f.mul(x, 0.7071067811865476));
    }
    return f.mul(f.mul(x, 0.5), f.add(inner, 1.0));
  });
}

static LogicalResult importRelu(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  Value zero = emitScalar(importer, input.type, 0, importer.getLoc("zero"));
  return importer.setResult(
      0, emitElementwise(
             importer, input, input.shape, input.type, importer.getLoc(),
             [&](OpBuilder &nested, Location loc, ValueRange args) {
               return MaxScalar::emit(nested, loc, input.type, {args[0], zero});
             }));
}

//===----------------------------------------------------------------------===//
// Clip
//===----------------------------------------------------------------------===//

/// The bound of a Clip as a tensor of rank 0; nullopt when there is none.
static FailureOr<std::optional<TensorValue>>
getBound(NodeImporter &importer, unsigned index, StringRef name) {
  if (failed(importer.checkForm(index, name, 11)))
    return failure();
  DataType type = importer.getInput(0).type;
  if (const Attribute *attribute = importer.getAttr(name)) {
    if (type != DataType::Float)
      return importer.error() << "its input must be float before opset 12, but "
                                 "is "
                              << spellDataType(type);
    return std::optional(makeConstant<float>(type, {}, {attribute->floatValue},
                                             importer.getContext()));
  }
  if (!importer.hasInput(index))
    return std::optional<TensorValue>();
  const TensorValue &bound = importer.getInput(index);
  bool scalar = llvm::all_of(
      bound.shape, [](OpFoldResult extent) { return getStatic(extent) == 1; });
  if (bound.type != type || !scalar)
    return importer.error()
           << "its bound '" << name << "' must be one " << spellDataType(type)
           << ", but is " << bound.getTensorType(importer.getContext());
  return std::optional(
      emitReshape(importer, bound, {}, importer.getLoc("bound")));
}

static LogicalResult importClip(NodeImporter &importer) {
  const TensorValue &input = importer.getInput(0);
  FailureOr<std::optional<TensorValue>> low = getBound(importer, 1, "min");
  if (failed(low))
    return failure();
  FailureOr<std::optional<TensorValue>> high = getBound(importer, 2, "max");
  if (failed(high))
    return failure();
  SmallVector<TensorValue> operands = {input};
  for (const std::optional<TensorValue> &bound : {*low, *high})
    if (bound)
      operands.push_back(*bound);
  return importer.setResult(
      0, emitElementwise(importer, operands, input.shape, input.type,
                         importer.getLoc(),
                         [&](OpBuilder &nested, Location loc, ValueRange args) {
                           // The upper bound comes last: it wins where the two
                           // cross.
                           Value result = args[0];
                           if (*low)
                             result = MaxScalar::emit(nested, loc, input.type,
                                                      {result, args[1]});
                           if (*high)
                             result = MinScalar::emit(nested, loc, input.type,
                                                      {result, args.back()});
                           return result;
                         }));
}

void addActivationOperators(OperatorTable &table) {
  table.add({{"Relu", 1, 1, 1, "", importRelu},
             {"Sigmoid", 1, 1, 1, "", importSigmoid},
             {"LeakyRelu", 1, 1, 1, "alpha:f", importLeakyRelu},
             {"HardSigmoid", 1, 1, 1, "alpha:f beta:f", importHardSigmoid},
             {"HardSwish", 1, 1, 1, "", importHardSwish},
             {"Gelu", 1, 1, 1, "approximate:s", importGelu},
             {"Clip", 1, 3, 1, "min:f max:f", importClip}});
}

} // namespace quantx::importer
