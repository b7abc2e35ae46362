// The network of compare.mlir with errors made by hand: "scaled" is stored with
// one scale per channel and the channels last, "doubled" twice, "offset" by
// scales that are chosen at run time; "squared" is a float; "summed" is 0.25 too
// large.
#input = #quantx.params<i8, scale = <0.25 : f32>, zero_point = <-10 : i8>>
#scaled = #quantx.params<i8, axes = [3],
  scale = <dense<[0.03125, 0.5]> : tensor<2xf32>>, zero_point = <4 : i8>>
#byte = #quantx.params<i8<-100:100>, scale = <0.5 : f32>, zero_point = <3 : i8>>
#word = #quantx.params<i16, scale = <0.001953125 : f32>, zero_point = <0 : i16>>

func.func @main(%x: tensor<?x2x3x5xf32> loc("x")) -> (tensor<?x2x3x5xf32>) {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x2x3x5xf32>
  %e = tensor.empty(%n) : tensor<?x2x3x5xf32>
  %last = tensor.empty(%n) : tensor<?x3x5x2xf32>
  %qx = quantx.quantize %x, #input : tensor<?x2x3x5xf32> to tensor<?x2x3x5xi8> loc("x"("quantize"))
  %0 = quantx.dequantize %qx, #input : tensor<?x2x3x5xi8> to tensor<?x2x3x5xf32> loc("x"("dequantize"))
  %half = arith.constant dense<0.5> : tensor<2x3x5xf32>
  %halves = linalg.broadcast ins(%half : tensor<2x3x5xf32>) outs(%e : tensor<?x2x3x5xf32>) dimensions = [0]
  %1 = linalg.mul ins(%0, %halves : tensor<?x2x3x5xf32>, tensor<?x2x3x5xf32>) outs(%e : tensor<?x2x3x5xf32>) -> tensor<?x2x3x5xf32> loc("scaled")
  %2 = linalg.transpose ins(%1 : tensor<?x2x3x5xf32>) outs(%last : tensor<?x3x5x2xf32>) permutation = [0, 2, 3, 1]
  %qs = quantx.quantize %2, #scaled : tensor<?x3x5x2xf32> to tensor<?x3x5x2xi8> loc("scaled"("quantize"))
  %3 = quantx.dequantize %qs, #scaled : tensor<?x3x5x2xi8> to tensor<?x3x5x2xf32> loc("scaled"("dequantize"))
  %4 = linalg.transpose ins(%3 : tensor<?x3x5x2xf32>) outs(%e : tensor<?x2x3x5xf32>) permutation = [0, 3, 1, 2]
  %5 = linalg.add ins(%4, %4 : tensor<?x2x3x5xf32>, tensor<?x2x3x5xf32>) outs(%e : tensor<?x2x3x5xf32>) -> tensor<?x2x3x5xf32> loc("doubled")
  %qb = quantx.quantize %5, #byte : tensor<?x2x3x5xf32> to tensor<?x2x3x5xi8> loc("doubled"("quantize"))
  %qw = quantx.quantize %5, #word : tensor<?x2x3x5xf32> to tensor<?x2x3x5xi16> loc("doubled"("quantize"))
  %6 = quantx.dequantize %qb, #byte : tensor<?x2x3x5xi8> to tensor<?x2x3x5xf32> loc("doubled"("dequantize"))
  %7 = quantx.dequantize %qw, #word : tensor<?x2x3x5xi16> to tensor<?x2x3x5xf32> loc("doubled"("dequantize"))
  %8 = linalg.mul ins(%6, %7 : tensor<?x2x3x5xf32>, tensor<?x2x3x5xf32>) outs(%e : tensor<?x2x3x5xf32>) -> tensor<?x2x3x5xf32> loc("squared")
  %9 = linalg.add ins(%8, %halves : tensor<?x2x3x5xf32>, tensor<?x2x3x5xf32>) outs(%e : tensor<?x2x3x5xf32>) -> tensor<?x2x3x5xf32> loc("offset")
  %s, %z = quantx.choose_params %9, <i8> : tensor<?x2x3x5xf32> -> tensor<f32>, tensor<i8> loc("offset"("choose_params"))
  %qo = quantx.dynamic_quantize %9, %s, %z, <i8> : tensor<?x2x3x5xf32>, tensor<f32>, tensor<i8> to tensor<?x2x3x5xi8> loc("offset"("quantize"))
  %10 = quantx.dynamic_dequantize %qo, %s, %z, <i8> : tensor<?x2x3x5xi8>, tensor<f32>, tensor<i8> to tensor<?x2x3x5xf32> loc("offset"("dequantize"))
  %quarter = arith.constant dense<0.25> : tensor<2x3x5xf32>
  %quarters = linalg.broadcast ins(%quarter : tensor<2x3x5xf32>) outs(%e : tensor<?x2x3x5xf32>) dimensions = [0]
  %11 = linalg.add ins(%10, %quarters : tensor<?x2x3x5xf32>, tensor<?x2x3x5xf32>) outs(%e : tensor<?x2x3x5xf32>) -> tensor<?x2x3x5xf32> loc("new")
  %12 = linalg.add ins(%11, %x : tensor<?x2x3x5xf32>, tensor<?x2x3x5xf32>) outs(%e : tensor<?x2x3x5xf32>) -> tensor<?x2x3x5xf32> loc("summed")
  return %12 : tensor<?x2x3x5xf32>
}
