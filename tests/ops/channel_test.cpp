// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/channel.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/refusal.hpp"
#include "support/small_models.hpp"

namespace {

using mote::error;
using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;

using table_in_double = mote::channel_table<mote::scale_product::in_double, 0>;
using table_in_float = mote::channel_table<mote::scale_product::in_float, 0>;

template <class Table, class Use>
constexpr auto with_table(const model_description& model, Use use) {
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  return use(Table(view));
}

constexpr bool same(mote::quantized_multiplier a, mote::quantized_multiplier b) {
  return a.value == b.value && a.exponent == b.exponent;
}

}  // namespace

TEST_CASE("channel: one scale is that of all channels") {
  CHECK(both_times([] {
    // 0.5 * 0.25 / 2 = 2^-4
    return with_table<table_in_double>(mote_test::fully_connected_model(), [](const auto& table) {
      return table.size() == 2 && table[opaque(0)].bias == 100 && table[1].bias == -200 &&
             same(table[0].multiplier, {1 << 30, -3}) && same(table[1].multiplier, {1 << 30, -3});
    });
  }));
}

TEST_CASE("channel: a scale for each channel, along the last axis") {
  CHECK(both_times([] {
    auto model = mote_test::depthwise_conv_2d_model();
    model.tensors[1].scales = {0.25F, 0.75F};
    model.tensors[1].zero_points = {0, 0};
    model.tensors[1].quantized_dimension = 3;
    using table = mote::channel_table<mote::scale_product::in_double, 3>;
    return with_table<table>(model, [](const auto& channels) {
      return channels.size() == 2 && same(channels[opaque(0)].multiplier, {1 << 30, -3}) &&
             same(channels[1].multiplier, {3 << 29, -2});
    });
  }));
}

TEST_CASE("channel: without a bias it is 0") {
  CHECK(both_times([] {
    auto model = mote_test::fully_connected_model();
    model.nodes[0].inputs[2] = opaque(-1);
    return with_table<table_in_double>(
        model, [](const auto& table) { return table[0].bias == 0 && table[1].bias == 0; });
  }));
}

TEST_CASE("channel: those of int16 take a bias of any width, those of floats have nothing else") {
  CHECK(both_times([] {
    constexpr std::int16_t halves[] = {-5, 6};
    constexpr std::int64_t longs[] = {-5, INT64_C(1) << 40};
    constexpr float floats[] = {-5, 0.5F};
    using wide_table = mote::channel_table<mote::scale_product::in_double, 0, mote::wide_channel>;
    auto model = mote_test::fully_connected_model();
    const auto with_bias = [&](mote::tensor_type type, mote_test::constant_data data, auto use) {
      model.tensors[2].type = type;
      model.tensors[2].data = data;
      return with_table<wide_table>(model, use);
    };
    return with_bias(mote::tensor_type::int16, {halves, 2},
                     [](const auto& table) {
                       return table[opaque(0)].bias == -5 && table[1].bias == 6 &&
                              same(table[1].multiplier, {1 << 30, -3});
                     }) &&
           with_bias(mote::tensor_type::int64, {longs, 2},
                     [](const auto& table) {
                       return table[opaque(0)].bias == -5 && table[1].bias == INT64_C(1) << 40;
                     }) &&
           with_bias(mote::tensor_type::float32, {floats, 2}, [&](const auto& table) {
             return table[0].bias == 0 &&
                    with_table<mote::float_channel_table<0>>(model, [](const auto& of_floats) {
                      return of_floats.size() == 2 && of_floats[0].bias == -5.0F && of_floats[1].bias == 0.5F;
                    });
           });
  }));
}

TEST_CASE("channel: a product in float differs from one in double, and only for weights of one scale") {
  auto model = mote_test::fully_connected_model();
  mote_test::random_source random(72);
  int differences = 0;
  for (int round = 0; round < mote_test::rounds(20000, 200); ++round) {
    const float input = random.real(0.001F, 0.1F);
    const float weight = random.real(0.001F, 0.1F);
    const float output = random.real(0.001F, 0.1F);
    const double exact_output = oracle::real(output);
    model.tensors[0].scales = {input};
    model.tensors[1].scales = {weight};
    model.tensors[1].zero_points = {0};
    model.tensors[3].scales = {output};
    const float product = input * weight;
    const auto in_float = oracle::quantize_multiplier(oracle::real(product) / exact_output);
    const auto in_double =
        oracle::quantize_multiplier(oracle::real(input) * oracle::real(weight) / exact_output);
    const auto first = [](const auto& table) { return table[0].multiplier; };
    const auto ours_in_float = with_table<table_in_float>(model, first);
    CHECK(same(ours_in_float, {in_float.value, in_float.shift}));
    CHECK(same(with_table<table_in_double>(model, first), {in_double.value, in_double.shift}));
    differences += in_float.value != in_double.value ? 1 : 0;

    model.tensors[1].scales = {weight, weight};
    model.tensors[1].zero_points = {0, 0};
    CHECK(same(with_table<table_in_float>(model, first), {in_double.value, in_double.shift}));
  }
  CHECK(differences > mote_test::rounds(5000, 50));
}

TEST_CASE("channel: scales of weights may be 0, and are else finite and positive") {
  CHECK(both_times([] {
    auto model = mote_test::fully_connected_model();
    model.tensors[1].scales = {0.25F, opaque(0.0F)};
    model.tensors[1].zero_points = {0, 0};
    return mote_test::loads(model) && with_table<table_in_double>(model, [](const auto& table) {
             return same(table[1].multiplier, {0, 0});
           });
  }));
  CHECK(both_times([] {
    const auto refused = [](float scale) {
      return is_refused_after(
          mote_test::fully_connected_model(),
          [=](model_description& m) { m.tensors[1].scales = {opaque(scale)}; }, error::bad_scale, 1);
    };
    return refused(-0.25F) && refused(std::numeric_limits<float>::infinity()) &&
           refused(std::numeric_limits<float>::quiet_NaN());
  }));
}

TEST_CASE("channel: what else is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(mote_test::fully_connected_model(), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[1].scales = {}; }, error::missing_quantization, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].scales = {1, 1, 1};
               },
               error::bad_scale_count, 1) &&
           refused([](model_description& m) { m.tensors[1].zero_points = {opaque(1)}; },
                   error::bad_zero_point, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].zero_points = {0, -1};
               },
               error::bad_zero_point, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].scales = {1, 1};
                 m.tensors[1].quantized_dimension = 1;
               },
               error::bad_quantized_dimension, 1) &&
           refused([](model_description& m) { m.tensors[3].scales = {1e-12F}; }, error::scales_too_far_apart,
                   1) &&
           refused(
               [](model_description& m) {
                 m.tensors[2].data = {};
                 m.inputs.push_back(2);
               },
               error::not_constant, 2);
  }));
  CHECK(both_times([] {
    const auto refused = [](auto change, error code) {
      return is_refused_after(mote_test::fully_connected_model(), change, code, 2);
    };
    return refused([](model_description& m) { m.tensors[2] = mote_test::bias(opaque(3)); },
                   error::shape_mismatch) &&
           refused([](model_description& m) { m.tensors[2] = mote_test::weights({opaque(2)}, 1.0F); },
                   error::unsupported_type);
  }));
}
