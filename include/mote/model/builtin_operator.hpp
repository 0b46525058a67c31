// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_MODEL_BUILTIN_OPERATOR_HPP
#define MOTE_MODEL_BUILTIN_OPERATOR_HPP

#include <cstdint>

// Codes of the builtin operators in TensorFlow Lite's schema (enum BuiltinOperator). StableHLO operators are
// left out: no converter writes them for microcontrollers.

// clang-format off
#define MOTE_BUILTIN_OPERATORS(X) \
  X(add, "ADD", 0)                                                    \
  X(average_pool_2d, "AVERAGE_POOL_2D", 1)                            \
  X(concatenation, "CONCATENATION", 2)                                \
  X(conv_2d, "CONV_2D", 3)                                            \
  X(depthwise_conv_2d, "DEPTHWISE_CONV_2D", 4)                        \
  X(depth_to_space, "DEPTH_TO_SPACE", 5)                              \
  X(dequantize, "DEQUANTIZE", 6)                                      \
  X(embedding_lookup, "EMBEDDING_LOOKUP", 7)                          \
  X(floor, "FLOOR", 8)                                                \
  X(fully_connected, "FULLY_CONNECTED", 9)                            \
  X(hashtable_lookup, "HASHTABLE_LOOKUP", 10)                         \
  X(l2_normalization, "L2_NORMALIZATION", 11)                         \
  X(l2_pool_2d, "L2_POOL_2D", 12)                                     \
  X(local_response_normalization, "LOCAL_RESPONSE_NORMALIZATION", 13) \
  X(logistic, "LOGISTIC", 14)                                         \
  X(lsh_projection, "LSH_PROJECTION", 15)                             \
  X(lstm, "LSTM", 16)                                                 \
  X(max_pool_2d, "MAX_POOL_2D", 17)                                   \
  X(mul, "MUL", 18)                                                   \
  X(relu, "RELU", 19)                                                 \
  X(relu_n1_to_1, "RELU_N1_TO_1", 20)                                 \
  X(relu6, "RELU6", 21)                                               \
  X(reshape, "RESHAPE", 22)                                           \
  X(resize_bilinear, "RESIZE_BILINEAR", 23)                           \
  X(rnn, "RNN", 24)                                                   \
  X(softmax, "SOFTMAX", 25)                                           \
  X(space_to_depth, "SPACE_TO_DEPTH", 26)                             \
  X(svdf, "SVDF", 27)                                                 \
  X(tanh, "TANH", 28)                                                 \
  X(concat_embeddings, "CONCAT_EMBEDDINGS", 29)                       \
  X(skip_gram, "SKIP_GRAM", 30)                                       \
  X(call, "CALL", 31)                                                 \
  X(custom, "CUSTOM", 32)                                             \
  X(embedding_lookup_sparse, "EMBEDDING_LOOKUP_SPARSE", 33)           \
  X(pad, "PAD", 34)                                                   \
  X(unidirectional_sequence_rnn, "UNIDIRECTIONAL_SEQUENCE_RNN", 35)   \
  X(gather, "GATHER", 36)                                             \
  X(batch_to_space_nd, "BATCH_TO_SPACE_ND", 37)                       \
  X(space_to_batch_nd, "SPACE_TO_BATCH_ND", 38)                       \
  X(transpose, "TRANSPOSE", 39)                                       \
  X(mean, "MEAN", 40)                                                 \
  X(sub, "SUB", 41)                                                   \
  X(div, "DIV", 42)                                                   \
  X(squeeze, "SQUEEZE", 43)                                           \
  X(unidirectional_sequence_lstm, "UNIDIRECTIONAL_SEQUENCE_LSTM", 44) \
  X(strided_slice, "STRIDED_SLICE", 45)                               \
  X(bidirectional_sequence_rnn, "BIDIRECTIONAL_SEQUENCE_RNN", 46)     \
  X(exp, "EXP", 47)                                                   \
  X(topk_v2, "TOPK_V2", 48)                                           \
  X(split, "SPLIT", 49)                                               \
  X(log_softmax, "LOG_SOFTMAX", 50)                                   \
  X(delegate, "DELEGATE", 51)                                         \
  X(bidirectional_sequence_lstm, "BIDIRECTIONAL_SEQUENCE_LSTM", 52)   \
  X(cast, "CAST", 53)                                                 \
  X(prelu, "PRELU", 54)                                               \
  X(maximum, "MAXIMUM", 55)                                           \
  X(arg_max, "ARG_MAX", 56)                                           \
  X(minimum, "MINIMUM", 57)                                           \
  X(less, "LESS", 58)                                                 \
  X(neg, "NEG", 59)                                                   \
  X(padv2, "PADV2", 60)                                               \
  X(greater, "GREATER", 61)                                           \
  X(greater_equal, "GREATER_EQUAL", 62)                               \
  X(less_equal, "LESS_EQUAL", 63)                                     \
  X(select, "SELECT", 64)                                             \
  X(slice, "SLICE", 65)                                               \
  X(sin, "SIN", 66)                                                   \
  X(transpose_conv, "TRANSPOSE_CONV", 67)                             \
  X(sparse_to_dense, "SPARSE_TO_DENSE", 68)                           \
  X(tile, "TILE", 69)                                                 \
  X(expand_dims, "EXPAND_DIMS", 70)                                   \
  X(equal, "EQUAL", 71)                                               \
  X(not_equal, "NOT_EQUAL", 72)                                       \
  X(log, "LOG", 73)                                                   \
  X(sum, "SUM", 74)                                                   \
  X(sqrt, "SQRT", 75)                                                 \
  X(rsqrt, "RSQRT", 76)                                               \
  X(shape_of, "SHAPE", 77)                                            \
  X(pow, "POW", 78)                                                   \
  X(arg_min, "ARG_MIN", 79)                                           \
  X(fake_quant, "FAKE_QUANT", 80)                                     \
  X(reduce_prod, "REDUCE_PROD", 81)                                   \
  X(reduce_max, "REDUCE_MAX", 82)                                     \
  X(pack, "PACK", 83)                                                 \
  X(logical_or, "LOGICAL_OR", 84)                                     \
  X(one_hot, "ONE_HOT", 85)                                           \
  X(logical_and, "LOGICAL_AND", 86)                                   \
  X(logical_not, "LOGICAL_NOT", 87)                                   \
  X(unpack, "UNPACK", 88)                                             \
  X(reduce_min, "REDUCE_MIN", 89)                                     \
  X(floor_div, "FLOOR_DIV", 90)                                       \
  X(reduce_any, "REDUCE_ANY", 91)                                     \
  X(square, "SQUARE", 92)                                             \
  X(zeros_like, "ZEROS_LIKE", 93)                                     \
  X(fill, "FILL", 94)                                                 \
  X(floor_mod, "FLOOR_MOD", 95)                                       \
  X(range, "RANGE", 96)                                               \
  X(resize_nearest_neighbor, "RESIZE_NEAREST_NEIGHBOR", 97)           \
  X(leaky_relu, "LEAKY_RELU", 98)                                     \
  X(squared_difference, "SQUARED_DIFFERENCE", 99)                     \
  X(mirror_pad, "MIRROR_PAD", 100)                                    \
  X(abs, "ABS", 101)                                                  \
  X(split_v, "SPLIT_V", 102)                                          \
  X(unique, "UNIQUE", 103)                                            \
  X(ceil, "CEIL", 104)                                                \
  X(reverse_v2, "REVERSE_V2", 105)                                    \
  X(add_n, "ADD_N", 106)                                              \
  X(gather_nd, "GATHER_ND", 107)                                      \
  X(cos, "COS", 108)                                                  \
  X(where, "WHERE", 109)                                              \
  X(rank, "RANK", 110)                                                \
  X(elu, "ELU", 111)                                                  \
  X(reverse_sequence, "REVERSE_SEQUENCE", 112)                        \
  X(matrix_diag, "MATRIX_DIAG", 113)                                  \
  X(quantize, "QUANTIZE", 114)                                        \
  X(matrix_set_diag, "MATRIX_SET_DIAG", 115)                          \
  X(round, "ROUND", 116)                                              \
  X(hard_swish, "HARD_SWISH", 117)                                    \
  X(if_else, "IF", 118)                                               \
  X(while_loop, "WHILE", 119)                                         \
  X(non_max_suppression_v4, "NON_MAX_SUPPRESSION_V4", 120)            \
  X(non_max_suppression_v5, "NON_MAX_SUPPRESSION_V5", 121)            \
  X(scatter_nd, "SCATTER_ND", 122)                                    \
  X(select_v2, "SELECT_V2", 123)                                      \
  X(densify, "DENSIFY", 124)                                          \
  X(segment_sum, "SEGMENT_SUM", 125)                                  \
  X(batch_matmul, "BATCH_MATMUL", 126)                                \
  X(cumsum, "CUMSUM", 128)                                            \
  X(call_once, "CALL_ONCE", 129)                                      \
  X(broadcast_to, "BROADCAST_TO", 130)                                \
  X(rfft2d, "RFFT2D", 131)                                            \
  X(conv_3d, "CONV_3D", 132)                                          \
  X(imag, "IMAG", 133)                                                \
  X(real, "REAL", 134)                                                \
  X(complex_abs, "COMPLEX_ABS", 135)                                  \
  X(hashtable, "HASHTABLE", 136)                                      \
  X(hashtable_find, "HASHTABLE_FIND", 137)                            \
  X(hashtable_import, "HASHTABLE_IMPORT", 138)                        \
  X(hashtable_size, "HASHTABLE_SIZE", 139)                            \
  X(reduce_all, "REDUCE_ALL", 140)                                    \
  X(conv_3d_transpose, "CONV_3D_TRANSPOSE", 141)                      \
  X(var_handle, "VAR_HANDLE", 142)                                    \
  X(read_variable, "READ_VARIABLE", 143)                              \
  X(assign_variable, "ASSIGN_VARIABLE", 144)                          \
  X(broadcast_args, "BROADCAST_ARGS", 145)                            \
  X(random_standard_normal, "RANDOM_STANDARD_NORMAL", 146)            \
  X(bucketize, "BUCKETIZE", 147)                                      \
  X(random_uniform, "RANDOM_UNIFORM", 148)                            \
  X(multinomial, "MULTINOMIAL", 149)                                  \
  X(gelu, "GELU", 150)                                                \
  X(dynamic_update_slice, "DYNAMIC_UPDATE_SLICE", 151)                \
  X(relu_0_to_1, "RELU_0_TO_1", 152)                                  \
  X(unsorted_segment_prod, "UNSORTED_SEGMENT_PROD", 153)              \
  X(unsorted_segment_max, "UNSORTED_SEGMENT_MAX", 154)                \
  X(unsorted_segment_sum, "UNSORTED_SEGMENT_SUM", 155)                \
  X(atan2, "ATAN2", 156)                                              \
  X(unsorted_segment_min, "UNSORTED_SEGMENT_MIN", 157)                \
  X(sign, "SIGN", 158)                                                \
  X(bitcast, "BITCAST", 159)                                          \
  X(bitwise_xor, "BITWISE_XOR", 160)                                  \
  X(right_shift, "RIGHT_SHIFT", 161)                                  \
  X(dilate, "DILATE", 203)                                            \
  X(reduce_window, "REDUCE_WINDOW", 205)
// clang-format on

namespace mote {

enum class builtin_operator : std::int32_t {
#define MOTE_ENUMERATOR(name, text, value) name = value,
  MOTE_BUILTIN_OPERATORS(MOTE_ENUMERATOR)
#undef MOTE_ENUMERATOR
};

/// The schema's name of an operator, "unknown operator" for a code that it doesn't have.
constexpr const char* name_of(builtin_operator code) {
  switch (code) {
#define MOTE_CASE(name, text, value) \
  case builtin_operator::name:       \
    return text;
    MOTE_BUILTIN_OPERATORS(MOTE_CASE)
#undef MOTE_CASE
  }
  return "unknown operator";
}

}  // namespace mote

#endif
