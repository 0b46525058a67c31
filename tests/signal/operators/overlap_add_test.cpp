// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/operators/overlap_add.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::signal_overlap_add
#include "support/both_doors.hpp"
#include "support/both_times.hpp"
#include "support/random_source.hpp"
#include "support/signal_models.hpp"

namespace {

using mote::error;
using mote::tensor_type;
using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;
using mote_test::unquantized;
constexpr std::int32_t code_of(tensor_type type) { return static_cast<std::int32_t>(type); }
constexpr mote_test::option_list options{{"T", code_of(tensor_type::int16)}, {"frame_step", 2}};

/// Two streams, of which a call has two frames of five values each.
constexpr model_description two_streams(tensor_type type) {
  return mote_test::signal_model("SignalOverlapAdd", {{"T", code_of(type)}, {"frame_step", 2}},
                                 {unquantized(type, {2, 2, 5})}, {unquantized(type, {2, 4})});
}
constexpr model_description int16_model() { return two_streams(tensor_type::int16); }
constexpr model_description float_model() { return two_streams(tensor_type::float32); }

template <class T, model_description (*Make)()>
void check_streams() {
  const mote::signal::overlap_add<T> sums{5, 2};
  mote_test::random_source random(7);
  mote_test::both_doors<Make> model;
  for (int round = 0; round < 2; ++round) {
    T states[2][3]{};
    for (int call = 0; call < 4; ++call) {
      std::vector<T> input(20);
      for (T& value : input) value = static_cast<T>(random.between(-20000, 20000));
      std::vector<T> expected(8);
      for (std::size_t frame = 0; frame < 4; ++frame)
        sums(states[frame / 2], input.data() + 5 * frame, expected.data() + 2 * frame);
      model.template set<0>(input);
      CHECK(model.template invoke<T>() == expected);
    }
    model.reset();
  }
}

}  // namespace

TEST_CASE("overlap add operator: unfinished sums are remembered until a reset") {
  check_streams<std::int16_t, int16_model>();
  check_streams<float, float_model>();
}

TEST_CASE("overlap add operator: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(int16_model(), change, code, tensor);
    };
    return mote_test::needs_its_options(int16_model(), options) &&
           refused([](model_description& m) { m.tensors[1].type = tensor_type::int32; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[0].type = m.tensors[1].type = tensor_type::float32; },
                   error::bad_option, 0) &&
           refused([](model_description& m) { m.tensors[0].shape = {opaque(20)}; }, error::shape_mismatch,
                   0) &&
           refused([](model_description& m) { m.tensors[1].shape = {8}; }, error::shape_mismatch, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {2, 5};
               },
               error::shape_mismatch, 1);
  }));
  CHECK(both_times([] {
    const auto refused = [](std::int32_t frame_step, error code, std::int32_t tensor) {
      return is_refused_with(int16_model(), {{"T", code_of(tensor_type::int16)}, {"frame_step", frame_step}},
                             code, tensor);
    };
    return refused(opaque(0), error::bad_option, mote::none) && refused(6, error::bad_option, mote::none) &&
           refused(3, error::shape_mismatch, 1) &&
           is_refused_with(int16_model(), {{"T", 7 + 256}, {"frame_step", 2}}, error::bad_option, 0);
  }));
}
