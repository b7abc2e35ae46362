//===- GraphImporter.cpp - A checked model to a module --------------------===//

#include "GraphImporter.h"

#include "OperatorTable.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace quantx::importer {

/// Removes what was built on the way and is used by nothing: extents of tensors
/// that turned out not to be needed, nodes whose results nobody reads.
static void eraseDeadOps(func::FuncOp function) {
  for (Operation &op :
       llvm::make_early_inc_range(llvm::reverse(function.front())))
    if (isOpTriviallyDead(&op))
      op.erase();
}

LogicalResult GraphImporter::import(ModuleOp module) {
  if (failed(checkOperators()) || failed(fixBatchSize()))
    return failure();
  func::FuncOp function = createFunction(module);
  bindArguments(function);
  bindInitializers();
  if (failed(importNodes()) || failed(createReturn(function)))
    return failure();
  eraseDeadOps(function);
  return success();
}

/// Names every operator that cannot be imported in one error, so that a user
/// learns at once what a model needs.
LogicalResult GraphImporter::checkOperators() {
  SmallVector<const Node *> unsupported;
  for (const Node &node : model.nodes)
    if (!OperatorTable::get().lookup(node.domain, node.op))
      unsupported.push_back(&node);
  auto describe = [&](Diagnostic &diag, const Node &node) {
    diag << "node '" << node.name << "' uses operator " << node.op
         << " (domain " << node.domain << ", opset "
         << model.opsets.lookup(node.domain) << ")";
  };
  if (!unsupported.empty()) {
    InFlightDiagnostic diag = error();
    describe(*diag.getUnderlyingDiagnostic(), *unsupported.front());
    diag << ", which is not supported";
    if (unsupported.size() > 1)
      diag << "; so are " << unsupported.size() - 1 << " other nodes";
    for (const Node *node : ArrayRef(unsupported).drop_front())
      describe(diag.attachNote(), *node);
    return diag;
  }
  if (model.nodes.empty())
    return success();
  auto opset = model.opsets.find("ai.onnx");
  if (opset == model.opsets.end())
    return error() << "the model uses operators of the default domain, but "
                      "imports no version of it";
  if (opset->second < minOpset || opset->second > maxOpset)
    return error() << "the model uses opset " << opset->second << "; versions "
                   << minOpset << " to " << maxOpset
                   << " are supported, convert it with onnx.version_converter";
  return success();
}

LogicalResult GraphImporter::fixBatchSize() {
  if (!batchSize)
    return success();
  if (*batchSize < 1)
    return error() << "--batch-size must be at least 1, but is " << *batchSize;
  // What is called N in one place is N everywhere.
  llvm::StringMap<int64_t> symbols;
  bool found = false;
  for (ValueInfo &input : model.inputs) {
    if (input.shape.empty() || input.shape[0].size != Dimension::dynamic)
      continue;
    found = true;
    input.shape[0].size = *batchSize;
    if (!input.shape[0].symbol.empty())
      symbols[input.shape[0].symbol] = *batchSize;
  }
  if (!found)
    return error() << "--batch-size=" << *batchSize
                   << " was given, but no graph input has a dynamic first "
                      "dimension";
  auto substitute = [&](std::vector<ValueInfo> &infos) {
    for (ValueInfo &info : infos)
      for (Dimension &extent : info.shape)
        if (extent.size == Dimension::dynamic && symbols.count(extent.symbol))
          extent.size = symbols[extent.symbol];
  };
  substitute(model.inputs);
  substitute(model.outputs);
  return success();
}

func::FuncOp GraphImporter::createFunction(ModuleOp module) {
  MLIRContext *context = builder.getContext();
  SmallVector<Type> types;
  SmallVector<DictionaryAttr> attributes;
  for (const ValueInfo &input : model.inputs) {
    auto shape = llvm::map_to_vector(input.shape, [](const Dimension &extent) {
      return extent.size == Dimension::dynamic ? ShapedType::kDynamic
                                               : extent.size;
    });
    types.push_back(
        RankedTensorType::get(shape, getElementType(input.type, context)));
    attributes.push_back(builder.getDictionaryAttr(builder.getNamedAttr(
        "quantx.name", builder.getStringAttr(input.name))));
  }
  builder.setInsertionPointToEnd(module.getBody());
  auto function =
      func::FuncOp::create(builder, fileLoc, "main",
                           builder.getFunctionType(types, {}), {}, attributes);
  function->setAttr("quantx.graph_name",
                    builder.getStringAttr(model.graphName));
  Block *entry = function.addEntryBlock();
  for (auto [argument, input] :
       llvm::zip_equal(entry->getArguments(), model.inputs))
    argument.setLoc(NameLoc::get(builder.getStringAttr(input.name)));
  builder.setInsertionPointToStart(entry);
  return function;
}

/// The extent of dimension `dim` of an argument. One symbol is one extent,
/// wherever it stands, as ONNX defines it; the caller is held to that.
OpFoldResult GraphImporter::bindExtent(BlockArgument argument,
                                       const ValueInfo &input, size_t dim) {
  const Dimension &extent = input.shape[dim];
  if (extent.size != Dimension::dynamic)
    return builder.getIndexAttr(extent.size);
  Location loc = NameLoc::get(builder.getStringAttr(input.name),
                              NameLoc::get(builder.getStringAttr("shape")));
  state.math.setLoc(loc);
  Value index = state.math.materialize(builder.getIndexAttr(dim));
  Value own = tensor::DimOp::create(builder, loc, argument, index);
  Value &common = extent.symbol.empty() ? own : symbols[extent.symbol];
  if (!common)
    common = own;
  if (common != own) {
    Value equal = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        own, common);
    cf::AssertOp::create(builder, loc, equal,
                         "input '" + input.name +
                             "' disagrees with another on "
                             "the extent '" +
                             extent.symbol + "'");
  }
  return state.math.assumeNonNegative(common);
}

void GraphImporter::bindArguments(func::FuncOp function) {
  for (auto [argument, input] :
       llvm::zip_equal(function.getArguments(), model.inputs)) {
    TensorValue value;
    value.type = input.type;
    value.value = argument;
    for (size_t dim = 0; dim < input.shape.size(); ++dim)
      value.shape.push_back(bindExtent(argument, input, dim));
    state.values[input.name] = std::move(value);
  }
}

void GraphImporter::bindInitializers() {
  for (TensorData &tensor : model.initializers) {
    std::string name = tensor.name;
    state.values[name] = makeConstant(std::move(tensor), builder.getContext());
  }
}

LogicalResult GraphImporter::importNodes() {
  for (const Node &node : model.nodes)
    if (failed(importNode(node)))
      return failure();
  return success();
}

LogicalResult GraphImporter::checkInputs(const NodeImporter &importer) {
  const Node &node = importer.getNode();
  for (const std::string &input : node.inputs) {
    if (input.empty() || state.values.contains(input))
      continue;
    bool later = llvm::any_of(model.nodes, [&](const Node &other) {
      return llvm::is_contained(other.outputs, input);
    });
    if (later)
      return importer.error()
             << "its input '" << input
             << "' is computed only later; the nodes are not in topological "
                "order or form a cycle";
    return importer.error() << "its input '" << input
                            << "' is neither a graph input, nor an "
                               "initializer, nor computed by a node";
  }
  return success();
}

LogicalResult GraphImporter::importNode(const Node &node) {
  const OperatorSpec &spec = *OperatorTable::get().lookup(node.domain, node.op);
  NodeImporter importer(state, node, model.opsets.lookup(node.domain));
  if (failed(checkAgainstSpec(importer, spec)) ||
      failed(checkInputs(importer)) || failed(checkInputTypes(importer, spec)))
    return failure();
  bool allKnown = llvm::all_of(node.inputs, [&](const std::string &input) {
    return input.empty() || state.values.find(input)->second.known;
  });
  if (spec.evaluate && allKnown) {
    FailureOr<bool> evaluated = spec.evaluate(importer);
    if (failed(evaluated))
      return failure();
    if (*evaluated)
      return success();
  }
  if (!spec.import)
    return importer.error() << "its inputs must be known while importing";
  return spec.import(importer);
}

LogicalResult GraphImporter::checkOutput(const ValueInfo &info,
                                         const TensorValue &value) {
  if (info.type != value.type)
    return error() << "graph output '" << info.name << "' is declared as "
                   << spellDataType(info.type) << ", but the graph computes "
                   << spellDataType(value.type);
  if (!info.hasShape)
    return success();
  bool matches = info.shape.size() == value.shape.size();
  for (size_t i = 0; matches && i < info.shape.size(); ++i) {
    int64_t computed = value.getStaticDim(i), declared = info.shape[i].size;
    matches = declared == Dimension::dynamic ||
              ShapedType::isDynamic(computed) || computed == declared;
  }
  if (matches)
    return success();
  std::string declared = llvm::join(
      llvm::map_range(info.shape,
                      [](const Dimension &extent) {
                        if (extent.size != Dimension::dynamic)
                          return std::to_string(extent.size);
                        return extent.symbol.empty() ? "?" : extent.symbol;
                      }),
      "x");
  return error() << "graph output '" << info.name << "' is declared with shape "
                 << declared << ", but the graph computes "
                 << value.getTensorType(builder.getContext());
}

LogicalResult GraphImporter::createReturn(func::FuncOp function) {
  SmallVector<Value> results;
  for (const ValueInfo &output : model.outputs) {
    const TensorValue &value = state.values.find(output.name)->second;
    if (failed(checkOutput(output, value)))
      return failure();
    // A node of its own: an output that is known is materialized here.
    Node node;
    node.name = output.name;
    node.outputs = {output.name};
    results.push_back(NodeImporter(state, node, 0).materialize(value));
  }
  func::ReturnOp::create(builder, fileLoc, results);
  function.setFunctionType(builder.getFunctionType(
      function.getArgumentTypes(), TypeRange(ValueRange(results))));
  for (auto [index, output] : llvm::enumerate(model.outputs))
    function.setResultAttr(index, "quantx.name",
                           builder.getStringAttr(output.name));
  return success();
}

} // namespace quantx::importer
