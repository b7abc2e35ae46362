//===- Window.h - Sliding windows of convolutions and pools -----*- C++ -*-===//

#ifndef QUANTX_LIB_IMPORT_WINDOW_H
#define QUANTX_LIB_IMPORT_WINDOW_H

#include "NodeImporter.h"

namespace quantx::importer {

/// How a window moves over the spatial dimensions of an N x C x ... tensor.
struct Window {
  llvm::SmallVector<int64_t> kernel;
  llvm::SmallVector<int64_t> strides;
  llvm::SmallVector<int64_t> dilations;
  /// Padding as the node states it, for each spatial dimension.
  Shape padLow;
  Shape padHigh;
  /// Elements past padHigh that the last window of a ceil_mode pool covers.
  Shape overhang;
  /// Spatial extents of the result.
  Shape result;

  int64_t getRank() const { return static_cast<int64_t>(kernel.size()); }
  /// Elements from the first to past the last tap of the window.
  int64_t getReach(int64_t dim) const {
    return (kernel[dim] - 1) * dilations[dim] + 1;
  }
};

/// Reads strides, dilations, pads, auto_pad and ceil_mode of a Conv or pool
/// over `spatial` input extents and checks them; `kernel` is known already.
mlir::FailureOr<Window> readWindow(NodeImporter &importer,
                                   llvm::ArrayRef<mlir::OpFoldResult> spatial,
                                   llvm::ArrayRef<int64_t> kernel);

/// Checks that the list attribute `name` has one entry in [minimum, 2^31) for
/// each of `rank` dimensions; all entries are `defaultValue` when it is absent.
mlir::FailureOr<llvm::SmallVector<int64_t>>
readExtentList(NodeImporter &importer, llvm::StringRef name, int64_t rank,
               int64_t minimum, int64_t defaultValue);

/// `spatial` with a zero in front for batch and channel each.
Shape withBatchAndChannel(NodeImporter &importer,
                          llvm::ArrayRef<mlir::OpFoldResult> spatial);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_WINDOW_H
