//===- ProcessGroupTests.cpp - Processes that work together -----*- C++ -*-===//
//
// Threads stand for processes: the order of what is gathered, and the end of
// all by the error of one, do not depend on MPI.
//
//===----------------------------------------------------------------------===//

#include "quantx/Support/ProcessGroup.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

using namespace llvm;
using namespace quantx;

namespace {

/// What the threads share: messages from one to another.
class Mail {
public:
  void put(unsigned from, unsigned to, std::string text) {
    std::scoped_lock lock(mutex);
    boxes[{from, to}].push(std::move(text));
    arrived.notify_all();
  }
  std::string take(unsigned from, unsigned to) {
    std::unique_lock lock(mutex);
    auto &box = boxes[{from, to}];
    arrived.wait(lock, [&] { return !box.empty(); });
    std::string text = std::move(box.front());
    box.pop();
    return text;
  }

private:
  std::mutex mutex;
  std::condition_variable arrived;
  std::map<std::pair<unsigned, unsigned>, std::queue<std::string>> boxes;
};

class ThreadGroup : public ProcessGroup {
public:
  ThreadGroup(unsigned rank, unsigned size, Mail &mail)
      : ProcessGroup(rank, size), mail(mail) {}

  int computeMax(int value) override {
    for (unsigned to = 0; to < getSize(); ++to)
      mail.put(getRank(), to, std::to_string(value));
    for (unsigned from = 0; from < getSize(); ++from)
      value = std::max(value, std::stoi(mail.take(from, getRank())));
    return value;
  }

protected:
  void send(unsigned receiver, StringRef bytes) override {
    mail.put(getRank(), receiver, bytes.str());
  }
  std::string receive(unsigned sender) override {
    return mail.take(sender, getRank());
  }
  std::string broadcast(unsigned sender, std::string bytes) override {
    if (sender == getRank())
      for (unsigned to = 0; to < getSize(); ++to)
        mail.put(sender, to, bytes);
    return mail.take(sender, getRank());
  }

private:
  Mail &mail;
};

template <typename Body>
void runGroup(unsigned size, const Body &body) {
  Mail mail;
  std::vector<std::thread> threads;
  for (unsigned rank = 0; rank < size; ++rank)
    threads.emplace_back([&mail, &body, rank, size] {
      ThreadGroup group(rank, size, mail);
      body(group);
    });
  for (std::thread &thread : threads)
    thread.join();
}

TEST(ProcessGroup, GathersInTheOrderOfRanks) {
  for (unsigned size = 1; size <= 17; ++size) {
    std::string expected, first;
    for (unsigned rank = 0; rank < size; ++rank)
      expected += std::to_string(rank) + " ";
    runGroup(size, [&](ProcessGroup &group) {
      std::string mine = std::to_string(group.getRank()) + " ";
      Error error = group.gather([&] { return mine; },
                                 [&](StringRef after) -> Error {
                                   mine += after;
                                   return Error::success();
                                 });
      EXPECT_FALSE(bool(error));
      if (group.isFirst())
        first = mine;
    });
    EXPECT_EQ(first, expected);
  }
}

TEST(ProcessGroup, AllGetTheFirstError) {
  for (unsigned size : {2, 3, 8})
    runGroup(size, [&](ProcessGroup &group) {
      EXPECT_EQ(toString(group.agree(Error::success())), "");
      Error mine = group.isFirst()
                       ? Error::success()
                       : createStringError("e" + Twine(group.getRank()));
      EXPECT_EQ(toString(group.agree(std::move(mine))),
                "process 1 of " + std::to_string(size) + ": e1");
    });
}

TEST(ProcessGroup, AnErrorWhileMergingEndsAll) {
  runGroup(7, [](ProcessGroup &group) {
    auto merge = [&](StringRef) {
      return group.getRank() == 4 ? createStringError("no") : Error::success();
    };
    Error error = group.gather([] { return "x"; }, merge);
    EXPECT_EQ(bool(error), group.getRank() == 4);
    EXPECT_EQ(toString(group.agree(std::move(error))), "process 4 of 7: no");
  });
}

TEST(ProcessGroup, OneAloneKeepsItsErrors) {
  auto group = ProcessGroup::stayAlone();
  EXPECT_TRUE(group->isFirst());
  EXPECT_EQ(group->getSize(), 1u);
  EXPECT_EQ(toString(group->agree(createStringError("no"))), "no");
  EXPECT_EQ(toString(group->agree(Error::success())), "");
}

TEST(ProcessGroup, ReadsTheEnvironmentOfLaunchers) {
  auto sizeOf = [](std::vector<std::pair<const char *, const char *>> set) {
    for (const char *name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK",
                             "SLURM_STEP_NUM_TASKS"})
      unsetenv(name);
    for (auto [name, value] : set)
      setenv(name, value, /*overwrite=*/1);
    return getLauncherSize();
  };
  EXPECT_EQ(sizeOf({{"OMPI_COMM_WORLD_SIZE", "3"}}), 3u);
  EXPECT_EQ(sizeOf({{"PMI_SIZE", "1"}}), 1u);
  EXPECT_EQ(sizeOf({{"PMIX_RANK", "0"}}), 0u);
  EXPECT_EQ(sizeOf({{"PMIX_RANK", "0"}, {"SLURM_STEP_NUM_TASKS", "4"}}), 4u);
  // srun starts what knows nothing of MPI, too.
  EXPECT_EQ(sizeOf({{"SLURM_STEP_NUM_TASKS", "4"}}), 1u);
  EXPECT_EQ(sizeOf({}), 1u);
}

} // namespace
