//===- Registration.cpp - The importer as translations --------------------===//

#include "ModelReader.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "quantx/Import/ImportONNX.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;
using namespace quantx;

namespace {

/// Options of the translations; they exist once registration has run.
struct ImportOptions {
  llvm::cl::opt<int64_t> batchSize{
      "batch-size",
      llvm::cl::desc("Rows of every input whose first dimension is dynamic"),
      llvm::cl::value_desc("N"), llvm::cl::init(0)};
};

/// Prints the importer's errors as "file: error: ...". A binary file has no
/// lines, so the usual file:line:column would only mislead.
class FileDiagnosticPrinter : public ScopedDiagnosticHandler {
public:
  explicit FileDiagnosticPrinter(MLIRContext *context)
      : ScopedDiagnosticHandler(context) {
    setHandler([](Diagnostic &diagnostic) {
      auto file = diagnostic.getLocation()->findInstanceOf<FileLineColLoc>();
      // Others, from the verifier for example, keep their usual form.
      if (!file || file.getLine() != 0)
        return failure();
      print(diagnostic, file.getFilename());
      for (Diagnostic &note : diagnostic.getNotes())
        print(note, file.getFilename());
      return success();
    });
  }

private:
  static void print(const Diagnostic &diagnostic, StringRef file) {
    llvm::raw_ostream &os = llvm::errs();
    os << file << ": ";
    switch (diagnostic.getSeverity()) {
    case DiagnosticSeverity::Error:
      llvm::WithColor::error(os);
      break;
    case DiagnosticSeverity::Warning:
      llvm::WithColor::warning(os);
      break;
    default:
      llvm::WithColor::note(os);
      break;
    }
    // Names come from the file, and a damaged one may hold anything.
    for (char c : diagnostic.str())
      if (llvm::isPrint(c) || static_cast<unsigned char>(c) >= 0x80)
        os << c;
      else
        os << "\\" << llvm::hexdigit(c >> 4) << llvm::hexdigit(c & 15);
    os << "\n";
  }
};

} // namespace

static llvm::MemoryBufferRef getInput(llvm::SourceMgr &sources) {
  return *sources.getMemoryBuffer(sources.getMainFileID());
}

static LogicalResult translateONNX(ONNXFormat format, ImportOptions &options,
                                   llvm::SourceMgr &sources,
                                   llvm::raw_ostream &output,
                                   MLIRContext *context) {
  FileDiagnosticPrinter printer(context);
  ImportONNXOptions importOptions;
  importOptions.format = format;
  if (options.batchSize.getNumOccurrences() != 0)
    importOptions.batchSize = options.batchSize;
  OwningOpRef<ModuleOp> module =
      importONNX(getInput(sources), importOptions, context);
  if (!module)
    return failure();
  // Values are named by their locations, so locations are always printed.
  module->print(output, OpPrintingFlags().enableDebugInfo());
  return success();
}

void quantx::registerImportTranslations() {
  static ImportOptions options;
  using Sources = const std::shared_ptr<llvm::SourceMgr> &;
  TranslateRegistration binary(
      "import-onnx", "Import an ONNX model as linalg on tensors",
      [](Sources sources, llvm::raw_ostream &output, MLIRContext *context) {
        return translateONNX(ONNXFormat::Binary, options, *sources, output,
                             context);
      });
  TranslateRegistration text(
      "import-onnx-text", "Import a model in ONNX's textual syntax",
      [](Sources sources, llvm::raw_ostream &output, MLIRContext *context) {
        return translateONNX(ONNXFormat::Text, options, *sources, output,
                             context);
      });
  TranslateRegistration convert(
      "onnx-text-to-binary",
      "Serialize a model in ONNX's textual syntax as a .onnx file",
      [](Sources sources, llvm::raw_ostream &output, MLIRContext *context) {
        FileDiagnosticPrinter printer(context);
        llvm::MemoryBufferRef buffer = getInput(*sources);
        return importer::convertTextToBinary(
            buffer,
            FileLineColLoc::get(context, buffer.getBufferIdentifier(), 0, 0),
            output);
      });
}
