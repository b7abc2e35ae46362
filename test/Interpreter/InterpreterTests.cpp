//===- InterpreterTests.cpp - Ops against numbers worked out by hand ------===//

#include "quantx/Interpreter/Interpreter.h"

#include "quantx/InitAll.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

#include <cmath>

using namespace mlir;
using namespace quantx;

namespace {
class InterpreterTest : public ::testing::Test {
protected:
  InterpreterTest() {
    DialectRegistry registry;
    registerAllDialects(registry);
    registerAllExtensions(registry);
    context.appendDialectRegistry(registry);
  }

  /// Results of @f of the module `text`; none where it fails, with the message
  /// in `message`.
  SmallVector<HostTensor> run(StringRef text, ArrayRef<HostTensor> arguments,
                              const InterpreterOptions &options = {}) {
    message.clear();
    ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
      message += diagnostic.str();
      for (Diagnostic &note : diagnostic.getNotes())
        message += "; " + note.str();
      return success();
    });
    module = parseSourceString<ModuleOp>(text, &context);
    if (!module) {
      ADD_FAILURE() << message;
      return {};
    }
    auto results =
        interpret(module->lookupSymbol<func::FuncOp>("f"), arguments, options);
    return succeeded(results) ? *results : SmallVector<HostTensor>();
  }

  /// The one result of @f.
  template <typename T>
  std::vector<T> runOne(StringRef text, ArrayRef<HostTensor> arguments) {
    SmallVector<HostTensor> results = run(text, arguments);
    if (results.size() != 1) {
      ADD_FAILURE() << message;
      return {};
    }
    return std::vector<T>(results[0].values<T>().begin(),
                          results[0].values<T>().end());
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  std::string message;
};

template <typename T>
HostTensor tensor(ArrayRef<int64_t> shape, ArrayRef<T> values) {
  return HostTensor::fromValues<T>(shape, values);
}
HostTensor bytes(ArrayRef<int8_t> values) {
  return tensor<int8_t>({static_cast<int64_t>(values.size())}, values);
}
HostTensor floats(ArrayRef<float> values) {
  return tensor<float>({static_cast<int64_t>(values.size())}, values);
}

/// A function of one tensor<?xELEMENT>, elementwise: `body` computes %y of
/// %x.
std::string pointwise(StringRef element, StringRef result, StringRef body) {
  std::string in = "tensor<?x" + element.str() + ">";
  std::string out = "tensor<?x" + result.str() + ">";
  return "func.func @f(%a: " + in + ") -> " + out +
         R"( {
    %c0 = arith.constant 0 : index
    %n = tensor.dim %a, %c0 : )" +
         in + "\n  %e = tensor.empty(%n) : " + out +
         "\n  %r = linalg.map ins(%a : " + in + ") outs(%e : " + out +
         ") (%x: " + element.str() + ", %old: " + result.str() + ") {" +
         body.str() + " linalg.yield %y : " + result.str() +
         " }\n  return %r : " + out + "\n}";
}

using Bytes = std::vector<int8_t>;
using Floats = std::vector<float>;

TEST_F(InterpreterTest, IntegersWrapAtTheirWidth) {
  std::string sum = pointwise("i8", "i8", "%y = arith.addi %x, %x : i8");
  EXPECT_EQ(runOne<int8_t>(sum, {bytes({100, -100, -128, 127, 3})}),
            (Bytes{-56, 56, 0, -2, 6}));
  std::string product = pointwise("i8", "i8", "%y = arith.muli %x, %x : i8");
  EXPECT_EQ(runOne<int8_t>(product, {bytes({-128, 127, 16, -11})}),
            (Bytes{0, 1, 0, 121}));
  std::string wide = pointwise(
      "i64", "i64",
      "%w = arith.extsi %x : i64 to i128 %p = arith.muli %w, %w : i128 "
      "%s = arith.constant 64 : i128 %h = arith.shrsi %p, %s : i128 "
      "%y = arith.trunci %h : i128 to i64");
  EXPECT_EQ(runOne<int64_t>(wide, {tensor<int64_t>({2}, {INT64_MIN, 1})}),
            (std::vector<int64_t>{int64_t(1) << 62, 0}));
}

TEST_F(InterpreterTest, IntegersAreReadWithTheSignTheOpNames) {
  std::string extend = pointwise("i8", "i32",
                                 "%s = arith.extsi %x : i8 to i32 "
                                 "%u = arith.extui %x : i8 to i32 "
                                 "%y = arith.subi %u, %s : i32");
  EXPECT_EQ(runOne<int32_t>(extend, {bytes({-1, 1})}),
            (std::vector<int32_t>{256, 0}));
  std::string shift = pointwise(
      "i8", "i8", "%c = arith.constant 1 : i8 %y = arith.shrui %x, %c : i8");
  EXPECT_EQ(runOne<int8_t>(shift, {bytes({-2, 2})}), (Bytes{127, 1}));
  std::string compare =
      pointwise("i8", "i1",
                "%c = arith.constant 5 : i8 %y = arith.cmpi ult, %x, %c : i8");
  EXPECT_EQ(runOne<bool>(compare, {bytes({-1, 4, 5})}),
            (std::vector<bool>{false, true, false}));
  std::string leading = pointwise("i8", "i8", "%y = math.ctlz %x : i8");
  EXPECT_EQ(runOne<int8_t>(leading, {bytes({0, 1, -1, 64})}),
            (Bytes{8, 7, 0, 1}));
  std::string floor =
      pointwise("i8", "i8",
                "%c = arith.constant 2 : i8 %y = arith.floordivsi %x, %c : i8");
  EXPECT_EQ(runOne<int8_t>(floor, {bytes({-3, 3})}), (Bytes{-2, 1}));
}

TEST_F(InterpreterTest, FloatsAreRoundedOncePerOp) {
  // Two roundings: a fused one would give 2^-24.
  std::string text =
      pointwise("f32", "f32",
                "%p = arith.mulf %x, %x : f32 %c = arith.constant -1.0 : f32 "
                "%d = arith.addf %p, %c : f32 %t = arith.constant 2.0 : f32 "
                "%m = arith.subf %x, %c : f32 %k = arith.subf %m, %t : f32 "
                "%q = arith.addf %k, %k : f32 %y = arith.subf %d, %q : f32");
  EXPECT_EQ(runOne<float>(text, {floats({1 + 0x1p-12f, 3})}), (Floats{0, 4}));
  std::string narrow = pointwise(
      "f32", "f32",
      "%h = arith.truncf %x : f32 to f16 %y = arith.extf %h : f16 to f32");
  EXPECT_EQ(runOne<float>(narrow, {floats({2049, 2051, 65520})}),
            (Floats{2048, 2052, INFINITY}));
  std::string maximum = pointwise(
      "f32", "i32",
      "%z = arith.constant 0.0 : f32 %m = arith.maximumf %x, %z : f32 "
      "%y = arith.bitcast %m : f32 to i32");
  EXPECT_EQ(runOne<int32_t>(maximum, {floats({-0.0f, -1})}),
            (std::vector<int32_t>{0, 0}));
}

TEST_F(InterpreterTest, UndefinedNumbersAreFoundWhereTheyAreUsed) {
  std::string convert =
      pointwise("f32", "i8", "%y = arith.fptosi %x : f32 to i8");
  EXPECT_EQ(runOne<int8_t>(convert, {floats({-128.9f, 127.9f})}),
            (Bytes{-128, 127}));
  EXPECT_TRUE(run(convert, {floats({1, 128})}).empty());
  EXPECT_NE(message.find("element 1 depends on an undefined number"),
            std::string::npos);
  EXPECT_NE(message.find("arith.fptosi"), std::string::npos);
  std::string chosen =
      pointwise("f32", "i8",
                "%i = arith.fptosi %x : f32 to i8 %z = arith.constant 7 : i8 "
                "%c = arith.cmpf ord, %x, %x : f32 "
                "%y = arith.select %c, %i, %z : i8");
  EXPECT_EQ(runOne<int8_t>(chosen, {floats({NAN, 3})}), (Bytes{7, 3}));
  std::string divide = pointwise("i8", "i8", "%y = arith.divsi %x, %x : i8");
  EXPECT_TRUE(run(divide, {bytes({1, 0})}).empty());
  std::string shift = pointwise("i8", "i8", "%y = arith.shli %x, %x : i8");
  EXPECT_TRUE(run(shift, {bytes({8})}).empty());
  std::string promise =
      pointwise("i8", "i8", "%y = arith.addi %x, %x overflow<nsw> : i8");
  EXPECT_EQ(runOne<int8_t>(promise, {bytes({63})}), (Bytes{126}));
  EXPECT_TRUE(run(promise, {bytes({64})}).empty());
}

TEST_F(InterpreterTest, StructuredOpsFollowTheirMaps) {
  const char *convolution = R"(
    func.func @f(%x: tensor<1x1x?x3xi8>, %w: tensor<1x1x2x2xi8>)
        -> tensor<1x1x?x1xi32> {
      %c2 = arith.constant 2 : index
      %c1 = arith.constant 1 : index
      %z = arith.constant 0 : i32
      %h = tensor.dim %x, %c2 : tensor<1x1x?x3xi8>
      %n = arith.subi %h, %c1 : index
      %e = tensor.empty(%n) : tensor<1x1x?x1xi32>
      %init = linalg.fill ins(%z : i32) outs(%e : tensor<1x1x?x1xi32>)
        -> tensor<1x1x?x1xi32>
      %y = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>,
          strides = dense<[1, 2]> : vector<2xi64>}
        ins(%x, %w : tensor<1x1x?x3xi8>, tensor<1x1x2x2xi8>)
        outs(%init : tensor<1x1x?x1xi32>) -> tensor<1x1x?x1xi32>
      return %y : tensor<1x1x?x1xi32>
    })";
  HostTensor x = tensor<int8_t>({1, 1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  HostTensor w = tensor<int8_t>({1, 1, 2, 2}, {1, 10, 100, -128});
  EXPECT_EQ(runOne<int32_t>(convolution, {x, w}),
            (std::vector<int32_t>{1 + 20 + 400 - 640, 4 + 50 + 700 - 1024}));
  const char *indexed = R"(
    #id = affine_map<(i, j) -> (i, j)>
    func.func @f(%x: tensor<3xf32>) -> tensor<3x2xi32> {
      %e = tensor.empty() : tensor<3x2xi32>
      %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (2 - i)>, #id],
          iterator_types = ["parallel", "parallel"]}
        ins(%x : tensor<3xf32>) outs(%e : tensor<3x2xi32>) {
      ^bb0(%a: f32, %old: i32):
        %j = linalg.index 1 : index
        %k = arith.index_cast %j : index to i32
        %i = arith.fptosi %a : f32 to i32
        %s = arith.addi %i, %k : i32
        linalg.yield %s : i32
      } -> tensor<3x2xi32>
      return %y : tensor<3x2xi32>
    })";
  EXPECT_EQ(runOne<int32_t>(indexed, {floats({10, 20, 30})}),
            (std::vector<int32_t>{30, 31, 20, 21, 10, 11}));
}

TEST_F(InterpreterTest, Softmax) {
  const char *text = R"(
    func.func @f(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
      %e = tensor.empty() : tensor<2x2xf32>
      %y = linalg.softmax dimension(0) ins(%x : tensor<2x2xf32>)
        outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
      return %y : tensor<2x2xf32>
    })";
  EXPECT_EQ(runOne<float>(text, {tensor<float>({2, 2}, {1, 9, 1, 200})}),
            (Floats{0.5f, 0, 0.5f, 1}));
}

TEST_F(InterpreterTest, Normalize) {
  const char *text = R"(
    func.func @f(%x: tensor<2x2xf32>) -> (tensor<2x2xf32>, tensor<2x2xf32>) {
      %y = quantx.normalize %x dims [0] epsilon 0.0 : tensor<2x2xf32>
      %z = quantx.normalize %x uncentered dims [0, 1] epsilon 9.0
        : tensor<2x2xf32>
      return %y, %z : tensor<2x2xf32>, tensor<2x2xf32>
    })";
  auto results = run(text, {tensor<float>({2, 2}, {1, 4, 3, -6})});
  ASSERT_EQ(results.size(), 2U) << message;
  EXPECT_EQ(results[0].values<float>().vec(), (Floats{-1, 1, 1, -1}));
  // The squares have a mean of 15.5.
  float root = std::sqrt(24.5f);
  EXPECT_EQ(results[1].values<float>().vec(),
            (Floats{1 / root, 4 / root, 3 / root, -6 / root}));
}

TEST_F(InterpreterTest, SlicesOfDynamicTensors) {
  const char *text = R"(
    func.func @f(%x: tensor<?x3xi8>) -> tensor<?x4xi8> {
      %c0 = arith.constant 0 : index
      %pad = arith.constant -7 : i8
      %n = tensor.dim %x, %c0 : tensor<?x3xi8>
      %s = tensor.extract_slice %x[0, 2] [%n, 1] [1, 1]
        : tensor<?x3xi8> to tensor<?xi8>
      %d = tensor.insert_slice %s into %x[0, 0] [%n, 1] [1, 1]
        : tensor<?xi8> into tensor<?x3xi8>
      %c = tensor.concat dim(0) %d, %x
        : (tensor<?x3xi8>, tensor<?x3xi8>) -> tensor<?x3xi8>
      %p = tensor.pad %c low[0, 1] high[0, 0] {
      ^bb0(%i: index, %j: index):
        tensor.yield %pad : i8
      } : tensor<?x3xi8> to tensor<?x4xi8>
      return %p : tensor<?x4xi8>
    })";
  EXPECT_EQ(runOne<int8_t>(text, {tensor<int8_t>({1, 3}, {1, 2, 3})}),
            (Bytes{-7, 3, 2, 3, -7, 1, 2, 3}));
}

TEST_F(InterpreterTest, GatherAndReshapes) {
  const char *text = R"(
    func.func @f(%x: tensor<6xi8>, %i: tensor<2x1xi32>) -> tensor<6xi8> {
      %m = tensor.expand_shape %x [[0, 1]] output_shape [2, 3]
        : tensor<6xi8> into tensor<2x3xi8>
      %g = tensor.gather %m[%i] gather_dims([1])
        : (tensor<2x3xi8>, tensor<2x1xi32>) -> tensor<2x2x1xi8>
      %c = tensor.collapse_shape %g [[0, 1, 2]]
        : tensor<2x2x1xi8> into tensor<4xi8>
      %t = tensor.extract_slice %x[0] [2] [3] : tensor<6xi8> to tensor<2xi8>
      %r = tensor.concat dim(0) %c, %t
        : (tensor<4xi8>, tensor<2xi8>) -> tensor<6xi8>
      return %r : tensor<6xi8>
    })";
  HostTensor x = bytes({0, 1, 2, 3, 4, 5});
  EXPECT_EQ(runOne<int8_t>(text, {x, tensor<int32_t>({2, 1}, {2, 0})}),
            (Bytes{2, 5, 0, 3, 0, 3}));
  EXPECT_TRUE(run(text, {x, tensor<int32_t>({2, 1}, {2, 3})}).empty());
  EXPECT_NE(message.find("reads outside of its source"), std::string::npos);
}

TEST_F(InterpreterTest, CallsAndControlFlow) {
  const char *text = R"(
    func.func private @twice(%x: tensor<1xi32>) -> tensor<1xi32> {
      %y = arith.addi %x, %x : tensor<1xi32>
      return %y : tensor<1xi32>
    }
    func.func @f(%x: tensor<1xi32>) -> tensor<1xi32> {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %c5 = arith.constant 5 : index
      %limit = arith.constant 20 : i32
      %r = scf.for %i = %c0 to %c5 step %c1 iter_args(%a = %x)
          -> tensor<1xi32> {
        %v = tensor.extract %a[%c0] : tensor<1xi32>
        %small = arith.cmpi slt, %v, %limit : i32
        %n = scf.if %small -> tensor<1xi32> {
          %t = func.call @twice(%a) : (tensor<1xi32>) -> tensor<1xi32>
          scf.yield %t : tensor<1xi32>
        } else {
          scf.yield %a : tensor<1xi32>
        }
        scf.yield %n : tensor<1xi32>
      }
      return %r : tensor<1xi32>
    })";
  EXPECT_EQ(runOne<int32_t>(text, {tensor<int32_t>({1}, {3})}),
            (std::vector<int32_t>{24}));
  EXPECT_TRUE(run("func.func @f(%x: tensor<1xf32>) -> tensor<1xf32> {"
                  "  %y = func.call @f(%x) : (tensor<1xf32>) -> tensor<1xf32>"
                  "  return %y : tensor<1xf32> }",
                  {floats({1})})
                  .empty());
  EXPECT_NE(message.find("recursion"), std::string::npos);
}

TEST_F(InterpreterTest, QuantizedNumbers) {
  // The numbers of QX-C1 that saturate before the zero point elsewhere, with
  // the zero point at the end of the storage.
  const char *text = R"(
    #p = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <-128 : i8>>
    #u = #quantx.params<ui8, scale = <1.0 : f32>, zero_point = <3 : ui8>>
    func.func @f(%x: tensor<4xf32>) -> (tensor<4xi8>, tensor<4xi8>,
        tensor<4xf32>, tensor<4xi8>) {
      %q = quantx.quantize %x, #p : tensor<4xf32> to tensor<4xi8>
      %r = quantx.requantize %q zero_point -128,
        <multiplier = 1073741824, shift = 31> to #u
        : tensor<4xi8> to tensor<4xi8>
      %d = quantx.dequantize %r, #u : tensor<4xi8> to tensor<4xf32>
      %l = quantx.lookup %q, dense<9> : tensor<256xi8>
        : tensor<4xi8> to tensor<4xi8>
      return %q, %r, %d, %l
        : tensor<4xi8>, tensor<4xi8>, tensor<4xf32>, tensor<4xi8>
    })";
  auto results = run(text, {floats({0.25f, 0.75f, 126.6f, -1})});
  ASSERT_EQ(results.size(), 4U) << message;
  EXPECT_EQ(results[0].values<int8_t>().vec(), (Bytes{-128, -126, 125, -128}));
  EXPECT_EQ(results[1].values<int8_t>().vec(), (Bytes{3, 4, -126, 3}));
  EXPECT_EQ(results[2].values<float>().vec(), (Floats{0, 1, 127, 0}));
  EXPECT_EQ(results[3].values<int8_t>().vec(), (Bytes{9, 9, 9, 9}));
}

TEST_F(InterpreterTest, ParametersPerAxisAndAtRunTime) {
  const char *axis = R"(
    func.func @f(%x: tensor<2x2xf32>) -> tensor<2x2xi8> {
      %q = quantx.quantize %x, <i8, axes = [1],
        scale = <dense<[1.0, 2.0]> : tensor<2xf32>>,
        zero_point = <dense<[0, 1]> : tensor<2xi8>>>
        : tensor<2x2xf32> to tensor<2x2xi8>
      return %q : tensor<2x2xi8>
    })";
  HostTensor x = tensor<float>({2, 2}, {4, 4, -6, -6});
  EXPECT_EQ(runOne<int8_t>(axis, {x}), (Bytes{4, 3, -6, -2}));
  const char *dynamic = R"(
    func.func @f(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
      %s = quantx.choose_params %x symmetric, <i8<-127:127>, axes = [0]>
        : tensor<?x2xf32> -> tensor<?xf32>
      %q = quantx.dynamic_quantize %x, %s, <i8<-127:127>, axes = [0]>
        : tensor<?x2xf32>, tensor<?xf32> to tensor<?x2xi8>
      %y = quantx.dynamic_dequantize %q, %s, <i8<-127:127>, axes = [0]>
        : tensor<?x2xi8>, tensor<?xf32> to tensor<?x2xf32>
      return %y : tensor<?x2xf32>
    })";
  HostTensor rows = tensor<float>({2, 2}, {127, 1.4f, 254, 3});
  EXPECT_EQ(runOne<float>(dynamic, {rows}), (Floats{127, 1, 254, 4}));
}

TEST_F(InterpreterTest, TheCallerSeesAndChangesValues) {
  const char *text = R"(
    func.func @f(%x: tensor<1xi32>) -> tensor<1xi32> {
      %y = arith.addi %x, %x : tensor<1xi32>
      %z = arith.addi %y, %y : tensor<1xi32>
      return %z : tensor<1xi32>
    })";
  std::vector<int32_t> seen;
  InterpreterOptions options;
  options.observe = [&](Value, const HostTensor &value) {
    seen.push_back(value.values<int32_t>()[0]);
  };
  options.disturb = [](Value, HostTensor &value) {
    value.mutableValues<int32_t>()[0] += 1;
  };
  auto results = run(text, {tensor<int32_t>({1}, {5})}, options);
  EXPECT_EQ(seen, (std::vector<int32_t>{5, 11, 23}));
}

TEST_F(InterpreterTest, ErrorsNameTheOp) {
  const char *vectors = R"(
    func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
      %c0 = arith.constant 0 : index
      %z = arith.constant 0.0 : f32
      %v = vector.transfer_read %x[%c0], %z : tensor<4xf32>, vector<4xf32>
      return %x : tensor<4xf32>
    })";
  EXPECT_TRUE(run(vectors, {floats({1, 2, 3, 4})}).empty());
  EXPECT_NE(message.find("'vector.transfer_read' op cannot be interpreted"),
            std::string::npos);
  const char *slice = R"(
    func.func @f(%x: tensor<?xf32>) -> tensor<2xf32> {
      %s = tensor.extract_slice %x[1] [2] [2] : tensor<?xf32> to tensor<2xf32>
      return %s : tensor<2xf32>
    })";
  EXPECT_TRUE(run(slice, {floats({1, 2, 3})}).empty());
  EXPECT_NE(message.find("leaves its tensor"), std::string::npos);
  EXPECT_TRUE(run(slice, {bytes({1, 2, 3})}).empty());
  EXPECT_NE(message.find("?xf32"), std::string::npos) << message;
}
} // namespace
