//===- ProcessGroup.cpp - Processes that work together --------------------===//

#include "quantx/Support/ProcessGroup.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <optional>

using namespace llvm;
using namespace quantx;

namespace {
/// A process on its own.
class SingleProcess : public ProcessGroup {
public:
  SingleProcess() : ProcessGroup(/*rank=*/0, /*size=*/1) {}
};
} // namespace

static std::optional<unsigned> readCount(const char *variable) {
  const char *text = std::getenv(variable);
  unsigned count = 0;
  if (text && !StringRef(text).getAsInteger(10, count))
    return count;
  return std::nullopt;
}

unsigned quantx::getLauncherSize() {
  // Open MPI; the process managers of MPICH and its relatives, srun among them.
  for (const char *variable : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"})
    if (std::optional<unsigned> size = readCount(variable))
      return *size;
  // PMIx, which srun can speak, tells the rank only.
  if (std::getenv("PMIX_RANK"))
    return readCount("SLURM_STEP_NUM_TASKS").value_or(0);
  return 1;
}

std::unique_ptr<ProcessGroup> ProcessGroup::stayAlone() {
  return std::make_unique<SingleProcess>();
}

Expected<std::unique_ptr<ProcessGroup>> ProcessGroup::join() {
  unsigned started = getLauncherSize();
  // An MPI that does not know its launcher may refuse to start at all, and is
  // not needed here: a job array starts single processes by srun.
  if (started == 1)
    return stayAlone();
#ifdef QUANTX_HAS_MPI
  auto group = joinMPI();
  if (!group || (*group)->getSize() >= started)
    return group;
  return createStringError(
      "the launcher started " + Twine(started) + " processes, but MPI sees " +
      Twine((*group)->getSize()) +
      ": the launcher is not that of the MPI this tool was built with; use "
      "that one, or --shard");
#else
  return createStringError(
      "a launcher of MPI started several processes, but this tool was built "
      "without MPI (QUANTX_ENABLE_MPI); use --shard I/N and --merge");
#endif
}

Error ProcessGroup::agree(Error error) {
  auto none = std::numeric_limits<int>::max();
  int first = -computeMax(-(error ? static_cast<int>(rank) : none));
  if (first == none)
    return error;
  if (size == 1)
    return error;
  bool mine = first == static_cast<int>(rank);
  std::string text = toString(std::move(error));
  text = broadcast(first, mine ? text : std::string());
  return createStringError("process " + Twine(first) + " of " + Twine(size) +
                           ": " + text);
}

Error ProcessGroup::gather(function_ref<std::string()> write,
                           function_ref<Error(StringRef)> merge) {
  Error error = Error::success();
  // Before step s, the process r, a multiple of s, has what r to r + s - 1 had.
  for (unsigned step = 1; step < size; step *= 2) {
    if (rank % (2 * step) != 0) {
      send(rank - step, error ? std::string() : write());
      break;
    }
    if (step >= size - rank)
      continue;
    std::string bytes = receive(rank + step);
    // An empty message comes from a process with an error of its own.
    if (!error && !bytes.empty())
      error = merge(bytes);
  }
  return error;
}
