// One case per rule of the attributes; names are the rules' labels.
// RUN: quant-opt %s --verify-diagnostics --split-input-file

// expected-error @below {{[QX-P1] scale #0 must be finite, positive and, as f32, at least 2^-126, found 0.000000e+00 : f32}}
func.func private @qx_p1_zero() attributes {a = #quantx.scale<0.0 : f32>}

// -----

// expected-error @below {{[QX-P1] scale #0 must be finite, positive and, as f32, at least 2^-126, found -5.000000e-01 : f32}}
func.func private @qx_p1_negative() attributes {a = #quantx.scale<-0.5 : f32>}

// -----

// expected-error @below {{[QX-P1] scale #1 must be finite, positive and, as f32, at least 2^-126, found 0x7F800000 : f32}}
func.func private @qx_p1_infinite() attributes {a = #quantx.scale<dense<[1.0, 0x7F800000]> : tensor<2xf32>>}

// -----

// expected-error @below {{[QX-P1] scale #0 must be finite}}
func.func private @qx_p1_nan() attributes {a = #quantx.scale<0x7FC00000 : f32>}

// -----

// expected-error @below {{[QX-P1] scale #0 must be finite}}
func.func private @qx_p1_denormal() attributes {a = #quantx.scale<1.0e-40 : f32>}

// -----

// expected-error @below {{[QX-P1] scale #0 must be finite}}
func.func private @qx_p1_e8m0_nan() attributes {a = #quantx.scale<0xFF : f8E8M0FNU>}

// -----

// expected-error @below {{[QX-P2] a scale is f32, f16, bf16, f8E8M0FNU or f8E4M3FN, found 'f64'}}
func.func private @qx_p2() attributes {a = #quantx.scale<0.5 : f64>}

// -----

// expected-error @below {{scale expects a number with its type or an elements attribute, found "x"}}
func.func private @scale_not_a_number() attributes {a = #quantx.scale<"x">}

// -----

// expected-error @below {{[QX-P3] storage is i2, i4, i8, i16, i32 or i64, ui2 to ui32 for unsigned numbers, or one of f8E4M3FN, f8E5M2, f8E3M4, f8E4M3FNUZ, f8E5M2FNUZ and f4E2M1FN, found 'i7'}}
func.func private @qx_p3() attributes {a = #quantx.params<i7, scale = <0.5 : f32>, zero_point = <0 : i7>>}

// -----

// expected-error @below {{[QX-P4] storage bounds must be two different values in order in [-128, 127] of 'i8', found [-129, 127]}}
func.func private @qx_p4_too_wide() attributes {a = #quantx.params<i8<-129:127>, scale = <0.5 : f32>, zero_point = <0 : i8>>}

// -----

// expected-error @below {{[QX-P4] storage bounds must be two different values in order in [0, 255] of 'ui8', found [200, 100]}}
func.func private @qx_p4_order() attributes {a = #quantx.params<ui8<200:100>, scale = <0.5 : f32>, zero_point = <0 : ui8>>}

// -----

// expected-error @below {{[QX-P5] the zero point must have the storage type 'i8', found 'ui8'}}
func.func private @qx_p5() attributes {a = #quantx.params<i8, scale = <0.5 : f32>, zero_point = <0 : ui8>>}

// -----

// expected-error @below {{[QX-P5] a zero point is an integer of the storage type, found 'f32'}}
func.func private @qx_p5_float() attributes {a = #quantx.zero_point<1.0 : f32>}

// -----

// expected-error @below {{[QX-P6] zero point #0 must lie in the storage bounds [-127, 127], found -128}}
func.func private @qx_p6() attributes {a = #quantx.params<i8<-127:127>, scale = <0.5 : f32>, zero_point = <-128 : i8>>}

// -----

// expected-error @below {{[QX-P7] the scale needs one dimension per axis: 1 axes, found rank 0}}
func.func private @qx_p7() attributes {a = #quantx.params<i8, axes = [0], scale = <0.5 : f32>, zero_point = <0 : i8>>}

// -----

// expected-error @below {{[QX-P8] the zero point must be one value or have the scale's shape [2], found [3]}}
func.func private @qx_p8() attributes {a = #quantx.params<i8, axes = [0], scale = <dense<0.5> : tensor<2xf32>>, zero_point = <dense<0> : tensor<3xi8>>>}

// -----

// expected-error @below {{[QX-P9] axes must be non-negative and strictly increasing, found [1, 1]}}
func.func private @qx_p9() attributes {a = #quantx.params<i8, axes = [1, 1], scale = <dense<0.5> : tensor<2x2xf32>>, zero_point = <0 : i8>>}

// -----

// expected-error @below {{[QX-P10] block sizes need one value per axis: 1 axes, found 2}}
func.func private @qx_p10_count() attributes {a = #quantx.params<i8, axes = [1], block_sizes = [1, 2], scale = <dense<0.5> : tensor<2xf32>>, zero_point = <0 : i8>>}

// -----

// expected-error @below {{[QX-P10] block sizes must be positive, found [0]}}
func.func private @qx_p10_zero() attributes {a = #quantx.params<i8, axes = [1], block_sizes = [0], scale = <dense<0.5> : tensor<2xf32>>, zero_point = <0 : i8>>}

// -----

// expected-error @below {{[QX-F1] multiplier #0 must lie in [2^30, 2^31), found 1073741823}}
func.func private @qx_f1_multiplier() attributes {a = #quantx.fixed_point<multiplier = 1073741823, shift = 31>}

// -----

// expected-error @below {{[QX-F1] shift #1 must lie in [1, 62], found 63}}
func.func private @qx_f1_shift() attributes {a = #quantx.fixed_point<multiplier = [1073741824, 1073741824], shift = [31, 63]>}

// -----

// expected-error @below {{[QX-F1] shift #0 must lie in [1, 62], found 0}}
func.func private @qx_f1_shift_zero() attributes {a = #quantx.fixed_point<multiplier = 1073741824, shift = 0>}

// -----

// expected-error @below {{[QX-F3] a fixed point has one shift per multiplier and at least one of both, found 2 multipliers and 1 shifts}}
func.func private @qx_f3() attributes {a = #quantx.fixed_point<multiplier = [1073741824, 1073741824], shift = 31>}

// -----

// expected-error @below {{rounding is single, double or nearest_even, found half_up}}
func.func private @rounding_name() attributes {a = #quantx.fixed_point<multiplier = 1073741824, shift = 31, rounding = half_up>}

// -----

// expected-error @below {{[QX-R1] a range needs finite min <= max, found [2.000000e+00, 1.000000e+00]}}
func.func private @qx_r1_order() attributes {a = #quantx.range<min = 2.0, max = 1.0>}

// -----

// expected-error @below {{[QX-R2] 2 intervals need an axis}}
func.func private @qx_r2() attributes {a = #quantx.range<min = [0.0, 0.0], max = [1.0, 1.0]>}

// -----

// expected-error @below {{[QX-R2] a range has one max per min and at least one of both, found 2 and 1}}
func.func private @qx_r2_count() attributes {a = #quantx.range<min = [0.0, 0.0], max = 1.0, axis = 0>}

// -----

// expected-error @below {{[QX-P3] storage is}}
func.func private @qx_p3_unsigned_64() attributes {a = #quantx.params<ui64, scale = <0.5 : f32>, zero_point = <0 : ui64>>}

// -----

// expected-error @below {{[QX-P3] storage is}}
func.func private @qx_p3_scale_format() attributes {a = #quantx.scheme<f8E8M0FNU>}

// -----

// expected-error @below {{[QX-P4] storage bounds must be two different values in order in [-8, 7] of 'i4', found [-8, 8]}}
func.func private @qx_p4_i4() attributes {a = #quantx.scheme<i4<-8:8>>}

// -----

// expected-error @below {{[QX-P4] float storage 'f8E5M2' has no bounds, found [-4, 4]}}
func.func private @qx_p4_float() attributes {a = #quantx.scheme<f8E5M2<-4:4>>}

// -----

// expected-error @below {{[QX-P5] float storage has no zero point, found one beside 'f8E4M3FN'}}
func.func private @qx_p5_float() attributes {a = #quantx.params<f8E4M3FN, scale = <0.5 : f32>, zero_point = <0 : i8>>}

// -----

// expected-error @below {{[QX-P5] a zero point is missing for 'i8'}}
func.func private @qx_p5_missing() attributes {a = #quantx.params<i8, scale = <0.5 : f32>>}

// -----

// expected-error @below {{params need a scale}}
func.func private @no_scale() attributes {a = #quantx.params<i8, zero_point = <0 : i8>>}

// -----

// expected-error @below {{[QX-P14] the outer scale is one number, found 'tensor<2xf32>'}}
func.func private @qx_p14_shape() attributes {a = #quantx.params<f4E2M1FN, axes = [0], scale = <dense<[0.5, 0.25]> : tensor<2xf8E4M3FN>>, outer_scale = <dense<1.0> : tensor<2xf32>>>}

// -----

// expected-error @below {{[QX-P14] the product of scale #1, 2.000000e+00, and the outer scale, 3.000000e+38, must be finite and at least 2^-126 as f32, found INF}}
func.func private @qx_p14_overflow() attributes {a = #quantx.params<f4E2M1FN, axes = [0], scale = <dense<[0.5, 2.0]> : tensor<2xf32>>, outer_scale = <3.0e38 : f32>>}

// -----

// expected-error @below {{[QX-P15] integer storage 'i8' always saturates, found overflow ieee}}
func.func private @qx_p15() attributes {a = #quantx.scheme<i8, overflow = ieee>}

// -----

// expected-error @below {{overflow is saturate or ieee, found wrap}}
func.func private @unknown_overflow() attributes {a = #quantx.scheme<f8E5M2, overflow = wrap>}

// -----

// expected-error @below {{a scheme has axes, block_sizes and overflow, found scale}}
func.func private @scheme_with_scale() attributes {a = #quantx.scheme<i8, scale = <0.5 : f32>>}

// -----

// expected-error @below {{params have axes, block_sizes, overflow, scale, outer_scale and zero_point, found scales}}
func.func private @unknown_item() attributes {a = #quantx.params<i8, scales = <0.5 : f32>>}

// -----

// expected-error @below {{[QX-F1] a multiplier has a width of 16 or 32 bits, found 8}}
func.func private @qx_f1_width() attributes {a = #quantx.fixed_point<multiplier = 100, shift = 30, width = 8>}

// -----

// expected-error @below {{[QX-F1] multiplier #0 must lie in [2^14, 2^15), found 32768}}
func.func private @qx_f1_wide() attributes {a = #quantx.fixed_point<multiplier = 32768, shift = 30, width = 16>}

// -----

// expected-error @below {{[QX-P1] scale #0 must be finite}}
func.func private @qx_p1_bf16_denormal() attributes {a = #quantx.scale<0x0001 : bf16>}
