// SPDX-License-Identifier: Apache-2.0

// A case of the conformance collection compiled into the program.

#ifndef MOTE_TESTS_CONFORMANCE_STATIC_CASE_HPP
#define MOTE_TESTS_CONFORMANCE_STATIC_CASE_HPP

#include <doctest/doctest.h>

#include <cstddef>
#include <cstring>
#include <utility>
#include <vector>

#include "conformance.hpp"
#include "mote/run/static_model.hpp"

namespace mote_test {

template <class Net, std::size_t... I>
std::size_t set_inputs(Net& model, const std::vector<char>& bytes, std::index_sequence<I...>) {
  std::size_t at = 0;
  [[maybe_unused]] const auto set = [&](const auto& tensor) {
    REQUIRE(at + tensor.size_bytes() <= bytes.size());
    std::memcpy(tensor.data(), bytes.data() + at, tensor.size_bytes());
    at += tensor.size_bytes();
  };
  (set(model.template input<I>()), ...);
  return at;
}

template <class Net, std::size_t... I>
bool outputs_equal(Net& model, comparison outputs, std::index_sequence<I...>) {
  const auto add = [&](const auto& tensor) {
    outputs.add(mote::type_of<typename std::decay_t<decltype(tensor)>::value_type>, tensor.data(),
                tensor.size_bytes());
  };
  (add(model.template output<I>()), ...);
  return outputs.passed();
}

template <class Net>
void check_static_case(const conformance_case& subject) {
  static Net model;
  const std::vector<char> input = subject.file(".in");
  for (int i = 0; i < subject.invokes; ++i) {
    CHECK(set_inputs(model, input, std::make_index_sequence<Net::input_count>{}) == input.size());
    model.invoke();
  }
  CHECK(outputs_equal(model, comparison(subject.file(".out"), subject.tolerance),
                      std::make_index_sequence<Net::output_count>{}));
}

}  // namespace mote_test

#endif  // MOTE_TESTS_CONFORMANCE_STATIC_CASE_HPP
