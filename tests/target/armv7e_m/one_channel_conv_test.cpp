// SPDX-License-Identifier: Apache-2.0
#include "mote/target/armv7e_m/one_channel_conv.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote::activation_format;
using mote_test::activations_of;
using mote_test::constant_of;

template <class Kernel, activation_format Out, class Geometry>
std::vector<std::int8_t> run(const Geometry& g, const mote::node_view& view,
                             const std::vector<std::int8_t>& input, std::size_t outputs) {
  // Behind packed words, scratch and output lies a mark that must stay.
  constexpr std::uint32_t mark = 0xdeadbeef;
  std::vector<std::uint32_t> packed(Kernel::packed_words(view) + 1, mark);
  Kernel::pack(view, packed.data());
  CHECK(packed.back() == mark);
  std::vector<std::uint32_t> scratch(Kernel::scratch_bytes(view) / 4 + 1, mark);
  std::vector<std::int8_t> output(outputs + 1, 99);
  Kernel::template run<activation_format::plain, Out>(g, input.data(), packed.data(), output.data(),
                                                      scratch.data());
  CHECK(scratch.back() == mark);
  CHECK(output.back() == 99);
  output.pop_back();
  if (Out == activation_format::plain) return output;
  const auto depth = static_cast<std::size_t>(g.output_depth());
  for (std::size_t i = 0; i < outputs; ++i) {
    if (i % depth % 2 == 0) output[i] = static_cast<std::int8_t>(output[i] ^ -128);
  }
  return output;
}

struct shape {
  bool same;
  std::int32_t batches, height, width, depth, filter_height, filter_width, stride_height;

  constexpr mote::window vertical() const {
    return {height, size(height, filter_height, stride_height), filter_height, stride_height, 1};
  }
  constexpr mote::window horizontal() const {
    return {width, size(width, filter_width, 2), filter_width, 2, 1};
  }
  constexpr std::int32_t size(std::int32_t input, std::int32_t filter, std::int32_t stride) const {
    return same ? (input + stride - 1) / stride : (input - filter) / stride + 1;
  }
};

template <const shape& S>
using geometry_of = mote::conv_geometry<
    mote::static_extents<S.batches, S.height, S.width, 1, S.vertical().output, S.horizontal().output, S.depth,
                         S.filter_height, S.filter_width, 1, S.stride_height, 2, 1, 1,
                         S.vertical().padding_before(), S.horizontal().padding_before()>>;

/// Random layers of a shape equal the oracle, as plain and as depthwise convolution.
template <class Kernel, const shape& S>
void check_shape(mote_test::random_source& random, bool any_zero_point) {
  int taken = 0;
  const int rounds = mote_test::rounds(12, 4);
  for (int round = 0; round < rounds; ++round) {
    const bool depthwise = round % 2 == 0;
    constexpr int input_zero_points[] = {-128, 0, 127, 83};
    const int terms = S.filter_height * S.filter_width;
    oracle::window window;
    window.same_padding = S.same;
    window.stride_h = S.stride_height;
    window.stride_w = 2;
    const auto input = mote_test::random_tensor<std::int8_t>(random, {S.batches, S.height, S.width, 1},
                                                             {{0.05F}, random.one_of(input_zero_points)});
    std::vector<float> scales(S.depth <= 32 ? static_cast<std::size_t>(S.depth) : 1);
    for (float& scale : scales) scale = random.real(0.001F, 0.004F);
    const oracle::shape dimensions = depthwise ? oracle::shape{1, S.filter_height, S.filter_width, S.depth}
                                               : oracle::shape{S.depth, S.filter_height, S.filter_width, 1};
    const auto filter = mote_test::random_tensor<std::int8_t>(random, dimensions, {scales, 0});
    const auto bias = mote_test::random_bias(random, S.depth, terms);
    const oracle::quantization quantized{{random.real(0.05F, 0.2F)},
                                         any_zero_point ? mote_test::random_zero_point(random) : -128};
    const auto expected =
        depthwise
            ? oracle::depthwise_conv_2d(input, filter, bias.data, window, oracle::activation::none, quantized)
            : oracle::conv_2d(input, filter, bias.data, window, oracle::activation::none, quantized);

    using mote_test::scalar;
    using option = mote::schema::depthwise_conv_2d_options;
    using conv_option = mote::schema::conv_2d_options;
    const auto padding = static_cast<std::int8_t>(S.same ? 0 : 1);
    const auto model =
        depthwise
            ? mote_test::one_node(
                  mote::builtin_operator::depthwise_conv_2d,
                  {activations_of(input), constant_of(filter, 3), constant_of(bias),
                   activations_of(expected)},
                  {scalar(option::padding, padding), scalar(option::stride_w, 2),
                   scalar(option::stride_h, S.stride_height), scalar(option::depth_multiplier, S.depth)})
            : mote_test::one_node(mote::builtin_operator::conv_2d,
                                  {activations_of(input), constant_of(filter, 0), constant_of(bias),
                                   activations_of(expected)},
                                  {scalar(conv_option::padding, padding), scalar(conv_option::stride_w, 2),
                                   scalar(conv_option::stride_h, S.stride_height)});
    const auto bytes = mote_test::write<40 * 1024>(model);
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, 0);
    if (!Kernel::supports(view)) continue;
    ++taken;
    const mote::conv_geometry<mote::dynamic_extents<16>> dynamic{
        depthwise ? mote::ops::depthwise_conv_2d::extents(view) : mote::ops::conv_2d::extents(view)};
    const geometry_of<S> fixed;
    const std::size_t size = expected.data.size();
    CHECK(run<Kernel, activation_format::plain>(fixed, view, input.data, size) == expected.data);
    CHECK(run<Kernel, activation_format::plain>(dynamic, view, input.data, size) == expected.data);
    CHECK(run<Kernel, activation_format::mixed>(fixed, view, input.data, size) == expected.data);
    CHECK(run<Kernel, activation_format::mixed>(dynamic, view, input.data, size) == expected.data);
  }
  // The search for fitting constants may miss now and then.
  CHECK(taken * 4 >= rounds * 3);
}

// same, batches, height, width, depth, filter height and width, vertical stride
constexpr shape keyword_spotting{true, 1, 49, 10, 6, 10, 4, 2};
constexpr shape micro_speech{true, 1, 49, 40, 3, 10, 8, 2};
constexpr shape odd_filter{true, 2, 9, 11, 5, 3, 5, 1};
constexpr shape small_filter{true, 1, 7, 14, 4, 3, 3, 3};
constexpr shape one_row{false, 1, 1, 24, 8, 1, 7, 1};
constexpr shape one_pair{false, 1, 8, 8, 2, 7, 2, 1};
constexpr shape no_padding{false, 1, 30, 21, 4, 5, 6, 2};
constexpr shape one_tap{false, 1, 5, 9, 260, 1, 1, 1};

template <class Kernel>
void check_shapes(bool any_zero_point) {
  mote_test::random_source random(77);
  check_shape<Kernel, keyword_spotting>(random, any_zero_point);
  check_shape<Kernel, micro_speech>(random, any_zero_point);
  check_shape<Kernel, odd_filter>(random, any_zero_point);
  check_shape<Kernel, small_filter>(random, any_zero_point);
  check_shape<Kernel, one_row>(random, any_zero_point);
  check_shape<Kernel, one_pair>(random, any_zero_point);
  check_shape<Kernel, no_padding>(random, any_zero_point);
  check_shape<Kernel, one_tap>(random, any_zero_point);
}

}  // namespace

TEST_CASE("one_channel_conv: random layers of all shapes equal the oracle") {
  check_shapes<mote::armv7e_m::one_channel_conv>(false);
}

TEST_CASE("one_channel_conv_rounding: random layers of all shapes and zero points equal the oracle") {
  check_shapes<mote::armv7e_m::one_channel_conv_rounding>(true);
}
