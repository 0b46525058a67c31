// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/reshape.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "mote/run/interpreter.hpp"
#include "support/both_times.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

TEST_CASE("reshape: the elements stay as they are, and where they are") {
  static constexpr auto bytes = write(mote_test::reshape_model());
  mote_test::arena_memory arena(64);
  auto model = mote::interpreter<mote::ops::reshape>::load(bytes.view(), arena.bytes());
  REQUIRE(model);
  CHECK(model->arena_bytes() == 6);
  CHECK(model->input(0).data() == model->output(0).data());
  const auto input = model->input(0).as<std::int8_t>();
  for (std::size_t i = 0; i < input.size(); ++i) input[i] = static_cast<std::int8_t>(10 * i);
  model->invoke();
  const auto output = model->output(0).as<std::int8_t>();
  CHECK(output.shape() == mote::shape(6));
  for (std::size_t i = 0; i < output.size(); ++i) CHECK(output[i] == static_cast<std::int8_t>(10 * i));
}

TEST_CASE("reshape: a constant is copied") {
  static constexpr std::int8_t elements[] = {1, 2, 3, 4, 5, 6};
  auto model = mote_test::reshape_model();
  model.tensors[0].data = {elements, 6};
  model.inputs = {};
  CHECK(mote_test::run_model<std::int8_t>(model) == std::vector<std::int8_t>(elements, elements + 6));
}

TEST_CASE("reshape: the new shape may stand in a second input") {
  static constexpr std::int32_t new_shape[] = {6};
  auto model = mote_test::reshape_model();
  mote_test::tensor_description shape = mote_test::unquantized(mote::tensor_type::int32, {1});
  shape.data = {new_shape, 1};
  model.tensors.push_back(shape);
  model.nodes[0].inputs = {0, 2};
  const std::vector<std::int8_t> elements{1, 2, 3, 4, 5, 6};
  CHECK(mote_test::run_model<std::int8_t>(model, elements) == elements);
}

TEST_CASE("reshape: elements of other types") {
  auto model = mote_test::reshape_model();
  for (std::size_t i = 0; i < 2; ++i) {
    model.tensors[i].type = mote::tensor_type::float32;
    model.tensors[i].scales = {};
  }
  const std::vector<float> elements{1.5F, -2.5F, 3, 4, 5, 6};
  CHECK(mote_test::run_model<float>(model, elements) == elements);
}

TEST_CASE("reshape: what is refused") {
  using mote::error;
  using mote_test::model_description;
  CHECK(mote_test::both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(mote_test::reshape_model(), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[1].shape = {mote_test::opaque(5)}; },
                   error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::uint8; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.nodes[0].inputs = {}; }, error::bad_input_count, mote::none);
  }));
}
