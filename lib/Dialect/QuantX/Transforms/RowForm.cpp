//===- RowForm.cpp - Softmax and normalizations in integers ---------------===//

#include "IntegerForm.h"

using namespace mlir;
using namespace quantx;

FailureOr<IntegerForm> quantx::matchRow(OpResult head, const RowFlow &,
                                        const Epilogue &, Refusal &refusal) {
  return refusal(head.getOwner(), "has no integer form yet");
}
