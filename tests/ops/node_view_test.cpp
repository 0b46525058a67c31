// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/node_view.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "support/both_times.hpp"
#include "support/small_models.hpp"

namespace {

using mote::error;
using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;

/// What a check of node 0 finds: the code of the only problem, or that it held and found none.
struct outcome {
  bool held = false;
  mote::diagnosis found;

  constexpr bool ok() const { return held && found.ok(); }
  constexpr bool is(error code, std::int32_t tensor, std::int64_t detail) const {
    return !held && found.count() == 1 && found[0].code == code && found[0].node == 0 &&
           found[0].tensor == tensor && found[0].detail == detail;
  }
};

template <class Check>
constexpr outcome check(const model_description& model, Check run) {
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  outcome result;
  result.found = mote::diagnosis::of([&](mote::problem_log& log) {
    mote::node_check checks(view, log);
    result.held = run(checks);
  });
  return result;
}

constexpr outcome check_quantized(float scale, std::int64_t zero_point,
                                  mote::tensor_type type = mote::tensor_type::int8) {
  auto model = mote_test::fully_connected_model();
  model.tensors[0].type = type;
  model.tensors[0].scales = {scale};
  model.tensors[0].zero_points = {opaque(zero_point)};
  return check(model, [](mote::node_check& c) { return c.quantized(c.input(0)); });
}

}  // namespace

TEST_CASE("node_view: a node with its tensors") {
  CHECK(both_times([] {
    const auto bytes = write(mote_test::fully_connected_model());
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, opaque(0));
    return &view.owner() == &graph && view.index() == 0 &&
           view.code() == mote::builtin_operator::fully_connected && view.version() == 1 &&
           view.custom_code().empty() && view.input_count() == 3 && view.output_count() == 1 &&
           view.input_index(1) == 1 && view.output_index(0) == 3 && view.has_input(2) &&
           view.input(0).shape == mote::shape(1, 4) && view.input(2).type == mote::tensor_type::int32 &&
           view.output().shape == mote::shape(1, 2);
  }));
}

TEST_CASE("node_view: inputs that are absent") {
  CHECK(both_times([] {
    auto model = mote_test::fully_connected_model();
    model.nodes[0].inputs = {0, 1, opaque(-1)};
    const auto bytes = write(model);
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, 0);
    return view.input_count() == 3 && !view.has_input(2) && !view.has_input(3) &&
           view.input_index(7) == mote::none && view.output_index(1) == mote::none &&
           view.input(2).shape.rank() == 0 && !view.input(2).is_constant();
  }));
}

TEST_CASE("node_view: tensors that the graph doesn't have read as empty") {
  CHECK(both_times([] {
    auto model = mote_test::fully_connected_model();
    model.nodes[0].inputs = {opaque(1000), -7};
    model.nodes[0].outputs = {};
    const auto bytes = write(model);
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, 0);
    return view.input_index(0) == 1000 && view.input(0).shape.rank() == 0 &&
           view.input(1).shape.rank() == 0 && view.output().shape.rank() == 0;
  }));
}

TEST_CASE("node_check: numbers of operands") {
  CHECK(both_times([] {
    const auto operands = [](int fewest, int most, int outputs, std::int32_t last_input) {
      auto model = mote_test::fully_connected_model();
      model.nodes[0].inputs = {0, 1, opaque(last_input)};
      return check(model, [=](mote::node_check& c) { return c.operands(fewest, most, outputs); });
    };
    return operands(2, 3, 1, 2).ok() && operands(3, 3, 1, 2).ok() && operands(2, 3, 1, -1).ok() &&
           operands(1, 2, 1, 2).is(error::bad_input_count, mote::none, 3) &&
           operands(4, 5, 1, 2).is(error::bad_input_count, mote::none, 3) &&
           operands(3, 3, 2, 2).is(error::bad_output_count, mote::none, 1) &&
           operands(3, 3, 1, -1).is(error::missing_input, mote::none, 2);
  }));
}

TEST_CASE("node_check: types and ranks") {
  CHECK(both_times([] {
    const auto model = mote_test::fully_connected_model();
    using mote::tensor_type;
    return check(model,
                 [](mote::node_check& c) {
                   return c.type(c.input(0), {tensor_type::int16, tensor_type::int8});
                 })
               .ok() &&
           check(model, [](mote::node_check& c) { return c.type(c.input(2), {tensor_type::int8}); })
               .is(error::unsupported_type, 2, opaque(2)) &&
           check(model, [](mote::node_check& c) { return c.rank(c.input(0), 2); }).ok() &&
           check(model, [](mote::node_check& c) {
             return c.rank(c.output(), 4);
           }).is(error::shape_mismatch, 3, 2);
  }));
}

TEST_CASE("node_check: scales are finite and positive") {
  CHECK(both_times([] {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    return check_quantized(0.5F, 0).ok() &&
           check_quantized(std::numeric_limits<float>::denorm_min(), 0).ok() &&
           check_quantized(std::numeric_limits<float>::max(), 0).ok() &&
           check_quantized(0.0F, 0).is(error::bad_scale, 0, 0) &&
           check_quantized(-0.0F, 0).is(error::bad_scale, 0, 0) &&
           check_quantized(-1.0F, 0).is(error::bad_scale, 0, 0) &&
           check_quantized(infinity, 0).is(error::bad_scale, 0, 0) &&
           check_quantized(-infinity, 0).is(error::bad_scale, 0, 0) &&
           check_quantized(std::numeric_limits<float>::quiet_NaN(), 0).is(error::bad_scale, 0, 0);
  }));
}

TEST_CASE("node_check: zero points are values of the type") {
  CHECK(both_times([] {
    using mote::tensor_type;
    constexpr std::int64_t far = std::int64_t{1} << 32;  // 0 in its low 32 bits
    return check_quantized(1.0F, -128).ok() && check_quantized(1.0F, 127).ok() &&
           check_quantized(1.0F, 128).is(error::bad_zero_point, 0, 128) &&
           check_quantized(1.0F, -129).is(error::bad_zero_point, 0, -129) &&
           check_quantized(1.0F, far).is(error::bad_zero_point, 0, far) &&
           check_quantized(1.0F, 255, tensor_type::uint8).ok() &&
           check_quantized(1.0F, -1, tensor_type::uint8).is(error::bad_zero_point, 0, -1) &&
           check_quantized(1.0F, -32768, tensor_type::int16).ok() &&
           check_quantized(1.0F, 0, tensor_type::int32).ok() &&
           check_quantized(1.0F, 1, tensor_type::int32).is(error::bad_zero_point, 0, 1);
  }));
}

TEST_CASE("node_check: quantization is there, one for the tensor, and the same for two") {
  CHECK(both_times([] {
    auto model = mote_test::fully_connected_model();
    model.tensors[3].scales = {0.5F};
    const auto same = [](mote::node_check& c) { return c.same_quantization(c.input(0), c.output()); };
    const bool differs_in_zero_point = check(model, same).is(error::quantization_mismatch, 3, 0);
    model.tensors[3].zero_points = {-3};
    const bool equal = check(model, same).ok();
    model.tensors[3].scales = {0.25F};
    const bool differs_in_scale = check(model, same).is(error::quantization_mismatch, 3, 0);
    model.tensors[3].scales = {0.25F, opaque(0.5F)};
    const auto output = [](mote::node_check& c) { return c.quantized(c.output()); };
    const bool per_channel = check(model, output).is(error::per_channel_not_supported, 3, 2);
    model.tensors[3].scales = {};
    return differs_in_zero_point && equal && differs_in_scale && per_channel &&
           check(model, output).is(error::missing_quantization, 3, 0);
  }));
}

TEST_CASE("node_check: the largest of the weights' scales") {
  CHECK(both_times([] {
    auto model = mote_test::fully_connected_model();
    model.tensors[1].scales = {0.5F, opaque(0.75F)};
    model.tensors[1].zero_points = {0, 0};
    float largest = 0.0F;
    return check(model, [&](mote::node_check& c) { return c.symmetric_weights(c.input(1), 0, 2, largest); })
               .ok() &&
           largest == 0.75F;
  }));
}

TEST_CASE("node_check: finite is what isn't infinite and isn't NaN") {
  CHECK(both_times([] {
    constexpr auto finite = [](float value) { return mote::node_check::is_finite(opaque(value)); };
    return finite(0.0F) && finite(-std::numeric_limits<float>::max()) &&
           finite(std::numeric_limits<float>::max()) && !finite(std::numeric_limits<float>::infinity()) &&
           !finite(-std::numeric_limits<float>::infinity()) &&
           !finite(std::numeric_limits<float>::quiet_NaN());
  }));
}

TEST_CASE("node_view: int16 activations are quantized around 0") {
  CHECK(both_times([] {
    const auto activations = [](mote::tensor_type type, std::int64_t zero_point) {
      auto model = mote_test::fully_connected_model();
      model.tensors[0].type = type;
      model.tensors[0].zero_points = {opaque(zero_point)};
      return check(model, [](mote::node_check& c) { return c.quantized_activations(c.input(0)); });
    };
    return activations(mote::tensor_type::int8, -3).ok() && activations(mote::tensor_type::int16, 0).ok() &&
           activations(mote::tensor_type::int16, -3).is(error::bad_zero_point, 0, -3);
  }));
}

TEST_CASE("node_view: variable tensors") {
  CHECK(both_times([] {
    const auto variable = [](std::size_t tensor, bool is_variable) {
      auto model = mote_test::fully_connected_model();
      model.tensors[tensor].is_variable = opaque(is_variable);
      return check(model,
                   [tensor](mote::node_check& c) { return c.variable(c.input(static_cast<int>(tensor))); });
    };
    return variable(0, true).ok() && variable(0, false).is(error::not_a_variable, 0, 0) &&
           variable(1, true).is(error::not_a_variable, 1, 0);  // a constant
  }));
}
