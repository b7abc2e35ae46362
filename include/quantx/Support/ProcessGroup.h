//===- ProcessGroup.h - Processes that work together ------------*- C++ -*-===//
//
// What a tool needs of MPI, behind an interface: everything but one source file
// builds and runs without it.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_SUPPORT_PROCESSGROUP_H
#define QUANTX_SUPPORT_PROCESSGROUP_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <string>

namespace quantx {

/// The processes that one launcher (mpirun, srun) started. Every process calls
/// the functions that wait for others in the same order.
class ProcessGroup {
public:
  /// Joins the group that a launcher of MPI started this process for; without
  /// one it is a group of one, at no cost. Fails where a launcher started
  /// several and they cannot find each other.
  static llvm::Expected<std::unique_ptr<ProcessGroup>> join();

  /// A group of one, whatever started this process.
  static std::unique_ptr<ProcessGroup> stayAlone();

  /// Leaves the group; waits for the others to do so.
  virtual ~ProcessGroup() = default;

  /// The place of this process, from 0.
  unsigned getRank() const { return rank; }
  unsigned getSize() const { return size; }
  bool isFirst() const { return rank == 0; }

  /// Waits for all. Returns success where every process gives it, otherwise the
  /// error of the first process that does not, on every process.
  llvm::Error agree(llvm::Error error);

  /// Waits for all; the largest `value` that a process gives.
  virtual int computeMax(int value) { return value; }

  /// Tells the others that there is no point in going on, before `agree`.
  virtual void requestStop() {}
  /// Whether another process did so. Cheap.
  virtual bool isStopRequested() { return false; }

  /// Brings what all processes have to the first one, in the order of their
  /// ranks, along a tree: `write` gives what this process has now, `merge` adds
  /// what the processes after it have. Errors of `merge` end it on this process
  /// only; `agree` tells the others.
  llvm::Error gather(llvm::function_ref<std::string()> write,
                     llvm::function_ref<llvm::Error(llvm::StringRef)> merge);

protected:
  ProcessGroup(unsigned rank, unsigned size) : rank(rank), size(size) {}

  virtual void send(unsigned receiver, llvm::StringRef bytes) {}
  virtual std::string receive(unsigned sender) { return {}; }
  /// `bytes` of the process `sender`, on every process.
  virtual std::string broadcast(unsigned sender, std::string bytes) {
    return bytes;
  }

private:
  unsigned rank;
  unsigned size;
};

/// How many processes a launcher of MPI says that it started with this one, by
/// the environment; 1 where there is none, 0 where it does not say.
unsigned getLauncherSize();

/// What `join` of a build with MPI calls.
llvm::Expected<std::unique_ptr<ProcessGroup>> joinMPI();

} // namespace quantx

#endif // QUANTX_SUPPORT_PROCESSGROUP_H
