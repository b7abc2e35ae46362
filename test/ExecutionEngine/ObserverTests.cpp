//===- ObserverTests.cpp - Where observed values go
//------------------------===//

#include "JitTestUtils.h"

#include "quantx/ExecutionEngine/ObserverRuntime.h"

#include <thread>

using namespace llvm;
using namespace quantx;
using namespace quantx::test;

namespace {

/// What convert-quantx-observe-to-calls makes of two observers of %x.
const char *const observing = R"(
  module attributes {quantx.observers = [{name = "x"}, {name = "again"}]} {
    func.func private @quantx_observe_f32(i64, memref<*xf32>)
        attributes {llvm.emit_c_interface}
    func.func @main(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
      %id0 = arith.constant 0 : i64
      %id1 = arith.constant 1 : i64
      %m = bufferization.to_buffer %x read_only
          : tensor<?x2xf32> to memref<?x2xf32>
      %u = memref.cast %m : memref<?x2xf32> to memref<*xf32>
      call @quantx_observe_f32(%id0, %u) : (i64, memref<*xf32>) -> ()
      %c = memref.subview %m[0, 1] [1, 1] [1, 1]
          : memref<?x2xf32> to memref<1x1xf32, strided<[2, 1], offset: 1>>
      %v = memref.cast %c : memref<1x1xf32, strided<[2, 1], offset: 1>>
          to memref<*xf32>
      call @quantx_observe_f32(%id1, %v) : (i64, memref<*xf32>) -> ()
      return %x : tensor<?x2xf32>
    }
  })";

TEST(Observer, SeesEveryValue) {
  ObserverRuntime runtime({{"x", {}}, {"again", {}}});
  JitOptions options;
  options.observers = &runtime;
  CompiledModule compiled(observing, options);
  CompiledFunction main = compiled.getMain();
  cantFail(main(HostTensor::fromValues<float>({2, 2}, {1, 2, 3, 4})));
  cantFail(main(HostTensor::fromValues<float>({1, 2}, {-5, 6})));
  auto statistics = runtime.getStatistics();
  EXPECT_EQ(statistics.at("x").getCount(), 6u);
  EXPECT_EQ(statistics.at("x").getMin(), -5);
  EXPECT_EQ(statistics.at("x").getSum().toDouble(), 11);
  // The second element of each call.
  EXPECT_EQ(statistics.at("again").getCount(), 2u);
  EXPECT_EQ(statistics.at("again").getMin(), 2);
  EXPECT_EQ(statistics.at("again").getMax(), 6);
}

TEST(Observer, ModulesReportToTheirOwnRuntime) {
  ObserverRuntime first({{"x", {}}, {"again", {}}});
  ObserverRuntime second({{"x", {}}, {"again", {}}});
  JitOptions options;
  options.observers = &first;
  CompiledModule one(observing, options);
  options.observers = &second;
  CompiledModule two(observing, options);
  cantFail(two.getMain()(HostTensor::fromValues<float>({1, 2}, {1, 2})));
  EXPECT_EQ(first.getStatistics().at("x").getCount(), 0u);
  EXPECT_EQ(second.getStatistics().at("x").getCount(), 2u);
}

TEST(Observer, MayBeCalledFromThreads) {
  ObserverRuntime runtime({{"x", {}}, {"again", {}}});
  JitOptions options;
  options.observers = &runtime;
  CompiledModule compiled(observing, options);
  CompiledFunction main = compiled.getMain();
  auto run = [&] {
    auto x = HostTensor::fromValues<float>({1, 2}, {1, 2});
    for (int i = 0; i < 500; ++i)
      cantFail(main(x));
  };
  std::thread other(run);
  run();
  other.join();
  EXPECT_EQ(runtime.getStatistics().at("x").getCount(), 2000u);
}

TEST(Observer, OfOneNameAreOne) {
  ObserverRuntime runtime({{"x", {}}, {"x", {}}});
  runtime.observe(0, {1}, {1});
  runtime.observe(1, {2, 3}, {2});
  EXPECT_EQ(runtime.getStatistics().at("x").getCount(), 3u);
}

TEST(Observer, KeepsChannelsAndRows) {
  constexpr char text[] = R"(
    module attributes {quantx.observers = [
        {axis = 1 : i64, channels = 2 : i64, name = "x", rows = 1 : i64},
        {name = "again"}]} {
    })";
  mlir::MLIRContext context;
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
  ObserverOptions observers;
  observers.rowCapacity = 3;
  observers.batchRanges = true;
  auto runtime = cantFail(ObserverRuntime::create(*module, observers));
  JitOptions options;
  options.observers = runtime.get();
  CompiledModule compiled(observing, options);
  CompiledFunction main = compiled.getMain();
  runtime->setSamples({11, 12});
  cantFail(main(HostTensor::fromValues<float>({2, 2}, {1, 2, 3, 4})));
  runtime->setSamples({13});
  cantFail(main(HostTensor::fromValues<float>({1, 2}, {-5, 6})));
  auto statistics = runtime->getStatistics();
  const calibration::TensorStatistics &x = statistics.at("x");
  const calibration::ChannelStatistics &channels = *x.getChannels();
  EXPECT_EQ(channels[0].min, -5);
  EXPECT_EQ(channels[0].max, 3);
  EXPECT_EQ(channels[1].sum.toDouble(), 12);
  EXPECT_EQ(x.getRows()->getNumSeen(), 3u);
  bool found = false;
  for (const calibration::TensorRow &row : x.getRows()->getRows())
    found |= row.hash == calibration::hashRow(13, 0) &&
             row.values == std::vector<float>{-5, 6};
  EXPECT_TRUE(found);
  EXPECT_EQ(x.getBatchRanges()->getNumBatches(), 2u);
  EXPECT_FALSE(statistics.at("again").getChannels());
  EXPECT_FALSE(statistics.at("again").getRows());
}

TEST(Observer, NeedsARuntime) {
  EXPECT_EQ(CompiledModule(observing).error,
            "the module has observers, but nothing to report to was given");
}

TEST(Observer, RuntimeNeedsObservers) {
  mlir::MLIRContext context;
  auto errorOf = [&](StringRef text) {
    auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    return toString(ObserverRuntime::create(*module).takeError());
  };
  EXPECT_NE(errorOf("module {}").find("the module has no observers"),
            std::string::npos);
  for (const char *observer :
       {"1", "\"x\"", "{}", "{name = 1}", "{name = \"x\", axis = 1 : i64}",
        "{name = \"x\", axis = -1 : i64, channels = 1 : i64}",
        "{name = \"x\", rows}"})
    EXPECT_EQ(errorOf("module attributes {quantx.observers = [" +
                      std::string(observer) + "]} {}"),
              "'quantx.observers' must hold dictionaries of 'name', 'axis' and "
              "'channels', 'rows', as convert-quantx-observe-to-calls writes "
              "them")
        << observer;
  EXPECT_EQ(errorOf("module attributes {quantx.observers = [{name = \"x\"}, "
                    "{name = \"x\", rows = 1 : i64}]} {}"),
            "two observers of 'x' differ in their channels or rows; give one "
            "of them another name");
}

} // namespace
