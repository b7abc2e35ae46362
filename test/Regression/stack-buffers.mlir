// A grouped convolution whose small buffers were put on the stack: LLVM took them
// for registers, and its register coalescer crashed.
// RUN: quant-compile %s --target=avx512 -o %t.o
// RUN: quant-compile %s --target=avx512-vnni -o %t.o

#map = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3, d4)>
#map1 = affine_map<(d0, d1, d2, d3, d4) -> (d1, d2)>
module {
  func.func @main(%arg0: tensor<2x4x5x5xf32> {quantx.name = "x0"}) -> (tensor<2x6x3x3xf32> {quantx.name = "y"}) attributes {quantx.graph_name = "g"} {
    %c32_i8 = arith.constant 32 : i8
    %c95_i64 = arith.constant 95 : i64
    %c-160_i64 = arith.constant -160 : i64
    %c1_i64 = arith.constant 1 : i64
    %cst = arith.constant dense<38> : tensor<2x3xi32>
    %cst_0 = arith.constant dense<[[1203010678, 1301076150, 1167637398], [1997393298, 1146503753, 1149918674]]> : tensor<2x3xi32>
    %cst_1 = arith.constant dense<[[-3069, -1997, -708], [-3070, -395, -5134]]> : tensor<2x3xi32>
    %cst_2 = arith.constant dense<"0xFEAA7FBEEC22D4F0DAF7B0E2F2E904EC33EAF7D6DFB021B8D11719E7811A10A730D4B906F30E8F7FD6942BE717E8FC11CC30DFC3051FF7DD19B8D602C801FE25DBE60E9B7FE3E223FD812D3DE0EC23BF1F0ED09DF0C2470A380A13C8307FEAD6F5DECE0AEB66001744EB66D3"> : tensor<2x3x2x3x3xi8>
    %0 = quantx.quantize %arg0, <i8, scale = <0.0214656293 : f32>, zero_point = <-2 : i8>> : tensor<2x4x5x5xf32> to tensor<2x4x5x5xi8>
    %expanded = tensor.expand_shape %0 [[0], [1, 2], [3], [4]] output_shape [2, 2, 2, 5, 5] : tensor<2x4x5x5xi8> into tensor<2x2x2x5x5xi8>
    %1 = tensor.empty() : tensor<2x2x3x3x3xi32>
    %broadcasted = linalg.broadcast ins(%cst_1 : tensor<2x3xi32>) outs(%1 : tensor<2x2x3x3x3xi32>) dimensions = [0, 3, 4] 
    %2 = linalg.conv_2d_ngchw_gfchw {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>} ins(%expanded, %cst_2 : tensor<2x2x2x5x5xi8>, tensor<2x3x2x3x3xi8>) outs(%broadcasted : tensor<2x2x3x3x3xi32>) -> tensor<2x2x3x3x3xi32>
    %3 = tensor.empty() : tensor<2x2x3x3x3xi8>
    %4 = linalg.generic {indexing_maps = [#map, #map1, #map1, #map], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%2, %cst_0, %cst : tensor<2x2x3x3x3xi32>, tensor<2x3xi32>, tensor<2x3xi32>) outs(%3 : tensor<2x2x3x3x3xi8>) {
    ^bb0(%in: i32, %in_3: i32, %in_4: i32, %out: i8):
      %6 = arith.extsi %in : i32 to i64
      %7 = arith.extsi %in_3 : i32 to i64
      %8 = arith.extsi %in_4 : i32 to i64
      %9 = arith.muli %6, %7 : i64
      %10 = arith.subi %8, %c1_i64 : i64
      %11 = arith.shli %c1_i64, %10 : i64
      %12 = arith.addi %9, %11 : i64
      %13 = arith.shrsi %12, %8 : i64
      %14 = arith.maxsi %13, %c-160_i64 : i64
      %15 = arith.minsi %14, %c95_i64 : i64
      %16 = arith.trunci %15 : i64 to i8
      %17 = arith.addi %16, %c32_i8 : i8
      linalg.yield %17 : i8
    } -> tensor<2x2x3x3x3xi8>
    %collapsed = tensor.collapse_shape %4 [[0], [1, 2], [3], [4]] : tensor<2x2x3x3x3xi8> into tensor<2x6x3x3xi8>
    %5 = quantx.dequantize %collapsed, <i8, scale = <0.0721070692 : f32>, zero_point = <32 : i8>> : tensor<2x6x3x3xi8> to tensor<2x6x3x3xf32>
    return %5 : tensor<2x6x3x3xf32>
  }
}

