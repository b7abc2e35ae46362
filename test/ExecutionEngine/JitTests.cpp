//===- JitTests.cpp - Compiled functions, called with host tensors -------===//

#include "JitTestUtils.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::test;

namespace {

/// Doubles its argument, whatever the batch, and returns it negated too.
const char *const twoResults = R"(
  #id = affine_map<(d0, d1) -> (d0, d1)>
  func.func @main(%x: tensor<?x3xf32> {quantx.name = "image"})
      -> (tensor<?x3xf32> {quantx.name = "twice"}, tensor<?x3xf32>) {
    %c0 = arith.constant 0 : index
    %n = tensor.dim %x, %c0 : tensor<?x3xf32>
    %e = tensor.empty(%n) : tensor<?x3xf32>
    %r:2 = linalg.generic {indexing_maps = [#id, #id, #id],
                           iterator_types = ["parallel", "parallel"]}
        ins(%x : tensor<?x3xf32>)
        outs(%e, %e : tensor<?x3xf32>, tensor<?x3xf32>) {
      ^bb0(%a: f32, %o0: f32, %o1: f32):
        %s = arith.addf %a, %a : f32
        %m = arith.negf %a : f32
        linalg.yield %s, %m : f32, f32
    } -> (tensor<?x3xf32>, tensor<?x3xf32>)
    return %r#0, %r#1 : tensor<?x3xf32>, tensor<?x3xf32>
  })";

TEST(Jit, CallsWithAnyBatch) {
  CompiledModule compiled(twoResults);
  CompiledFunction main = compiled.getMain();
  for (int64_t batch : {1, 2, 5, 0}) {
    std::vector<float> values(batch * 3);
    for (size_t i = 0; i < values.size(); ++i)
      values[i] = float(i) - 1.5f;
    auto image = HostTensor::fromValues<float>({batch, 3}, values);
    SmallVector<HostTensor> results = cantFail(main(image));
    ASSERT_EQ(results.size(), 2u);
    for (const HostTensor &result : results)
      EXPECT_EQ(result.getShape(), ArrayRef<int64_t>({batch, 3}));
    for (size_t i = 0; i < values.size(); ++i) {
      EXPECT_EQ(results[0].values<float>()[i], 2 * values[i]);
      EXPECT_EQ(results[1].values<float>()[i], -values[i]);
    }
    EXPECT_EQ(image.values<float>(), ArrayRef(values));
  }
}

/// Numbers of four bits are extended by their sign on the way out, and may be
/// given by either sign, or as numpy holds them: in bytes.
TEST(Jit, PassesFewerBitsThanAByte) {
  CompiledModule compiled(R"(
    #id = affine_map<(d0) -> (d0)>
    func.func @main(%x: tensor<4xi4> {quantx.name = "x"}) -> tensor<4xi4> {
      %e = tensor.empty() : tensor<4xi4>
      %one = arith.constant 1 : i4
      %r = linalg.generic {indexing_maps = [#id, #id],
                           iterator_types = ["parallel"]}
          ins(%x : tensor<4xi4>) outs(%e : tensor<4xi4>) {
        ^bb0(%a: i4, %o: i4):
          %s = arith.addi %a, %one : i4
          linalg.yield %s : i4
      } -> tensor<4xi4>
      return %r : tensor<4xi4>
    })");
  CompiledFunction main = compiled.getMain();
  auto bytes = HostTensor::fromValues<int8_t>({4}, {-8, -1, 7, 15});
  SmallVector<HostTensor> results = cantFail(main(bytes));
  EXPECT_EQ(results[0].getElementType(), ElementType::I4);
  EXPECT_EQ(results[0].getElement(0), -7);
  EXPECT_EQ(results[0].getElement(1), 0);
  EXPECT_EQ(results[0].getElement(2), -8);
  EXPECT_EQ(results[0].getElement(3), 0);
  EXPECT_EQ(bytes.values<int8_t>()[0], -8);

  auto beyond = HostTensor::fromValues<int8_t>({4}, {0, 0, 16, 0});
  EXPECT_EQ(toString(main(beyond).takeError()),
            "element 2 of 'x' (4xi4) is 16, which its type does not hold");
  auto below = HostTensor::fromValues<int8_t>({4}, {0, -9, 0, 0});
  EXPECT_EQ(toString(main(below).takeError()),
            "element 1 of 'x' (4xi4) is -9, which its type does not hold");
}

TEST(Jit, ReadsSlices) {
  CompiledModule compiled(twoResults);
  auto images =
      HostTensor::fromValues<float>({3, 3}, {0, 1, 2, 3, 4, 5, 6, 7, 8});
  SmallVector<HostTensor> results =
      cantFail(compiled.getMain()(images.slice(1, 1)));
  EXPECT_EQ(results[0].values<float>(), ArrayRef<float>({6, 8, 10}));
}

TEST(Jit, ResultsOutliveTheCode) {
  HostTensor result;
  {
    CompiledModule compiled(twoResults);
    auto image = HostTensor::fromValues<float>({1, 3}, {1, 2, 3});
    result = cantFail(compiled.getMain()(image))[1];
  }
  EXPECT_EQ(result.values<float>(), ArrayRef<float>({-1, -2, -3}));
}

TEST(Jit, RefusesOtherArguments) {
  CompiledModule compiled(twoResults);
  CompiledFunction main = compiled.getMain();
  auto errorOf = [&](ArrayRef<HostTensor> arguments) {
    return toString(main(arguments).takeError());
  };
  EXPECT_EQ(errorOf({}), "function 'main' takes 1 tensors, but 0 were given");
  EXPECT_EQ(errorOf(HostTensor::fromValues<float>({3}, {1, 2, 3})),
            "function 'main' takes 'image' (?x3xf32), but a tensor of 3xf32 "
            "was given");
  EXPECT_EQ(errorOf(HostTensor::fromValues<float>({1, 2}, {1, 2})),
            "function 'main' takes 'image' (?x3xf32), but a tensor of 1x2xf32 "
            "was given");
  EXPECT_EQ(errorOf(HostTensor::fromValues<double>({1, 3}, {1, 2, 3})),
            "function 'main' takes 'image' (?x3xf32), but a tensor of 1x3xf64 "
            "was given");
}

TEST(Jit, ReturnsArgumentsAndConstantsInBuffersOfTheirOwn) {
  CompiledModule compiled(R"(
    func.func @main(%x: tensor<2xi32>)
        -> (tensor<2xi32>, tensor<2xi32>, tensor<i64>) {
      %c = arith.constant dense<[7, 8]> : tensor<2xi32>
      %s = arith.constant dense<-9> : tensor<i64>
      return %x, %c, %s : tensor<2xi32>, tensor<2xi32>, tensor<i64>
    })");
  auto x = HostTensor::fromValues<int32_t>({2}, {1, 2});
  SmallVector<HostTensor> results = cantFail(compiled.getMain()(x));
  results[0].mutableValues<int32_t>()[0] = 5;
  results[1].mutableValues<int32_t>()[0] = 5;
  EXPECT_EQ(x.values<int32_t>()[0], 1);
  EXPECT_EQ(results[2].values<int64_t>()[0], -9);
  EXPECT_EQ(cantFail(compiled.getMain()(x))[1].values<int32_t>()[0], 7);
}

TEST(Jit, PassesUnsignedBytesAsTheyAre) {
  CompiledModule compiled(R"(
    func.func @main(%x: tensor<2xi8>) -> tensor<2xi8> {
      return %x : tensor<2xi8>
    })");
  auto x = HostTensor::fromValues<uint8_t>({2}, {200, 100});
  HostTensor result = cantFail(compiled.getMain()(x))[0];
  EXPECT_EQ(result.values<int8_t>(), ArrayRef<int8_t>({-56, 100}));
}

TEST(Jit, CopiesBetweenLayouts) {
  // A slice of columns, which has strides, into a result, which has none.
  CompiledModule compiled(R"(
    func.func @main(%x: tensor<?x4xf32>) -> tensor<?x2xf32> {
      %c0 = arith.constant 0 : index
      %n = tensor.dim %x, %c0 : tensor<?x4xf32>
      %y = tensor.extract_slice %x[0, 1] [%n, 2] [1, 1]
          : tensor<?x4xf32> to tensor<?x2xf32>
      return %y : tensor<?x2xf32>
    })");
  auto x = HostTensor::fromValues<float>({2, 4}, {0, 1, 2, 3, 4, 5, 6, 7});
  HostTensor result = cantFail(compiled.getMain()(x))[0];
  EXPECT_EQ(result.values<float>(), ArrayRef<float>({1, 2, 5, 6}));
}

TEST(Jit, CompilesForAnotherCPU) {
  JitOptions options;
  options.cpu = "generic";
  options.optLevel = 0;
  CompiledModule compiled(twoResults, options);
  auto image = HostTensor::fromValues<float>({1, 3}, {1, 2, 3});
  EXPECT_EQ(cantFail(compiled.getMain()(image))[0].values<float>()[2], 6);
}

TEST(Jit, DumpsTheObject) {
  JitOptions options;
  options.keepObject = true;
  CompiledModule compiled(twoResults, options);
  compiled.getMain();
  SmallString<128> path;
  ASSERT_FALSE(sys::fs::createTemporaryFile("quantx", "o", path));
  EXPECT_EQ(toString(compiled.jit->dumpObject(path)), "");
  file_magic magic;
  ASSERT_FALSE(identify_magic(path, magic));
  EXPECT_EQ(magic, file_magic::elf_relocatable);
  sys::fs::remove(path);
  EXPECT_EQ(toString(CompiledModule(twoResults).jit->dumpObject(path)),
            "the object file was not kept");
}

TEST(Jit, NamesAMissingFunction) {
  CompiledModule compiled(twoResults);
  FunctionSignature other = compiled.signature;
  other.name = "other";
  EXPECT_NE(toString(compiled.jit->lookup(other).takeError())
                .find("no compiled function 'other'"),
            std::string::npos);
}

TEST(FunctionSignature, RefusesWhatCannotBePassed) {
  mlir::DialectRegistry registry;
  registerAllDialects(registry);
  mlir::MLIRContext context(registry);
  auto errorOf = [&](StringRef text) {
    auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    auto function = *module->getOps<mlir::func::FuncOp>().begin();
    return toString(FunctionSignature::get(function).takeError());
  };
  const std::string needed =
      ", but only ranked tensors of floats and of signless integers of 1, 2, "
      "4, 8, 16, 32 or 64 bits can be passed";
  EXPECT_EQ(errorOf("func.func private @f(tensor<*xf32>)"),
            "function 'f' cannot be called: 'arg0' is of type tensor<*xf32>" +
                needed);
  EXPECT_EQ(errorOf("func.func private @f(%x: index {quantx.name = \"i\"})"),
            "function 'f' cannot be called: 'i' is of type index" + needed);
  EXPECT_EQ(errorOf("func.func private @f() -> tensor<2xi7>"),
            "function 'f' cannot be called: 'result0' is of type "
            "tensor<2xi7>" +
                needed);
}

} // namespace
