// SPDX-License-Identifier: Apache-2.0

// Models of one element by element operator, and what their outputs are near to.

#ifndef MOTE_TESTS_SUPPORT_UNARY_HPP
#define MOTE_TESTS_SUPPORT_UNARY_HPP

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "mote/run/static_model.hpp"
#include "refusal.hpp"
#include "run_model.hpp"
#include "small_models.hpp"

namespace mote_test {

/// How the integers of a tensor stand for reals.
struct scaled {
  float scale;
  int zero_point;
};

constexpr tensor_description integer_tensor(mote::tensor_type type, const list<std::int32_t>& shape,
                                            scaled as) {
  tensor_description result = activations(shape, as.scale, as.zero_point);
  result.type = type;
  return result;
}

/// An operator that takes integers to integers of the same type.
constexpr model_description unary_model(mote::builtin_operator code, mote::tensor_type type, scaled in,
                                        scaled out, const list<field>& options = {},
                                        const list<std::int32_t>& shape = {2, 3}) {
  return one_node(code, {integer_tensor(type, shape, in), integer_tensor(type, shape, out)}, options);
}
/// One that takes floats to floats.
constexpr model_description unary_float_model(mote::builtin_operator code, const list<field>& options = {},
                                              const list<std::int32_t>& shape = {2, 3}) {
  const tensor_description floats = unquantized(mote::tensor_type::float32, shape);
  return one_node(code, {floats, floats}, options);
}

/// The value of a function object that is made of the model's node.
template <class Function, class T>
constexpr auto value_of(const model_description& model, T x) {
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  return Function(mote::node_view(graph, 0))(x);
}

template <class T, class Ops = tested_operators>
std::vector<T> run_unary(mote::builtin_operator code, scaled in, scaled out, const std::vector<T>& input,
                         const list<field>& options = {}) {
  const auto size = static_cast<std::int32_t>(input.size());
  return run_model<T, Ops>(unary_model(code, mote::type_of<T>, in, out, options, {size}), input);
}
template <class Ops = tested_operators>
std::vector<float> run_unary(mote::builtin_operator code, const std::vector<float>& input,
                             const list<field>& options = {}) {
  const auto size = static_cast<std::int32_t>(input.size());
  return run_model<float, Ops>(unary_float_model(code, options, {size}), input);
}

/// 256 values, the lowest and the highest among them: for int8 every one.
template <class T>
std::vector<T> all_over() {
  constexpr int step = sizeof(T) == 1 ? 1 : 257;
  std::vector<T> result;
  for (int i = 0; i < 256; ++i) result.push_back(static_cast<T>(std::numeric_limits<T>::min() + step * i));
  return result;
}

/// The outputs for values all over T are at most `steps` from those of a function of reals, and the same
/// where the interpreter makes a table.
template <class T, class Ops = tested_operators, class Function>
void check_curve(mote::builtin_operator code, scaled in, scaled out, double steps, Function function,
                 const list<field>& options = {}) {
  std::vector<T> input = all_over<T>();
  const std::vector<T> output = run_unary<T, Ops>(code, in, out, input, options);
  REQUIRE(output.size() == input.size());
  for (std::size_t i = 0; i < input.size(); ++i) {
    const double exact = function(static_cast<double>(in.scale) * (input[i] - in.zero_point));
    const double stored = exact / static_cast<double>(out.scale) + out.zero_point;
    const double low = std::numeric_limits<T>::min();
    const double high = std::numeric_limits<T>::max();
    CAPTURE(int{input[i]});
    CHECK(std::fabs(output[i] - std::min(std::max(stored, low), high)) <= steps);
  }
  input.push_back(input[7]);
  std::vector<T> longer = run_unary<T, Ops>(code, in, out, input, options);
  REQUIRE(longer.size() == input.size());
  CHECK(longer.back() == output[7]);
  longer.pop_back();
  CHECK(longer == output);
}

/// The floats that come out are those of `function`, at most 1e-6 of the value, or of 1, away.
template <class Ops = tested_operators, class Function>
void check_floats(mote::builtin_operator code, const std::vector<float>& input, Function function,
                  const list<field>& options = {}) {
  const std::vector<float> output = run_unary<Ops>(code, input, options);
  REQUIRE(output.size() == input.size());
  for (std::size_t i = 0; i < input.size(); ++i) {
    const double exact = function(static_cast<double>(input[i]));
    CAPTURE(input[i]);
    CHECK(std::fabs(static_cast<double>(output[i]) - exact) <= 1e-6 * std::max(1.0, std::fabs(exact)));
  }
}

/// A static model of one operator gives what the interpreter gives.
template <model_description (*Make)(), class Op, class T>
void check_static(const std::vector<T>& input) {
  static mote::static_model<bytes_of<Make>, Op> model;
  const auto to = model.template input<0>();
  REQUIRE(to.size() == input.size());
  std::copy(input.begin(), input.end(), to.begin());
  model.invoke();
  const auto output = model.template output<0>();
  CHECK(std::vector<T>(output.begin(), output.end()) == run_model<T, mote::op_list<Op>>(Make(), input));
}

/// Floats only: integers are refused.
template <class Ops = tested_operators>
constexpr bool takes_floats_only(mote::builtin_operator code) {
  return is_refused_after<Ops>(
             unary_float_model(code),
             [](model_description& m) { m.tensors[0].type = m.tensors[1].type = mote::tensor_type::int8; },
             mote::error::unsupported_type, 0) &&
         is_refused_after<Ops>(
             unary_float_model(code),
             [](model_description& m) { m.tensors[1].type = mote::tensor_type::int8; },
             mote::error::unsupported_type, 1);
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_UNARY_HPP
