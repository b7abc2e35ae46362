//===- quantx-fuzz-graphs.cpp - Random networks through everything --------===//
//
// Makes float networks from seeds, quantizes each as users do, and compares
// what comes out of every stage with the interpreter. A failure is reduced and
// written as a regression test.
//
//===----------------------------------------------------------------------===//

#include "ForkedTask.h"
#include "Graph.h"
#include "GraphText.h"
#include "Reducer.h"

#include "quantx/Support/ProgressBar.h"

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <poll.h>

using namespace llvm;
using namespace quantx;
using namespace quantx::fuzz;

namespace {
struct FuzzOptions {
  cl::OptionCategory category{"Options of quantx-fuzz-graphs"};
  cl::opt<uint64_t> seed{"seed", cl::cat(category), cl::init(1),
                         cl::desc("The first graph's seed; the others follow")};
  cl::opt<uint64_t> graphs{"graphs", cl::cat(category), cl::init(100),
                           cl::desc("Number of graphs")};
  cl::opt<unsigned> jobs{"jobs", cl::cat(category), cl::init(1),
                         cl::desc("Graphs at a time")};
  cl::opt<double> timeout{"timeout", cl::cat(category), cl::init(60),
                          cl::desc("Seconds for one graph")};
  cl::opt<unsigned> optLevel{"opt-level", cl::cat(category), cl::init(1),
                             cl::desc("Of the JIT")};
  cl::list<std::string> targets{
      "target", cl::cat(category),
      cl::desc("Compile for these (default: generic and host)")};
  cl::opt<std::string> module{
      "module", cl::cat(category), cl::value_desc("FILE"),
      cl::desc("Check this module, whose values have ranges")};
  cl::opt<std::string> pipeline{
      "pipeline", cl::cat(category),
      cl::desc("Options of quantx-quantize-pipeline, with --module")};
  cl::opt<bool> print{"print", cl::cat(category),
                      cl::desc("Print the module of --seed, with ranges")};
  cl::opt<int> reduce{"reduce", cl::cat(category), cl::init(3),
                      cl::desc("Failures of each kind to reduce")};
  cl::opt<std::string> directory{
      "write-failures", cl::cat(category), cl::value_desc("FOLDER"),
      cl::desc("Where regression tests of failures go")};
  cl::opt<std::string> json{"json", cl::cat(category), cl::value_desc("FILE"),
                            cl::desc("Write the counts")};
};

struct Failure {
  uint64_t seed;
  Outcome outcome;
};

class Fuzzer {
public:
  explicit Fuzzer(const FuzzOptions &options) : options(options) {}

  int checkModule();
  int printModule();
  int run();

private:
  CheckOptions getCheckOptions(StringRef pipeline, uint64_t seed) const;
  Outcome checkGraph(const Graph &graph, uint64_t seed);
  void warmUp();
  void checkAll();
  void report(const Failure &failure);
  void count(uint64_t seed, const Outcome &outcome);
  void writeRegression(const Failure &failure, const Graph &graph);
  Error writeCounts() const;

  const FuzzOptions &options;
  ModuleChecker checker;
  std::vector<Failure> failures;
  std::map<Verdict, uint64_t> counts;
  uint64_t integerOnly = 0;
  double seconds = 0;
};
} // namespace

CheckOptions Fuzzer::getCheckOptions(StringRef pipeline, uint64_t seed) const {
  CheckOptions check;
  check.pipeline = pipeline.str();
  check.seed = seed;
  check.optLevel = options.optLevel;
  if (!options.targets.empty())
    check.targets.assign(options.targets.begin(), options.targets.end());
  return check;
}

Outcome Fuzzer::checkGraph(const Graph &graph, uint64_t seed) {
  std::string annotated;
  Outcome outcome = checker.annotate(toText(graph), seed, annotated);
  return outcome.verdict == Verdict::Ok
             ? checker.check(annotated, getCheckOptions(graph.options, seed))
             : outcome;
}

int Fuzzer::checkModule() {
  auto buffer = MemoryBuffer::getFileOrSTDIN(options.module);
  if (std::error_code error = buffer.getError()) {
    errs() << "cannot read '" << options.module << "': " << error.message()
           << "\n";
    return 1;
  }
  Outcome outcome = checker.check(
      (*buffer)->getBuffer(), getCheckOptions(options.pipeline, options.seed));
  outs() << getName(outcome.verdict) << (outcome.message.empty() ? "" : ": ")
         << outcome.message << "\n";
  return outcome.verdict == Verdict::Ok ? 0 : 1;
}

int Fuzzer::printModule() {
  std::string annotated;
  Graph graph = generateGraph(options.seed);
  Outcome outcome = checker.annotate(toText(graph), options.seed, annotated);
  outs() << "// --quantx-quantize-pipeline=\"" << graph.options << "\"\n"
         << (outcome.verdict == Verdict::Ok ? annotated : toText(graph));
  return 0;
}

/// Loads dialects and builds pass managers before the processes part, so that
/// no check has to do it again. Of a graph that is known to pass.
void Fuzzer::warmUp() {
  Graph graph;
  graph.nodes.resize(2);
  graph.nodes[0].shape = {1, 2, 4, 4};
  graph.nodes[1].kind = Kind::Unary;
  graph.nodes[1].inputs = {0};
  graph.results = {1};
  inferShapes(graph);
  (void)checkGraph(graph, 0);
}

void Fuzzer::count(uint64_t seed, const Outcome &outcome) {
  ++counts[outcome.verdict];
  integerOnly += outcome.isIntegerOnly;
  if (outcome.verdict == Verdict::Ok || outcome.verdict == Verdict::Discarded)
    return;
  failures.push_back({seed, outcome});
  errs() << formatv("seed {0}: {1}: {2}\n", seed, getName(outcome.verdict),
                    StringRef(outcome.message).rtrim());
}

void Fuzzer::checkAll() {
  ProgressBar progress("checking graphs", static_cast<int64_t>(options.graphs));
  std::map<uint64_t, std::unique_ptr<ForkedTask>> tasks;
  uint64_t next = options.seed, last = options.seed + options.graphs,
           finished = 0;
  while (finished < options.graphs) {
    while (tasks.size() < std::max(options.jobs.getValue(), 1U) &&
           next < last) {
      uint64_t seed = next++;
      tasks[seed] = std::make_unique<ForkedTask>(
          [this, seed] { return checkGraph(generateGraph(seed), seed); },
          options.timeout);
    }
    std::vector<pollfd> waited;
    for (auto &[seed, task] : tasks)
      waited.push_back({task->getDescriptor(), POLLIN, 0});
    ::poll(waited.data(), waited.size(), 100);
    for (auto it = tasks.begin(); it != tasks.end();) {
      if (!it->second->poll()) {
        ++it;
        continue;
      }
      count(it->first, it->second->getOutcome());
      it = tasks.erase(it);
      progress.update(static_cast<int64_t>(++finished));
    }
  }
}

void Fuzzer::writeRegression(const Failure &failure, const Graph &graph) {
  std::string annotated;
  if (checker.annotate(toText(graph), failure.seed, annotated).verdict !=
      Verdict::Ok)
    annotated = toText(graph);
  std::string text = formatv(
      "// {0}: {1}\n// Reduced from graph {2}.\n// RUN: quantx-fuzz-graphs "
      "--module %s --seed {2} --pipeline=\"{3}\"\n\n",
      getName(failure.outcome.verdict),
      StringRef(failure.outcome.message).split('\n').first, failure.seed,
      graph.options);
  text += annotated;
  if (options.directory.empty()) {
    outs() << text << "\n";
    return;
  }
  std::string path = formatv("{0}/{1}-{2}.mlir", options.directory,
                             getName(failure.outcome.verdict), failure.seed);
  std::error_code error;
  raw_fd_ostream file(path, error);
  if (error)
    errs() << "cannot write '" << path << "': " << error.message() << "\n";
  else
    file << text;
}

void Fuzzer::report(const Failure &failure) {
  Outcome last = failure.outcome;
  auto fails = [&](const Graph &graph) {
    Outcome outcome = ForkedTask::run(
        [&] { return checkGraph(graph, failure.seed); }, options.timeout);
    bool isSame = outcome.verdict == failure.outcome.verdict;
    last = isSame ? outcome : last;
    return isSame;
  };
  Graph reduced =
      reduceGraph(generateGraph(failure.seed), fails, /*budget=*/400);
  writeRegression({failure.seed, last}, reduced);
}

Error Fuzzer::writeCounts() const {
  if (options.json.empty())
    return Error::success();
  std::error_code code;
  raw_fd_ostream file(options.json, code);
  if (code)
    return createStringError("cannot write '" + options.json +
                             "': " + code.message());
  json::OStream json(file, 2);
  json.object([&] {
    json.attribute("random_graphs", static_cast<int64_t>(options.graphs));
    json.attribute("random_mismatches", static_cast<int64_t>(failures.size()));
    json.attribute("random_integer_only", static_cast<int64_t>(integerOnly));
    json.attribute("random_seconds", seconds);
    for (auto &[verdict, number] : counts)
      json.attribute("random_" + getName(verdict).str(),
                     static_cast<int64_t>(number));
  });
  file << "\n";
  return Error::success();
}

int Fuzzer::run() {
  auto start = std::chrono::steady_clock::now();
  warmUp();
  checkAll();
  seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
          .count();
  outs() << formatv("{0} graphs in {1:f1} s, {2} of them integer-only, {3} "
                    "discarded, {4} failures\n",
                    options.graphs, seconds, integerOnly,
                    counts[Verdict::Discarded], failures.size());
  outs().flush();
  std::map<Verdict, int> reduced;
  for (const Failure &failure : failures)
    if (reduced[failure.outcome.verdict]++ < options.reduce)
      report(failure);
  if (Error error = writeCounts()) {
    errs() << toString(std::move(error)) << "\n";
    return 1;
  }
  return failures.empty() ? 0 : 1;
}

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  FuzzOptions options;
  cl::HideUnrelatedOptions(options.category);
  cl::ParseCommandLineOptions(argc, argv,
                              "Checks the compiler on random networks\n");
  Fuzzer fuzzer(options);
  if (options.print)
    return fuzzer.printModule();
  return options.module.empty() ? fuzzer.run() : fuzzer.checkModule();
}
