// SPDX-License-Identifier: Apache-2.0

// Operators that compute with elements.

#ifndef MOTE_TESTS_FUZZ_RANDOM_ARITHMETIC_HPP
#define MOTE_TESTS_FUZZ_RANDOM_ARITHMETIC_HPP

#include <algorithm>
#include <cstdint>
#include <vector>

#include "random_layers.hpp"

namespace mote_fuzz {

class random_arithmetic : protected random_layers {
 protected:
  using random_layers::random_layers;

  void add_unary() {
    constexpr op of_activations[] = {
        op::ABS,   op::ELU,  op::HARD_SWISH, op::LOGISTIC, op::RELU,       op::RELU6,      op::RELU_N1_TO_1,
        op::RSQRT, op::TANH, op::ZEROS_LIKE, op::QUANTIZE, op::DEQUANTIZE, op::LOG_SOFTMAX};
    constexpr op of_floats[] = {op::CEIL, op::COS,   op::EXP, op::FLOOR, op::LOG,
                                op::NEG,  op::ROUND, op::SIN, op::SQRT,  op::SQUARE};
    const bool is_float = take_.one_in(4);
    const bool is_logical = take_.one_in(16);
    const op code = is_float     ? take_.one_of(of_floats)
                    : is_logical ? op::LOGICAL_NOT
                                 : take_.one_of(of_activations);
    const int rank = take_.between(1, 4);
    const value in = take_.one_in(16) ? anything()
                     : is_float       ? of_type(TensorType::FLOAT32, rank)
                     : is_logical     ? of_type(TensorType::BOOL, rank)
                                      : activations(rank);
    const TensorType type = code == op::QUANTIZE     ? any_type()
                            : code == op::DEQUANTIZE ? TensorType::FLOAT32
                                                     : in.type;
    const quantization fixed = code == op::LOGISTIC      ? mote::tools::per_tensor(1.0F / 256, -128)
                               : code == op::TANH        ? mote::tools::per_tensor(1.0F / 128, 0)
                               : code == op::LOG_SOFTMAX ? mote::tools::per_tensor(16.0F / 256, 127)
                                                         : quantize(type);
    emit(code, {in}, tensor(type, in.dimensions, element_size(type) == 1 ? fixed : quantize(type)));
  }
  void add_softmax() {
    const value in = activations(take_.between(1, 4));
    SoftmaxOptionsT options;
    options.beta = take_.one_in(4) ? take_.bits<float>() : 1.0F;
    const bool widens = in.type == TensorType::INT8 && take_.one_in(4);
    const TensorType type = widens ? TensorType::INT16 : in.type;
    const quantization prescribed = widens                     ? mote::tools::per_tensor(1.0F / 65536, -32768)
                                    : type == TensorType::INT8 ? mote::tools::per_tensor(1.0F / 256, -128)
                                                               : mote::tools::per_tensor(1.0F / 32768, 0);
    emit(op::SOFTMAX, {in}, tensor(type, in.dimensions, prescribed), options);
  }
  void add_leaky_relu() {
    const value in = activations(take_.between(1, 4));
    LeakyReluOptionsT options;
    options.alpha = take_.one_in(4) ? take_.bits<float>() : 0.1F;
    emit(op::LEAKY_RELU, {in}, tensor(in.type, in.dimensions), options);
  }
  void add_prelu() {
    const value in = activations(take_.between(1, 4));
    shape alpha = in.dimensions;
    for (std::size_t i = 0; i + 1 < alpha.size(); ++i) alpha[i] = take_.one_in(2) ? 1 : alpha[i];
    emit(op::PRELU, {in, constant(in.type, alpha, quantize(in.type))}, tensor(in.type, in.dimensions));
  }
  void add_l2_normalization() {
    const value in = activations(take_.between(1, 4));
    emit(op::L2_NORMALIZATION, {in}, tensor(in.type, in.dimensions, mote::tools::per_tensor(1.0F / 128, 0)),
         L2NormOptionsT{});
  }
  void add_cast() {
    const value in = anything();
    CastOptionsT options;
    options.in_data_type = in.type;
    options.out_data_type = any_type();
    emit(op::CAST, {in}, tensor(options.out_data_type, in.dimensions), options);
  }
  void add_cumsum() {
    const value in = activations(take_.between(1, 4));
    CumsumOptionsT options;
    options.exclusive = take_.one_in(2);
    options.reverse = take_.one_in(2);
    emit(op::CUMSUM, {in, integers({axis(in.rank())}, {})}, tensor(in.type, in.dimensions), options);
  }
  void add_select() {
    const value in = anything();
    const value other = partner(in);
    const shape chosen = broadcast(in.dimensions, other.dimensions);
    const value condition = input(TensorType::BOOL, take_.one_in(2) ? chosen : shape{});
    emit(op::SELECT_V2, {condition, in, other}, tensor(in.type, chosen, like(in)));
  }
  static shape broadcast(const shape& a, const shape& b) {
    shape result(std::max(a.size(), b.size()));
    for (std::size_t i = 0; i < result.size(); ++i) {
      const std::int32_t x = i < a.size() ? a[a.size() - 1 - i] : 1;
      const std::int32_t y = i < b.size() ? b[b.size() - 1 - i] : 1;
      result[result.size() - 1 - i] = std::max(x, y);
    }
    return result;
  }
  void add_binary() {
    constexpr op codes[] = {op::ADD,
                            op::SUB,
                            op::MUL,
                            op::DIV,
                            op::MAXIMUM,
                            op::MINIMUM,
                            op::EQUAL,
                            op::NOT_EQUAL,
                            op::LESS,
                            op::LESS_EQUAL,
                            op::GREATER,
                            op::GREATER_EQUAL,
                            op::LOGICAL_AND,
                            op::LOGICAL_OR,
                            op::FLOOR_DIV,
                            op::FLOOR_MOD,
                            op::SQUARED_DIFFERENCE};
    const op code = take_.one_of(codes);
    const bool is_logical = code == op::LOGICAL_AND || code == op::LOGICAL_OR;
    const bool is_float = code == op::FLOOR_DIV || code == op::FLOOR_MOD;
    const value first = is_logical         ? of_type(TensorType::BOOL, take_.between(0, 4))
                        : is_float         ? of_type(TensorType::FLOAT32, take_.between(0, 4))
                        : take_.one_in(16) ? anything()
                                           : activations(take_.between(1, 4));
    value second = partner(first);
    const bool compares = code == op::EQUAL || code == op::NOT_EQUAL || code == op::LESS ||
                          code == op::LESS_EQUAL || code == op::GREATER || code == op::GREATER_EQUAL;
    const TensorType type = compares ? TensorType::BOOL : first.type;
    const bool same = code == op::MAXIMUM || code == op::MINIMUM;
    if (same && second.index != first.index)
      second = constant(first.type, second.dimensions, first.quantized);
    const value out =
        tensor(type, broadcast(first.dimensions, second.dimensions), same ? first.quantized : quantize(type));
    const bool swapped = take_.one_in(3);
    const std::vector<value> operands =
        swapped ? std::vector<value>{second, first} : std::vector<value>{first, second};
    if (code == op::ADD || code == op::SUB) {
      AddOptionsT options;
      options.fused_activation_function = fused();
      emit(code, operands, out, options);
    } else if (code == op::MUL || code == op::DIV) {
      MulOptionsT options;
      options.fused_activation_function = fused();
      emit(code, operands, out, options);
    } else {
      emit(code, operands, out);
    }
  }
  void add_reduction() {
    constexpr op codes[] = {op::MEAN,       op::SUM,     op::REDUCE_MAX, op::REDUCE_MIN,
                            op::REDUCE_ALL, op::ARG_MAX, op::ARG_MIN};
    const op code = take_.one_of(codes);
    const bool is_search = code == op::ARG_MAX || code == op::ARG_MIN;
    const value in = code == op::REDUCE_ALL ? input(TensorType::BOOL, dimensions(take_.between(1, 4)))
                                            : activations(take_.between(1, 4));
    indices axes;
    const std::int32_t count = is_search ? 1 : take_.between(1, in.rank());
    for (std::int32_t i = 0; i < count; ++i) axes.push_back(axis(in.rank()));
    ReducerOptionsT options;
    options.keep_dims = !is_search && take_.one_in(2);
    shape out;
    for (int i = 0; i < in.rank(); ++i) {
      const bool is_reduced = std::any_of(axes.begin(), axes.end(),
                                          [&](std::int32_t a) { return (a < 0 ? a + in.rank() : a) == i; });
      if (!is_reduced || options.keep_dims) out.push_back(is_reduced ? 1 : in.dimension(i));
    }
    emit(code, {in, integers(axes, is_search ? shape{} : shape{count})},
         is_search ? tensor(TensorType::INT32, out) : tensor(in.type, out, like(in)), options);
  }
};

}  // namespace mote_fuzz

#endif  // MOTE_TESTS_FUZZ_RANDOM_ARITHMETIC_HPP
