//===- GraphImporter.h - A checked model to a module ------------*- C++ -*-===//

#ifndef QUANTX_LIB_IMPORT_GRAPHIMPORTER_H
#define QUANTX_LIB_IMPORT_GRAPHIMPORTER_H

#include "NodeImporter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace quantx::importer {

/// Builds `func.func @main` from a model, node by node in file order.
class GraphImporter {
public:
  GraphImporter(Model &model, std::optional<int64_t> batchSize,
                mlir::OpBuilder &builder, mlir::Location fileLoc)
      : model(model), batchSize(batchSize), builder(builder), fileLoc(fileLoc),
        state(builder, fileLoc) {}

  /// Appends the function to `module`; emits one error on failure.
  mlir::LogicalResult import(mlir::ModuleOp module);

private:
  mlir::InFlightDiagnostic error() { return mlir::emitError(fileLoc); }
  mlir::LogicalResult checkOperators();
  mlir::LogicalResult fixBatchSize();
  mlir::func::FuncOp createFunction(mlir::ModuleOp module);
  void bindArguments(mlir::func::FuncOp function);
  mlir::OpFoldResult bindExtent(mlir::BlockArgument argument,
                                const ValueInfo &input, size_t dim);
  void bindInitializers();
  mlir::LogicalResult importNodes();
  mlir::LogicalResult importNode(const Node &node);
  mlir::LogicalResult checkInputs(const NodeImporter &importer);
  mlir::LogicalResult checkOutput(const ValueInfo &info,
                                  const TensorValue &value);
  mlir::LogicalResult createReturn(mlir::func::FuncOp function);

  Model &model;
  std::optional<int64_t> batchSize;
  mlir::OpBuilder &builder;
  mlir::Location fileLoc;
  ImportState state;
  /// The extent each symbol of the model stands for.
  llvm::StringMap<mlir::Value> symbols;
};

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_GRAPHIMPORTER_H
