//===- Vectors.h - Published test vectors, run ------------------*- C++ -*-===//

#ifndef QUANTX_TEST_CONFORMANCE_VECTORS_H
#define QUANTX_TEST_CONFORMANCE_VECTORS_H

#include <string>
#include <vector>

namespace quantx::test {

/// The folders with a model.onnx below `parent`, in order; none where there is
/// no such folder.
std::vector<std::string> listVectors(const std::string &parent);

/// True for the cases of quantization and conversion operators, whose results
/// are exact.
bool isExact(const std::string &folder);

/// Which inputs of a case become initializers. The published cases have none,
/// whereas models have constant parameters and weights, which are imported in
/// other ways.
enum class Known {
  /// Those that say what to do rather than being data: shapes, axes.
  Shapes,
  /// All but the first.
  Parameters,
  All
};

/// Imports, compiles and runs the case in `folder` and compares its outputs,
/// recording what differs as test failures.
void runVector(const std::string &folder, Known known = Known::Shapes);

} // namespace quantx::test

#endif // QUANTX_TEST_CONFORMANCE_VECTORS_H
