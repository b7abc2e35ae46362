"""zeros.py N: a model of N tensors that are 0 for every sample."""
import sys

count = int(sys.argv[1])
types = ", ".join(["tensor<?x4xf32>"] * count)
print(f"""#id = affine_map<(d0, d1) -> (d0, d1)>
func.func @main(%x: tensor<?x4xf32> {{quantx.name = "x"}} loc("x")) -> ({types}) {{
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x4xf32>
  %e = tensor.empty(%n) : tensor<?x4xf32>""")
for i in range(count):
    print(f"""  %r{i} = linalg.generic {{indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}}
      ins(%x : tensor<?x4xf32>) outs(%e : tensor<?x4xf32>) {{
    ^bb0(%a: f32, %o: f32):
      %m = arith.mulf %a, %zero : f32
      linalg.yield %m : f32
  }} -> tensor<?x4xf32> loc("r{i:02}")""")
print(f"  return {', '.join(f'%r{i}' for i in range(count))} : {types}\n}}")
