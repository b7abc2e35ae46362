//===- MPIProcessGroup.cpp - Processes that MPI started -------------------===//
//
// The only source file that knows MPI. An error in MPI itself ends all
// processes, as is MPI's default.
//
//===----------------------------------------------------------------------===//

#include "quantx/Support/ProcessGroup.h"

#include <algorithm>

// The C interface is all that is needed.
#define OMPI_SKIP_MPICXX
#define MPICH_SKIP_MPICXX
#include <mpi.h>

using namespace llvm;
using namespace quantx;

namespace {

enum Tag : int { SizeTag, BytesTag, StopTag };

class MPIProcessGroup : public ProcessGroup {
public:
  MPIProcessGroup(unsigned rank, unsigned size) : ProcessGroup(rank, size) {}
  ~MPIProcessGroup() override;

  int computeMax(int value) override;
  void requestStop() override;
  bool isStopRequested() override;

protected:
  void send(unsigned receiver, StringRef bytes) override;
  std::string receive(unsigned sender) override;
  std::string broadcast(unsigned sender, std::string bytes) override;

private:
  bool stopSent = false;
};

/// Calls `transfer` with the parts of `size` bytes: MPI counts in int.
void forEachPart(size_t size, function_ref<void(size_t, int)> transfer) {
  constexpr size_t partSize = size_t(1) << 30;
  for (size_t offset = 0; offset < size; offset += partSize)
    transfer(offset, static_cast<int>(std::min(partSize, size - offset)));
}

} // namespace

MPIProcessGroup::~MPIProcessGroup() {
  // Requests to stop that came too late to be heard.
  int total = 0, mine = stopSent;
  MPI_Allreduce(&mine, &total, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  for (total -= mine; total > 0; --total)
    MPI_Recv(nullptr, 0, MPI_BYTE, MPI_ANY_SOURCE, StopTag, MPI_COMM_WORLD,
             MPI_STATUS_IGNORE);
  MPI_Finalize();
}

int MPIProcessGroup::computeMax(int value) {
  int largest = 0;
  MPI_Allreduce(&value, &largest, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  return largest;
}

void MPIProcessGroup::requestStop() {
  if (stopSent)
    return;
  stopSent = true;
  // Empty messages need no buffer, so that sending them does not wait.
  for (unsigned other = 0; other < getSize(); ++other)
    if (other != getRank())
      MPI_Send(nullptr, 0, MPI_BYTE, other, StopTag, MPI_COMM_WORLD);
}

bool MPIProcessGroup::isStopRequested() {
  int found = 0;
  MPI_Iprobe(MPI_ANY_SOURCE, StopTag, MPI_COMM_WORLD, &found,
             MPI_STATUS_IGNORE);
  return found;
}

void MPIProcessGroup::send(unsigned receiver, StringRef bytes) {
  uint64_t size = bytes.size();
  MPI_Send(&size, 1, MPI_UINT64_T, receiver, SizeTag, MPI_COMM_WORLD);
  forEachPart(size, [&](size_t offset, int count) {
    MPI_Send(bytes.data() + offset, count, MPI_BYTE, receiver, BytesTag,
             MPI_COMM_WORLD);
  });
}

std::string MPIProcessGroup::receive(unsigned sender) {
  uint64_t size = 0;
  MPI_Recv(&size, 1, MPI_UINT64_T, sender, SizeTag, MPI_COMM_WORLD,
           MPI_STATUS_IGNORE);
  std::string bytes(size, '\0');
  forEachPart(size, [&](size_t offset, int count) {
    MPI_Recv(bytes.data() + offset, count, MPI_BYTE, sender, BytesTag,
             MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  });
  return bytes;
}

std::string MPIProcessGroup::broadcast(unsigned sender, std::string bytes) {
  uint64_t size = bytes.size();
  auto root = static_cast<int>(sender);
  MPI_Bcast(&size, 1, MPI_UINT64_T, root, MPI_COMM_WORLD);
  bytes.resize(size);
  forEachPart(size, [&](size_t offset, int count) {
    MPI_Bcast(bytes.data() + offset, count, MPI_BYTE, root, MPI_COMM_WORLD);
  });
  return bytes;
}

Expected<std::unique_ptr<ProcessGroup>> quantx::joinMPI() {
  MPI_Init(nullptr, nullptr);
  int rank = 0, size = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  return std::make_unique<MPIProcessGroup>(rank, size);
}
