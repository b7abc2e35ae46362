//===- StorageSyntax.h - What scheme and params share -----------*- C++ -*-===//
//
// Storage and granularity stand in both attributes with one syntax and one set
// of rules.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_DIALECT_QUANTX_IR_STORAGESYNTAX_H
#define QUANTX_LIB_DIALECT_QUANTX_IR_STORAGESYNTAX_H

#include "mlir/IR/DialectImplementation.h"
#include "quantx/Dialect/QuantX/IR/QuantX.h"

namespace quantx {

/// The items of a scheme while it is parsed.
struct SchemeParts {
  mlir::Type storageType;
  int64_t min = 0;
  int64_t max = 0;
  Overflow overflow = Overflow::Saturate;
  llvm::SmallVector<int64_t> axes;
  llvm::SmallVector<int64_t> blockSizes;
};

/// Parses `i8` or `i8<-127:127>`.
mlir::ParseResult parseStorage(mlir::AsmParser &parser, SchemeParts &parts);
void printStorage(mlir::AsmPrinter &printer, SchemeAttr scheme);

/// Parses what follows `keyword =` for the keywords of a scheme; none for other
/// keywords.
mlir::OptionalParseResult parseSchemeItem(mlir::AsmParser &parser,
                                          llvm::StringRef keyword,
                                          SchemeParts &parts);

/// Prints `, axes = [..], block_sizes = [..]` as far as there are any.
void printGranularity(mlir::AsmPrinter &printer, SchemeAttr scheme);
void printOverflow(mlir::AsmPrinter &printer, SchemeAttr scheme);

/// QX-P3, QX-P4, QX-P9, QX-P10 and QX-P15.
mlir::LogicalResult
verifyScheme(llvm::function_ref<mlir::InFlightDiagnostic()> emitError,
             mlir::Type storageType, int64_t min, int64_t max,
             Overflow overflow, llvm::ArrayRef<int64_t> axes,
             llvm::ArrayRef<int64_t> blockSizes);

} // namespace quantx

#endif // QUANTX_LIB_DIALECT_QUANTX_IR_STORAGESYNTAX_H
