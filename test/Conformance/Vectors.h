//===- Vectors.h - Published test vectors, run ------------------*- C++ -*-===//

#ifndef QUANTX_TEST_CONFORMANCE_VECTORS_H
#define QUANTX_TEST_CONFORMANCE_VECTORS_H

#include <string>
#include <vector>

namespace quantx::test {

/// The folders with a model.onnx below `parent`, in order.
std::vector<std::string> listVectors(const std::string &parent);

/// Imports, compiles and runs the case in `folder` and compares its outputs,
/// recording what differs as test failures.
void runVector(const std::string &folder);

} // namespace quantx::test

#endif // QUANTX_TEST_CONFORMANCE_VECTORS_H
