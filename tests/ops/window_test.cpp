// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/window.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/refusal.hpp"
#include "support/small_models.hpp"

namespace {

using mote::error;
using mote::padding;
using mote::window;
using mote_test::both_times;
using mote_test::opaque;
using option = mote::schema::conv_2d_options;

constexpr bool is(const mote::tap_range& range, std::int32_t first, std::int32_t last) {
  return range.first == first && range.last == last;
}

}  // namespace

TEST_CASE("window: output sizes") {
  CHECK(both_times([] {
    const auto size = [](padding scheme, std::int32_t input, std::int32_t filter, std::int32_t stride,
                         std::int32_t dilation) {
      return window{opaque(input), 1, filter, stride, dilation}.output_size(scheme);
    };
    return size(padding::valid, 10, 3, 1, 1) == 8 && size(padding::valid, 10, 3, 2, 1) == 4 &&
           size(padding::valid, 10, 3, 3, 1) == 3 && size(padding::valid, 10, 3, 1, 4) == 2 &&
           size(padding::valid, 3, 3, 5, 1) == 1 && size(padding::valid, 2, 3, 1, 1) == 0 &&
           size(padding::valid, 2, 9, 1, 1) < 0 && size(padding::same, 10, 3, 1, 1) == 10 &&
           size(padding::same, 10, 3, 2, 1) == 5 && size(padding::same, 11, 3, 2, 7) == 6 &&
           size(padding::same, 1, 9, 9, 9) == 1;
  }));
}

TEST_CASE("window: an odd padding has its larger half behind") {
  CHECK(both_times([] {
    const auto before = [](std::int32_t input, std::int32_t output, std::int32_t filter, std::int32_t stride,
                           std::int32_t dilation) {
      return window{opaque(input), output, filter, stride, dilation}.padding_before();
    };
    return before(10, 10, 3, 1, 1) == 1 && before(10, 10, 4, 1, 1) == 1 && before(10, 10, 5, 1, 1) == 2 &&
           before(10, 5, 3, 2, 1) == 0 && before(9, 5, 3, 2, 1) == 1 && before(10, 10, 3, 1, 4) == 4 &&
           before(10, 8, 3, 1, 1) == 0 && before(10, 1, 2, 5, 1) == 0;
  }));
}

TEST_CASE("window: the taps that fall into the image") {
  CHECK(both_times([] {
    const auto taps = [](std::int32_t origin, std::int32_t input, std::int32_t filter,
                         std::int32_t dilation) {
      return mote::tap_range(opaque(origin), input, filter, dilation);
    };
    return is(taps(0, 5, 3, 1), 0, 3) && is(taps(-1, 5, 3, 1), 1, 3) && is(taps(3, 5, 3, 1), 0, 2) &&
           is(taps(-2, 1, 5, 1), 2, 3) && is(taps(-4, 5, 3, 3), 2, 3) && is(taps(-3, 5, 3, 3), 1, 3) &&
           is(taps(4, 5, 3, 3), 0, 1) && is(taps(1, 5, 3, 3), 0, 2);
  }));
}

TEST_CASE("window: the positions from which it covers an element") {
  CHECK(both_times([] {
    const auto is_covered_from = [](std::int32_t reach, std::int32_t count, std::int32_t filter,
                                    std::int32_t stride, std::int32_t first, std::int32_t last) {
      const mote::source_range range(opaque(reach), count, filter, stride);
      return range.first == first && range.last == last;
    };
    // Windows of 3 elements, 2 apart, begin at 0, 2, 4.
    return is_covered_from(0, 3, 3, 2, 0, 1) && is_covered_from(2, 3, 3, 2, 0, 2) &&
           is_covered_from(3, 3, 3, 2, 1, 2) && is_covered_from(4, 3, 3, 2, 1, 3) &&
           is_covered_from(6, 3, 3, 2, 2, 3) && is_covered_from(4, 2, 3, 2, 1, 2) &&
           // Between windows of 1 element, 3 apart, nothing is covered.
           is_covered_from(3, 2, 1, 3, 1, 2) && is_covered_from(4, 2, 1, 3, 2, 2) &&
           is_covered_from(2, 2, 1, 3, 1, 1);
  }));
}

TEST_CASE("window: random windows equal the oracle") {
  mote_test::random_source random(73);
  for (int round = 0; round < mote_test::rounds(100000, 1000); ++round) {
    const int filter = random.between(1, 9);
    const int stride = random.between(1, 5);
    const int dilation = random.between(1, 4);
    const bool same = random.chance(2);
    const int input = same ? random.between(1, 30) : (filter - 1) * dilation + random.between(1, 20);
    const int output = oracle::output_size(input, filter, stride, dilation, same);
    const window ours{input, output, filter, stride, dilation};
    CHECK(ours.output_size(same ? padding::same : padding::valid) == output);
    const int before = oracle::padding_before(input, output, filter, stride, dilation);
    CHECK(ours.padding_before() == before);
    for (int i = 0; i < output; ++i) {
      const int origin = i * stride - before;
      const mote::tap_range taps(origin, input, filter, dilation);
      for (int tap = 0; tap < filter; ++tap) {
        const int position = origin + tap * dilation;
        const bool is_inside = position >= 0 && position < input;
        if (is_inside != (tap >= taps.first && tap < taps.last)) FAIL_CHECK("a tap is on the wrong side");
      }
    }
  }
}

TEST_CASE("window: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto field, error code, std::int32_t tensor) {
      auto model = mote_test::conv_2d_model();
      model.nodes[0].set(field);
      return is_refused(model, code, tensor);
    };
    constexpr std::int32_t nowhere = mote::none;
    using mote_test::scalar;
    return refused(scalar(option::padding, opaque(std::int8_t{2})), error::bad_padding, nowhere) &&
           refused(scalar(option::padding, std::int8_t{-1}), error::bad_padding, nowhere) &&
           refused(scalar(option::padding, std::int8_t{0}), error::shape_mismatch, 3) &&
           refused(scalar(option::stride_w, opaque(0)), error::bad_stride, nowhere) &&
           refused(scalar(option::stride_h, -1), error::bad_stride, nowhere) &&
           refused(scalar(option::stride_h, INT32_MAX), error::bad_stride, nowhere) &&
           refused(scalar(option::stride_h, 2), error::shape_mismatch, 3);
  }));
  CHECK(both_times([] {
    const auto refused = [](auto field, error code, std::int32_t tensor) {
      auto model = mote_test::conv_2d_model();
      model.nodes[0].set(field);
      return is_refused(model, code, tensor);
    };
    using mote_test::scalar;
    return refused(scalar(option::dilation_w, opaque(0)), error::bad_dilation, mote::none) &&
           refused(scalar(option::dilation_h, -3), error::bad_dilation, mote::none) &&
           refused(scalar(option::dilation_h, INT32_MAX), error::bad_dilation, mote::none) &&
           refused(scalar(option::dilation_h, (1 << 24) - 1), error::bad_filter_size, mote::none) &&
           refused(scalar(option::dilation_h, 2), error::shape_mismatch, 3);
  }));
}
