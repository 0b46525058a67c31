// SPDX-License-Identifier: Apache-2.0

// Models of the operators that reduce, and what all of them refuse.

#ifndef MOTE_TESTS_SUPPORT_REDUCTIONS_HPP
#define MOTE_TESTS_SUPPORT_REDUCTIONS_HPP

#include "refusal.hpp"
#include "small_models.hpp"

namespace mote_test {

constexpr model_description reduction_model(mote::builtin_operator code, const tensor_description& input,
                                            const tensor_description& axes, const tensor_description& output,
                                            bool keeps_dimensions = false) {
  return one_node(code, {input, axes, output},
                  {scalar(mote::schema::reducer_options::keep_dims, keeps_dimensions)});
}

/// [2, 3, 2] along the axes 0 and -1 to [3], int8 with one quantization.
constexpr model_description reduction_model(mote::builtin_operator code) {
  return reduction_model(code, activations({2, 3, 2}, 0.5F, -3), integer_vector<0, -1>(),
                         activations({3}, 0.5F, -3));
}

/// Whether wrong axes, shapes and types are refused in a model like the last one.
template <class Ops = tested_operators>
constexpr bool refuses_bad_reductions(const model_description& valid) {
  using mote::error;
  const auto refused = [&](auto change, error code, std::int32_t tensor) {
    return is_refused_after<Ops>(valid, change, code, tensor);
  };
  return refused([](auto& m) { m.tensors[1] = integer_vector<0, 3>(); }, error::bad_axis, 1) &&
         refused([](auto& m) { m.tensors[1] = integer_vector<-4, 0>(); }, error::bad_axis, 1) &&
         refused([](auto& m) { m.tensors[1].type = mote::tensor_type::float32; }, error::unsupported_type,
                 1) &&
         refused(
             [](auto& m) {
               m.tensors[1].data = {};
               m.inputs.push_back(1);
             },
             error::not_constant, 1) &&
         refused(
             [](auto& m) {
               m.tensors[2].shape = {1, 3, 1};
             },
             error::shape_mismatch, 2) &&
         refused([](auto& m) { m.tensors[2].shape = {2}; }, error::shape_mismatch, 2) &&
         refused([](auto& m) { m.tensors[0].type = mote::tensor_type::uint8; }, error::unsupported_type, 0) &&
         refused([](auto& m) { m.tensors[2].type = mote::tensor_type::uint8; }, error::unsupported_type, 2) &&
         refused([](auto& m) { m.nodes[0].inputs = {0}; }, error::bad_input_count, mote::none);
}

/// A search along one axis of int8 [2, 3].
template <std::int32_t Axis>
constexpr model_description search_model(mote::builtin_operator code, list<std::int32_t> output) {
  return reduction_model(code, activations({2, 3}, 0.5F, 0), integer_vector<Axis>(),
                         unquantized(mote::tensor_type::int32, output));
}

template <class Ops = tested_operators>
constexpr bool refuses_bad_searches(mote::builtin_operator code) {
  using mote::error;
  const auto refused = [&](auto change, error why, std::int32_t tensor) {
    return is_refused_after<Ops>(search_model<-1>(code, {2}), change, why, tensor);
  };
  return refused([](auto& m) { m.tensors[1] = integer_vector<2>(); }, error::bad_axis, 1) &&
         refused([](auto& m) { m.tensors[1] = integer_vector<0, 1>(); }, error::shape_mismatch, 1) &&
         refused(
             [](auto& m) {
               m.tensors[2].shape = {2, 1};
             },
             error::shape_mismatch, 2) &&
         refused([](auto& m) { m.tensors[2].type = mote::tensor_type::int64; }, error::unsupported_type, 2) &&
         refused([](auto& m) { m.tensors[0].type = mote::tensor_type::uint8; }, error::unsupported_type, 0);
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_REDUCTIONS_HPP
