// SPDX-License-Identifier: Apache-2.0
#include "mote/run/element_types.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "mote/ops/gather.hpp"
#include "mote/run/interpreter.hpp"
#include "support/both_times.hpp"
#include "support/moving.hpp"
#include "support/run_model.hpp"

namespace {

using mote::element_types;
using mote::error;
using mote::tensor_type;
using namespace mote_test;

using operators = mote::op_list<mote::ops::conv_2d, mote::ops::dequantize, mote::ops::fully_connected,
                                mote::ops::gather, mote::ops::quantize>;
using int8_only = mote::interpreter<operators, element_types<std::int8_t>>;

/// The problems of a model that is refused, none of one that loads.
template <class Interpreter>
constexpr mote::diagnosis problems_of(const model_description& model) {
  const auto bytes = write(model);
  const auto size = Interpreter::required_arena_bytes(bytes.view());
  return size ? mote::diagnosis() : size.error();
}

/// The output of a model whose inputs are 0, 1, 2 ...
template <class Interpreter, class T>
std::vector<T> output_of(const model_description& from) {
  const auto bytes = write(from);
  arena_memory arena(1024);
  auto model = Interpreter::load(bytes.view(), arena.bytes());
  REQUIRE(model);
  for (std::size_t i = 0; i < model->input_count(); ++i) {
    const auto input = model->input(i);
    for (std::size_t k = 0; k < input.size_bytes(); ++k) input.data()[k] = static_cast<std::byte>(k);
  }
  model->invoke();
  const auto output = model->output(0).template as<T>();
  return std::vector<T>(output.begin(), output.end());
}

/// Takes elements of [6], the numbers of which are int32 that come at run time.
constexpr model_description gathering(tensor_type type) {
  return with_type(one_node(mote::builtin_operator::gather,
                            {int8s({6}), unquantized(tensor_type::int32, {2}), int8s({2})}),
                   type);
}

}  // namespace

TEST_CASE("element_types: those listed, and int32") {
  using types = element_types<std::int8_t, float>;
  static_assert(types::has(tensor_type::int8) && types::has(tensor_type::float32));
  static_assert(types::has(tensor_type::int32) && types::has(tensor_type::resource));
  static_assert(!types::has(tensor_type::int16) && !types::has(tensor_type::int64));
  static_assert(types::has_v<std::int8_t> && types::has_v<float> && types::has_v<std::int32_t>);
  static_assert(!types::has_v<std::int16_t> && !types::has_v<mote::int4>);
  static_assert(types::has_size(1) && types::has_size(4) && !types::has_size(2) && !types::has_size(8));
  using small = element_types<mote::int4>;
  static_assert(small::has(tensor_type::int4) && small::has_v<mote::int4> && small::has_size(4));
}

TEST_CASE("element_types: the last list counts, and without one the operators are as they were") {
  using detail_list = mote::interpreter<operators, element_types<float>, element_types<std::int8_t>>;
  static_assert(std::is_same_v<detail_list::operators, int8_only::operators>);
  static_assert(!std::is_same_v<mote::interpreter<operators>::operators, int8_only::operators>);
}

TEST_CASE("element_types: models of these types run as ever") {
  using all = mote::interpreter<operators>;
  CHECK(output_of<int8_only, std::int8_t>(conv_2d_model()) == output_of<all, std::int8_t>(conv_2d_model()));
  CHECK(output_of<int8_only, std::int8_t>(fully_connected_model()) ==
        output_of<all, std::int8_t>(fully_connected_model()));
  // Indices out of range count as the last one.
  CHECK(output_of<int8_only, std::int8_t>(gathering(tensor_type::int8)) == std::vector<std::int8_t>{5, 5});
  using with_float = mote::interpreter<operators, element_types<float, std::int8_t>>;
  CHECK(output_of<with_float, float>(dequantize_model()) == output_of<all, float>(dequantize_model()));
}

TEST_CASE("element_types: other types are refused, with node and tensor") {
  CHECK(both_times([] {
    const auto found = problems_of<int8_only>(dequantize_model());
    return found.count() == 1 && found[0].code == error::unsupported_type && found[0].node == 0 &&
           found[0].tensor == 1 && found[0].detail == static_cast<std::int64_t>(tensor_type::float32);
  }));
  CHECK(both_times([] {
    const auto found = problems_of<int8_only>(quantize_model());
    return found.count() == 1 && found[0].code == error::unsupported_type && found[0].tensor == 0;
  }));
  // Every tensor of the node that has one, and nothing more: the operator's own checks come later.
  CHECK(both_times([] {
    const auto found = problems_of<int8_only>(gathering(tensor_type::int16));
    return found.count() == 2 && found[0].tensor == 0 && found[1].tensor == 2;
  }));
  CHECK(both_times([] {
    return problems_of<mote::interpreter<operators, element_types<float>>>(conv_2d_model())[0].code ==
           error::unsupported_type;
  }));
  CHECK(both_times([] { return problems_of<int8_only>(conv_2d_model()).ok(); }));
}
