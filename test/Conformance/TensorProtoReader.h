//===- TensorProtoReader.h - Data of published test vectors -----*- C++ -*-===//

#ifndef QUANTX_TEST_CONFORMANCE_TENSORPROTOREADER_H
#define QUANTX_TEST_CONFORMANCE_TENSORPROTOREADER_H

#include "quantx/ExecutionEngine/HostTensor.h"

namespace onnx {
class TensorProto;
} // namespace onnx

namespace quantx::test {

/// The elements of `proto`, raw or in its typed field. Written apart from the
/// importer's reader, so that a mistake about packed elements cannot be made in
/// the data and the expectation alike. Records a test failure for types that no
/// vector has.
HostTensor readTensorProto(const onnx::TensorProto &proto);

} // namespace quantx::test

#endif // QUANTX_TEST_CONFORMANCE_TENSORPROTOREADER_H
