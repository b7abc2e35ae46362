// A file that version 3 of the dialect wrote reads as what this text says.
// RUN: quant-opt %s > %t.text
// RUN: quant-opt %S/v3.mlirbc > %t.old
// RUN: diff %t.text %t.old
// RUN: quant-opt %S/v3.mlirbc --emit-bytecode | quant-opt > %t.new
// RUN: diff %t.text %t.new

func.func @observers(%x: tensor<?x4x7xf32>) {
  quantx.observe "plain" %x : tensor<?x4x7xf32>
  quantx.observe "channels" %x axis 1 : tensor<?x4x7xf32>
  quantx.observe "rows" %x rows : tensor<?x4x7xf32>
  quantx.observe "both" %x axis 2 rows : tensor<?x4x7xf32>
  return
}
