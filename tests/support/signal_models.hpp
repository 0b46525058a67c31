// SPDX-License-Identifier: Apache-2.0

// Models of one signal operator.

#ifndef MOTE_TESTS_SUPPORT_SIGNAL_MODELS_HPP
#define MOTE_TESTS_SUPPORT_SIGNAL_MODELS_HPP

#include <cstddef>
#include <cstdint>

#include "flexbuffer_writer.hpp"
#include "handmade_model.hpp"
#include "refusal.hpp"
#include "small_models.hpp"

namespace mote_test {

/// Tensors are the inputs, constants included, and then the outputs.
constexpr model_description signal_model(const char* custom_code, const option_list& options,
                                         const list<tensor_description>& inputs,
                                         const list<tensor_description>& outputs) {
  model_description model;
  model.codes = {{mote::builtin_operator::custom, 1, custom_code}};
  model.nodes = {node_description{}};
  node_description& node = model.nodes[0];
  if (options.size() > 0) node.custom_options = write_options(options);
  for (const tensor_description& tensor : inputs) {
    const auto index = static_cast<std::int32_t>(model.tensors.size());
    node.inputs.push_back(index);
    if (tensor.data.count == 0) model.inputs.push_back(index);
    model.tensors.push_back(tensor);
  }
  for (const tensor_description& tensor : outputs) {
    const auto index = static_cast<std::int32_t>(model.tensors.size());
    node.outputs.push_back(index);
    model.outputs.push_back(index);
    model.tensors.push_back(tensor);
  }
  return model;
}

/// A constant, whose values must live until the model is written.
template <std::size_t Size>
constexpr tensor_description int16_constant(const std::int16_t (&values)[Size]) {
  tensor_description result = unquantized(mote::tensor_type::int16, {static_cast<std::int32_t>(Size)});
  result.data = {values, Size};
  return result;
}

/// Whether a model is refused, with these options in place of its own.
template <class Ops = tested_operators>
constexpr bool is_refused_with(model_description model, const option_list& options, mote::error code,
                               std::int32_t tensor = mote::none) {
  model.nodes[0].custom_options = write_options(options);
  return is_refused<Ops>(model, code, tensor);
}

/// Whether a model loads, but neither without its options, nor with damaged ones, nor with any of them
/// missing.
template <class Ops = tested_operators>
constexpr bool needs_its_options(const model_description& model, const option_list& options) {
  const auto refused = [&](const option_bytes& bytes) {
    model_description other = model;
    other.nodes[0].custom_options = bytes;
    return is_refused<Ops>(other, mote::error::bad_custom_options, mote::none);
  };
  if (!loads<Ops>(model) || !refused({}) || !refused({0, 0, 0, 0})) return false;
  for (std::size_t missing = 0; missing < options.size(); ++missing) {
    option_list others;
    for (std::size_t i = 0; i < options.size(); ++i) {
      if (i != missing) others.push_back(options[i]);
    }
    if (!refused(write_options(others))) return false;
  }
  return true;
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_SIGNAL_MODELS_HPP
