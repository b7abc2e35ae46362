// Two inputs of a dynamic batch, a table of the network's own in memory, two
// results of which one is a scalar.
func.func @main(%x: tensor<?x3xi8> {quantx.name = "x"},
                %scale: tensor<f32> {quantx.name = "scale"})
    -> (tensor<?x2xf32> {quantx.name = "y"}, tensor<i32> {quantx.name = "sum"}) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %w = arith.constant dense<[[1, -2], [3, 4], [-128, 127]]> : tensor<3x2xi8>
  %n = tensor.dim %x, %c0 : tensor<?x3xi8>
  %empty = tensor.empty(%n) : tensor<?x2xi32>
  %init = linalg.fill ins(%zero : i32) outs(%empty : tensor<?x2xi32>) -> tensor<?x2xi32>
  %acc = linalg.matmul ins(%x, %w : tensor<?x3xi8>, tensor<3x2xi8>)
      outs(%init : tensor<?x2xi32>) -> tensor<?x2xi32>
  %out = tensor.empty(%n) : tensor<?x2xf32>
  %y = linalg.generic {
      indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> ()>,
                       affine_map<(i, j) -> (i, j)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%acc, %scale : tensor<?x2xi32>, tensor<f32>) outs(%out : tensor<?x2xf32>) {
  ^bb0(%a: i32, %s: f32, %o: f32):
    %f = arith.sitofp %a : i32 to f32
    %p = arith.mulf %f, %s : f32
    linalg.yield %p : f32
  } -> tensor<?x2xf32>
  %scalar = tensor.empty() : tensor<i32>
  %start = linalg.fill ins(%zero : i32) outs(%scalar : tensor<i32>) -> tensor<i32>
  %sum = linalg.reduce ins(%acc : tensor<?x2xi32>) outs(%start : tensor<i32>)
      dimensions = [0, 1] (%a: i32, %b: i32) {
    %s = arith.addi %a, %b : i32
    linalg.yield %s : i32
  }
  return %y, %sum : tensor<?x2xf32>, tensor<i32>
}

func.func @flip(%bits: tensor<5xi1> {quantx.name = "bits"},
                %nibbles: tensor<3xi4> {quantx.name = "nibbles"})
    -> (tensor<5xi1>, tensor<3xi4>, tensor<3xf64>) {
  %b = tensor.empty() : tensor<5xi1>
  %not = linalg.map ins(%bits : tensor<5xi1>) outs(%b : tensor<5xi1>)
    (%a: i1, %o: i1) {
      %true = arith.constant true
      %x = arith.xori %a, %true : i1
      linalg.yield %x : i1
    }
  %e = tensor.empty() : tensor<3xi4>
  %d = tensor.empty() : tensor<3xf64>
  %negative, %exact = linalg.generic {
      indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>,
                       affine_map<(i) -> (i)>],
      iterator_types = ["parallel"]}
      ins(%nibbles : tensor<3xi4>) outs(%e, %d : tensor<3xi4>, tensor<3xf64>) {
  ^bb0(%a: i4, %o: i4, %p: f64):
    %zero = arith.constant 0 : i4
    %m = arith.subi %zero, %a : i4
    %f = arith.sitofp %a : i4 to f64
    %x = math.exp %f : f64
    linalg.yield %m, %x : i4, f64
  } -> (tensor<3xi4>, tensor<3xf64>)
  return %not, %negative, %exact : tensor<5xi1>, tensor<3xi4>, tensor<3xf64>
}
