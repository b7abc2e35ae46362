//===- CalibrateOptions.cpp - The command line of quant-calibrate ---------===//

#include "CalibrateOptions.h"

#include "quantx/Calibration/RangeTable.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::tools;

static constexpr char exampleText[] = R"(
EXAMPLES:

  Statistics of 512 images, from numpy or MNIST's own format:
    quant-calibrate model.onnx --inputs images.npy -o statistics.json
    quant-calibrate model.onnx --inputs train-images.gz -o statistics.json

  Several arguments, by name or from one archive of arrays of their names:
    quant-calibrate bert.onnx --inputs ids=ids.npy mask=mask.npy -o s.json
    quant-calibrate bert.onnx --inputs batch.npz -o s.json

  Four processes, each with a quarter, by MPI or by any other means:
    mpirun -n 4 quant-calibrate model.onnx --inputs images.npy -o s.json
    for i in 0 1 2 3; do
      quant-calibrate model.onnx --inputs images.npy --shard $i/4 -o s$i.json &
    done; wait
    quant-calibrate --merge s0.json s1.json s2.json s3.json -o s.json

  Go on after Ctrl-C:
    quant-calibrate model.onnx --inputs images.npy -o s.json --resume

  Ranges to look at and edit, and for TensorRT:
    quant-calibrate --print-ranges s.json --calibrator percentile:p=99.9
    quant-calibrate --print-ranges s.json --ranges-format tensorrt -o cache
)";

CalibrateOptions::CalibrateOptions()
    : SharedOptions(/*defaultLimit=*/512),
      sharing("Several processes, or several runs"),
      files("Statistics that were taken before"),
      output("o", cl::cat(category), cl::value_desc("FILE"),
             cl::desc("The file to write")),
      verbose("v", cl::cat(category),
              cl::desc("List every tensor that needs a look")),
      rows("rows", cl::cat(category), cl::init(64), cl::value_desc("N"),
           cl::desc("Keep N rows of tensors that need them (default 64): data "
                    "of contractions and softmax, results")),
      channelHistograms("channel-histograms", cl::cat(category),
                        cl::desc("Keep a histogram of each channel, up to 130 "
                                 "KiB each")),
      movingAverage("moving-average", cl::cat(category),
                    cl::desc("Keep the range of each call, for the calibrator "
                             "moving-average")),
      shard("shard", cl::cat(sharing), cl::value_desc("I/N"),
            cl::desc("Take the share I, from 0, of N equal ones of the "
                     "samples; merging all N gives what one process gives")),
      resume("resume", cl::cat(sharing),
             cl::desc("Go on from the samples that the output file holds; the "
                      "result is that of a run without an interruption")),
      merge("merge", cl::cat(sharing),
            cl::desc("Merge statistics files, given instead of a model, into "
                     "what one run over all their samples would have written")),
      printRanges(
          "print-ranges", cl::cat(files),
          cl::desc("Print the ranges that a calibrator gives for a "
                   "statistics file, given instead of a model, or write "
                   "them to the output file")),
      calibrator("calibrator", cl::cat(files), cl::init("min-max"),
                 cl::value_desc("NAME[:KEY=VALUE]"),
                 cl::desc("What makes a range of statistics (default "
                          "min-max), such as percentile:p=99.9")),
      rangesFormat("ranges-format", cl::cat(files), cl::init("table"),
                   cl::value_desc("FORMAT"),
                   cl::desc("How ranges are printed: table (default), lines of "
                            "name, threshold, min and max; or tensorrt, a "
                            "calibration cache of TensorRT")),
      tensorRTVersion("tensorrt-version", cl::cat(files),
                      cl::init(calibration::defaultTensorRTVersion),
                      cl::value_desc("N"),
                      cl::desc("The version that the cache says it is of "
                               "(default 8601, which is 8.6.1)")),
      acceptPartial("accept-partial", cl::cat(files),
                    cl::desc("Work with statistics of an interrupted run as "
                             "they are")),
      examples(exampleText) {}
