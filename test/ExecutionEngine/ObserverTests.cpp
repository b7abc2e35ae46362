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
  module attributes {quantx.observers = ["x", "again"]} {
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
  ObserverRuntime runtime({"x", "again"});
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
  ObserverRuntime first({"x", "again"}), second({"x", "again"});
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
  ObserverRuntime runtime({"x", "again"});
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
  ObserverRuntime runtime({"x", "x"});
  runtime.observe(0, {1});
  runtime.observe(1, {2, 3});
  EXPECT_EQ(runtime.getStatistics().at("x").getCount(), 3u);
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
  EXPECT_EQ(errorOf("module attributes {quantx.observers = [1]} {}"),
            "'quantx.observers' must hold strings");
}

} // namespace
