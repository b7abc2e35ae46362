// One case per rule of the functions of rows.
// RUN: quant-opt %s --verify-diagnostics --split-input-file

func.func @qx_n1_no_dims(%x: tensor<4x8xf32>) {
  // expected-error @below {{[QX-N1] dims must be one or more, increasing and in [0, 2) of 'tensor<4x8xf32>', found []}}
  %0 = quantx.normalize %x dims [] epsilon 0.0 : tensor<4x8xf32>
  return
}

// -----

func.func @qx_n1_order(%x: tensor<4x8xf32>) {
  // expected-error @below {{[QX-N1] dims must be one or more, increasing and in [0, 2) of 'tensor<4x8xf32>', found [1, 1]}}
  %0 = quantx.normalize %x dims [1, 1] epsilon 0.0 : tensor<4x8xf32>
  return
}

// -----

func.func @qx_n1_range(%x: tensor<4x8xf32>) {
  // expected-error @below {{found [-1]}}
  %0 = quantx.normalize %x dims [-1] epsilon 0.0 : tensor<4x8xf32>
  return
}

// -----

func.func @qx_n1_range_above(%x: tensor<4x8xf32>) {
  // expected-error @below {{found [2]}}
  %1 = quantx.normalize %x dims [2] epsilon 0.0 : tensor<4x8xf32>
  return
}

// -----

func.func @qx_n1_epsilon(%x: tensor<4x8xf32>) {
  // expected-error @below {{[QX-N1] epsilon must be finite and not negative, found -1.0}}
  %0 = quantx.normalize %x dims [1] epsilon -1.0 : tensor<4x8xf32>
  return
}

// -----

func.func @qx_n1_infinite(%x: tensor<4x8xf32>) {
  // expected-error @below {{[QX-N1] epsilon must be finite and not negative, found INF}}
  %0 = quantx.normalize %x dims [1] epsilon 0x7FF0000000000000 : tensor<4x8xf32>
  return
}
