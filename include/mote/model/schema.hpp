// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_MODEL_SCHEMA_HPP
#define MOTE_MODEL_SCHEMA_HPP

#include <cstdint>

// TensorFlow Lite's schema (version 3): field numbers and enumerations of the tables that the library reads.
// Source: tensorflow/compiler/mlir/lite/schema/schema.fbs.

namespace mote {

/// Element type of a tensor (schema: TensorType).
enum class tensor_type : std::int8_t {
  float32 = 0,
  float16 = 1,
  int32 = 2,
  uint8 = 3,
  int64 = 4,
  string = 5,
  boolean = 6,
  int16 = 7,
  complex64 = 8,
  int8 = 9,
  float64 = 10,
  complex128 = 11,
  uint64 = 12,
  resource = 13,
  variant = 14,
  uint32 = 15,
  uint16 = 16,
  int4 = 17,
};

/// Name of a type, "unknown type" for a code that the schema doesn't have.
constexpr const char* name_of(tensor_type type) {
  switch (type) {
    case tensor_type::float32:
      return "float32";
    case tensor_type::float16:
      return "float16";
    case tensor_type::int32:
      return "int32";
    case tensor_type::uint8:
      return "uint8";
    case tensor_type::int64:
      return "int64";
    case tensor_type::string:
      return "string";
    case tensor_type::boolean:
      return "bool";
    case tensor_type::int16:
      return "int16";
    case tensor_type::complex64:
      return "complex64";
    case tensor_type::int8:
      return "int8";
    case tensor_type::float64:
      return "float64";
    case tensor_type::complex128:
      return "complex128";
    case tensor_type::uint64:
      return "uint64";
    case tensor_type::resource:
      return "resource";
    case tensor_type::variant:
      return "variant";
    case tensor_type::uint32:
      return "uint32";
    case tensor_type::uint16:
      return "uint16";
    case tensor_type::int4:
      return "int4";
  }
  return "unknown type";
}

/// Bytes of one element, 0 for types without a fixed size of whole bytes.
constexpr std::uint32_t size_of(tensor_type type) {
  switch (type) {
    case tensor_type::int8:
    case tensor_type::uint8:
    case tensor_type::boolean:
      return 1;
    case tensor_type::int16:
    case tensor_type::uint16:
    case tensor_type::float16:
      return 2;
    case tensor_type::float32:
    case tensor_type::int32:
    case tensor_type::uint32:
      return 4;
    case tensor_type::int64:
    case tensor_type::uint64:
    case tensor_type::float64:
      return 8;
    default:
      return 0;
  }
}

/// Least and greatest value of an integer type; both 0 for others.
struct value_range {
  std::int64_t low;
  std::int64_t high;
};

constexpr value_range range_of(tensor_type type) {
  switch (type) {
    case tensor_type::int8:
      return {-128, 127};
    case tensor_type::uint8:
      return {0, 255};
    case tensor_type::int16:
      return {-32768, 32767};
    case tensor_type::int32:
      return {-2147483648LL, 2147483647LL};
    default:
      return {0, 0};
  }
}

/// Stands for the elements of an int4 tensor. Two share a byte, so none has an address.
struct int4;

/// The tensor type whose elements are of C++ type T.
template <class T>
inline constexpr tensor_type type_of = [] {
  static_assert(sizeof(T) == 0, "mote: no tensor has elements of this type");
  return tensor_type::float32;
}();
template <>
inline constexpr tensor_type type_of<float> = tensor_type::float32;
template <>
inline constexpr tensor_type type_of<bool> = tensor_type::boolean;
template <>
inline constexpr tensor_type type_of<std::int8_t> = tensor_type::int8;
template <>
inline constexpr tensor_type type_of<std::uint8_t> = tensor_type::uint8;
template <>
inline constexpr tensor_type type_of<std::int16_t> = tensor_type::int16;
template <>
inline constexpr tensor_type type_of<std::int32_t> = tensor_type::int32;
template <>
inline constexpr tensor_type type_of<std::int64_t> = tensor_type::int64;
template <>
inline constexpr tensor_type type_of<std::uint32_t> = tensor_type::uint32;
template <>
inline constexpr tensor_type type_of<std::uint64_t> = tensor_type::uint64;
template <>
inline constexpr tensor_type type_of<int4> = tensor_type::int4;

namespace detail {
template <tensor_type>
struct element;
template <>
struct element<tensor_type::float32> {
  using type = float;
};
template <>
struct element<tensor_type::boolean> {
  using type = bool;
};
template <>
struct element<tensor_type::int8> {
  using type = std::int8_t;
};
template <>
struct element<tensor_type::uint8> {
  using type = std::uint8_t;
};
template <>
struct element<tensor_type::int16> {
  using type = std::int16_t;
};
template <>
struct element<tensor_type::int32> {
  using type = std::int32_t;
};
template <>
struct element<tensor_type::int64> {
  using type = std::int64_t;
};
template <>
struct element<tensor_type::uint32> {
  using type = std::uint32_t;
};
template <>
struct element<tensor_type::uint64> {
  using type = std::uint64_t;
};
template <>
struct element<tensor_type::int4> {
  using type = int4;
};
}  // namespace detail

/// The C++ type of the elements of a tensor of this type.
template <tensor_type Type>
using element_t = typename detail::element<Type>::type;

/// Fused activation (schema: ActivationFunctionType).
enum class activation : std::int8_t {
  none = 0,
  relu = 1,
  relu_n1_to_1 = 2,
  relu6 = 3,
  tanh = 4,
  sign_bit = 5
};

/// Padding scheme (schema: Padding).
enum class padding : std::int8_t { same = 0, valid = 1 };

namespace schema {

inline constexpr char file_identifier[] = "TFL3";
inline constexpr std::uint32_t version = 3;

// Field numbers of each table; those of operator options are types, for templates over families of operators.
namespace model {
enum field : unsigned { version, operator_codes, subgraphs, description, buffers };
}
namespace operator_code {
enum field : unsigned { deprecated_builtin_code, custom_code, version, builtin_code };
}
namespace subgraph {
enum field : unsigned { tensors, inputs, outputs, operators, name };
}
namespace tensor {
enum field : unsigned {
  shape,
  type,
  buffer,
  name,
  quantization,
  is_variable,
  sparsity,
  shape_signature,
  has_rank,
  variant_tensors,
  external_buffer
};
}
namespace quantization {
enum field : unsigned { min, max, scale, zero_point, details_type, details, quantized_dimension };
}
namespace buffer {
enum field : unsigned { data, offset, size };
}
namespace node {
enum field : unsigned {
  opcode_index,
  inputs,
  outputs,
  builtin_options_type,
  builtin_options,
  custom_options,
  custom_options_format,
  mutating_variable_inputs,
  intermediates
};
}
struct conv_2d_options {
  enum field : unsigned {
    padding,
    stride_w,
    stride_h,
    activation,
    dilation_w,
    dilation_h,
    quantized_bias_type
  };
};
struct depthwise_conv_2d_options {
  enum field : unsigned { padding, stride_w, stride_h, depth_multiplier, activation, dilation_w, dilation_h };
};
struct pool_2d_options {
  enum field : unsigned { padding, stride_w, stride_h, filter_width, filter_height, activation };
};
struct fully_connected_options {
  enum field : unsigned {
    activation,
    weights_format,
    keep_num_dims,
    asymmetric_quantize_inputs,
    quantized_bias_type
  };
};
struct softmax_options {
  enum field : unsigned { beta };
};
struct l2_norm_options {
  enum field : unsigned { activation };
};
struct add_options {
  enum field : unsigned { activation, pot_scale_int16 };
};
struct sub_options {
  enum field : unsigned { activation, pot_scale_int16 };
};
struct mul_options {
  enum field : unsigned { activation };
};
struct div_options {
  enum field : unsigned { activation };
};
struct transpose_conv_options {
  enum field : unsigned { padding, stride_w, stride_h, activation, quantized_bias_type };
};
struct batch_matmul_options {
  enum field : unsigned { adj_x, adj_y, asymmetric_quantize_inputs };
};
struct svdf_options {
  enum field : unsigned { rank, activation, asymmetric_quantize_inputs };
};
struct unidirectional_sequence_lstm_options {
  enum field : unsigned {
    activation,
    cell_clip,
    proj_clip,
    time_major,
    asymmetric_quantize_inputs,
    diagonal_recurrent_tensors
  };
};
struct concatenation_options {
  enum field : unsigned { axis, activation };
};
struct resize_bilinear_options {
  enum field : unsigned { new_height, new_width, align_corners, half_pixel_centers };
};
struct resize_nearest_neighbor_options {
  enum field : unsigned { align_corners, half_pixel_centers };
};
struct block_options {  // SpaceToDepthOptions, DepthToSpaceOptions
  enum field : unsigned { block_size };
};
struct gather_options {
  enum field : unsigned { axis, batch_dims };
};
struct reducer_options {
  enum field : unsigned { keep_dims };
};
struct strided_slice_options {
  enum field : unsigned { begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask, offset };
};
struct pack_options {
  enum field : unsigned { values_count, axis };
};
struct unpack_options {
  enum field : unsigned { num, axis };
};
struct mirror_pad_options {
  enum field : unsigned { mode };  // 0 reflect, 1 symmetric
};
struct leaky_relu_options {
  enum field : unsigned { alpha };
};
struct cumsum_options {
  enum field : unsigned { exclusive, reverse };
};
struct if_options {
  enum field : unsigned { then_subgraph, else_subgraph };
};
struct while_options {
  enum field : unsigned { cond_subgraph, body_subgraph };
};
struct call_once_options {
  enum field : unsigned { init_subgraph };
};
struct var_handle_options {
  enum field : unsigned { container, shared_name };
};

}  // namespace schema
}  // namespace mote

#endif
