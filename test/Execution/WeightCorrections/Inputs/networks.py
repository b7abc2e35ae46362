"""Small networks whose weights or activations do not quantize well, and the way
from them to integers through the tools."""

import os
import subprocess
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "Inputs"))
from harness import dense, find_tool


class Workplace:
    """Files of one network below a folder."""

    def __init__(self, folder, text, data):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.data = self.path("data.npy")
        np.save(self.data, data)
        self.float = self.path("float.mlir")
        with open(self.float, "w") as f:
            f.write(text)

    def path(self, name):
        return os.path.join(self.folder, name)

    def tool(self, name, *arguments):
        done = subprocess.run([find_tool(name), *arguments], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"error: {name} {' '.join(arguments)} failed with {done.returncode}:\n{done.stderr[:4000]}")
        return done.stdout + done.stderr

    def calibrate(self, model, name):
        self.tool("quant-calibrate", model, "--inputs", self.data, "-o", self.path(name))
        return self.path(name)

    def quantize(self, model, name, options="", statistics=None):
        statistics = statistics or self.calibrate(model, name + ".json")
        self.tool("quant-opt", model, f"--quantx-quantize-pipeline=statistics={statistics} verify=error {options}",
                  "-o", self.path(name + ".mlir"))
        return self.path(name + ".mlir")

    def run(self, model):
        out = self.path("out.npy")
        self.tool("quant-run", model, "--inputs", self.data, "--outputs", out)
        return np.load(out)


def sqnr(actual, exact):
    """Signal to noise in dB."""
    noise = np.square(actual.astype(np.float64) - exact).sum()
    return 10 * np.log10(np.square(exact.astype(np.float64)).sum() / noise)


def weights(random, *shape):
    return random.normal(0, 1 / np.sqrt(np.prod(shape[:-1])), shape).astype(np.float32)


def norm_network(random, outliers):
    """A layer norm with a few channels of huge gain, whose rows of weights are
    small in turn, before a product, a relu and another product."""
    gain = random.uniform(0.5, 1.5, 64).astype(np.float32)
    bias = random.normal(0, 0.3, 64).astype(np.float32)
    w1, w2 = weights(random, 64, 96), weights(random, 96, 10)
    large = random.choice(64, 4, replace=False)
    gain[large] *= outliers
    bias[large] *= outliers
    w1[large] /= outliers
    return f"""
#id = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#channel = affine_map<(d0, d1, d2) -> (d2)>
#plane = affine_map<(d0, d1) -> (d0, d1)>
func.func @main(%x: tensor<?x4x64xf32> loc("x")) -> tensor<?x10xf32> {{
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x4x64xf32>
  %rows = arith.muli %n, %c4 : index
  %gain = arith.constant {dense(gain)} loc("gain")
  %bias = arith.constant {dense(bias)} loc("bias")
  %w1 = arith.constant {dense(w1)} loc("w1")
  %b1 = arith.constant {dense(random.normal(0, 0.3, 96).astype(np.float32))} loc("b1")
  %w2 = arith.constant {dense(w2)} loc("w2")
  %norm = quantx.normalize %x dims [2] epsilon 1.0e-05 : tensor<?x4x64xf32> loc("norm")
  %e = tensor.empty(%n) : tensor<?x4x64xf32>
  %g = linalg.generic {{indexing_maps = [#id, #channel, #id], iterator_types = ["parallel", "parallel", "parallel"]}}
      ins(%norm, %gain : tensor<?x4x64xf32>, tensor<64xf32>) outs(%e : tensor<?x4x64xf32>) {{
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    linalg.yield %p : f32
  }} -> tensor<?x4x64xf32> loc("scaled")
  %h = linalg.generic {{indexing_maps = [#id, #channel, #id], iterator_types = ["parallel", "parallel", "parallel"]}}
      ins(%g, %bias : tensor<?x4x64xf32>, tensor<64xf32>) outs(%e : tensor<?x4x64xf32>) {{
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.addf %a, %b : f32
    linalg.yield %p : f32
  }} -> tensor<?x4x64xf32> loc("normalized")
  %flat = tensor.collapse_shape %h [[0, 1], [2]] : tensor<?x4x64xf32> into tensor<?x64xf32>
  %f = tensor.empty(%rows) : tensor<?x96xf32>
  %start = linalg.broadcast ins(%b1 : tensor<96xf32>) outs(%f : tensor<?x96xf32>) dimensions = [0]
  %y = linalg.matmul ins(%flat, %w1 : tensor<?x64xf32>, tensor<64x96xf32>) outs(%start : tensor<?x96xf32>) -> tensor<?x96xf32> loc("first")
  %r = linalg.generic {{indexing_maps = [#plane, #plane], iterator_types = ["parallel", "parallel"]}}
      ins(%y : tensor<?x96xf32>) outs(%f : tensor<?x96xf32>) {{
  ^bb0(%a: f32, %o: f32):
    %m = arith.maximumf %a, %zero : f32
    linalg.yield %m : f32
  }} -> tensor<?x96xf32> loc("relu")
  %k = tensor.empty(%rows) : tensor<?x10xf32>
  %init = linalg.fill ins(%zero : f32) outs(%k : tensor<?x10xf32>) -> tensor<?x10xf32>
  %z = linalg.matmul ins(%r, %w2 : tensor<?x96xf32>, tensor<96x10xf32>) outs(%init : tensor<?x10xf32>) -> tensor<?x10xf32> loc("second")
  %s = tensor.expand_shape %z [[0, 1], [2]] output_shape [%n, 4, 10] : tensor<?x10xf32> into tensor<?x4x10xf32>
  %t = tensor.empty(%n) : tensor<?x10xf32>
  %v = linalg.fill ins(%zero : f32) outs(%t : tensor<?x10xf32>) -> tensor<?x10xf32>
  %sum = linalg.reduce {{ arith.addf }} ins(%s : tensor<?x4x10xf32>) outs(%v : tensor<?x10xf32>) dimensions = [1] loc("sum")
  return %sum : tensor<?x10xf32>
}}
"""


def convolution_network(random):
    """A convolution, a relu, a padded depthwise convolution, a relu, a
    convolution, a mean: channels of the first two have weights of very different
    range."""
    spread = np.exp(random.uniform(-2.3, 2.3, 16)).astype(np.float32)
    other = np.exp(random.uniform(-2.3, 2.3, 16)).astype(np.float32)
    w1 = (random.normal(0.05, 0.3, (16, 3, 1, 1)) * spread[:, None, None, None]).astype(np.float32)
    w2 = (random.normal(0.05, 0.3, (16, 3, 3)) * other[:, None, None]).astype(np.float32)
    w3 = (random.normal(0.02, 0.3, (10, 16, 1, 1)) / (spread * other)[None, :, None, None]).astype(np.float32)
    b1 = (random.normal(0.2, 0.3, 16) * spread).astype(np.float32)
    image, padded, last = "tensor<?x16x8x8xf32>", "tensor<?x16x10x10xf32>", "tensor<?x10x8x8xf32>"

    def relu(value, name):
        return f"""%{name} = linalg.generic {{indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}}
      ins({value} : {image}) outs(%e : {image}) {{
  ^bb0(%i: f32, %o: f32):
    %m = arith.maximumf %i, %zero : f32
    linalg.yield %m : f32
  }} -> {image} loc("{name}")"""

    return f"""
#id = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
func.func @main(%x: tensor<?x3x8x8xf32> loc("x")) -> tensor<?x10xf32> {{
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x3x8x8xf32>
  %w1 = arith.constant {dense(w1)} loc("w1")
  %b1 = arith.constant {dense(b1)} loc("b1")
  %w2 = arith.constant {dense(w2)} loc("w2")
  %w3 = arith.constant {dense(w3)} loc("w3")
  %e = tensor.empty(%n) : {image}
  %start = linalg.broadcast ins(%b1 : tensor<16xf32>) outs(%e : {image}) dimensions = [0, 2, 3]
  %a = linalg.conv_2d_nchw_fchw ins(%x, %w1 : tensor<?x3x8x8xf32>, tensor<16x3x1x1xf32>) outs(%start : {image}) -> {image} loc("conv")
  {relu("%a", "relu1")}
  %p = tensor.pad %relu1 low[0, 0, 1, 1] high[0, 0, 1, 1] {{
  ^bb0(%i0: index, %i1: index, %i2: index, %i3: index):
    tensor.yield %zero : f32
  }} : {image} to {padded}
  %j = linalg.fill ins(%zero : f32) outs(%e : {image}) -> {image}
  %d = linalg.depthwise_conv_2d_nchw_chw ins(%p, %w2 : {padded}, tensor<16x3x3xf32>) outs(%j : {image}) -> {image} loc("depthwise")
  {relu("%d", "relu2")}
  %l = tensor.empty(%n) : {last}
  %k = linalg.fill ins(%zero : f32) outs(%l : {last}) -> {last}
  %y = linalg.conv_2d_nchw_fchw ins(%relu2, %w3 : {image}, tensor<10x16x1x1xf32>) outs(%k : {last}) -> {last} loc("last")
  %t = tensor.empty(%n) : tensor<?x10xf32>
  %v = linalg.fill ins(%zero : f32) outs(%t : tensor<?x10xf32>) -> tensor<?x10xf32>
  %sum = linalg.reduce {{ arith.addf }} ins(%y : {last}) outs(%v : tensor<?x10xf32>) dimensions = [2, 3] loc("sum")
  return %sum : tensor<?x10xf32>
}}
"""
