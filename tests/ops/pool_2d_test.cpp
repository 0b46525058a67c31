// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/pool_2d.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "mote/ops/max_pool_2d.hpp"
#include "support/both_times.hpp"
#include "support/refusal.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

// batches, input height and width, depth, output height and width, filter height and width, strides, paddings
template <std::int32_t... Sizes>
using sizes = mote::pool_geometry<mote::static_extents<Sizes...>>;

/// SAME padding and a window of that size.
constexpr void enlarge_window(mote_test::model_description& model, std::int32_t height, std::int32_t width) {
  using option = mote::schema::pool_2d_options;
  model.nodes[0].set(mote_test::scalar(option::padding, std::int8_t{0}));
  model.nodes[0].set(mote_test::scalar(option::filter_height, height));
  model.nodes[0].set(mote_test::scalar(option::filter_width, width));
}

/// Counts the elements that it is shown.
class counter {
 public:
  constexpr void add(std::int32_t) { ++count_; }
  constexpr std::int32_t result() const { return count_; }

 private:
  std::int32_t count_ = 0;
};

template <std::size_t Count>
constexpr bool equal(const std::int8_t (&a)[Count], const std::int8_t (&b)[Count]) {
  for (std::size_t i = 0; i < Count; ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("pool_2d: a window sees the elements inside of the image only") {
  CHECK(both_times([] {
    const std::int8_t image[9]{};
    std::int8_t output[9]{};
    mote::portable::pool_2d<counter>(sizes<1, 3, 3, 1, 3, 3, 3, 3, 1, 1, 1, 1>{}, image,
                                     mote::output_stage{0, -128, opaque(127)}, output);
    return equal(output, {4, 6, 4, 6, 9, 6, 4, 6, 4});
  }));
  CHECK(both_times([] {
    const std::int8_t image[4]{};
    std::int8_t output[1]{};
    mote::portable::pool_2d<counter>(sizes<1, 2, 2, 1, 1, 1, 9, 9, 1, 1, 3, 3>{}, image,
                                     mote::output_stage{0, -128, opaque(127)}, output);
    return output[0] == 4;
  }));
}

TEST_CASE("pool_2d: batches, channels and strides") {
  CHECK(both_times([] {
    // Two images of 2x3 with 2 channels; windows of 2x2, two columns apart.
    const std::int8_t images[] = {1, 20, 2, 30, 3,  40, 4,  50, 5,  60, 6,  opaque(std::int8_t{70}),
                                  7, 80, 8, 90, -9, 91, 10, 92, 11, 93, 12, 94};
    std::int8_t output[8]{};
    mote::portable::pool_2d<mote::largest_of_window<std::int32_t>>(
        sizes<2, 2, 3, 2, 1, 2, 2, 2, 2, 2, 0, 0>{}, images, mote::output_stage{0, -128, 127}, output);
    return equal(output, {5, 60, 6, 70, 11, 93, 12, 94});
  }));
}

TEST_CASE("pool_2d: the result is clamped, not moved by a zero point") {
  CHECK(both_times([] {
    const std::int8_t image[] = {-100, opaque(std::int8_t{5}), 100};
    std::int8_t output[3]{};
    mote::portable::pool_2d<mote::largest_of_window<std::int32_t>>(
        sizes<1, 1, 3, 1, 1, 3, 1, 1, 1, 1, 0, 0>{}, image, mote::output_stage{50, -10, 20}, output);
    return equal(output, {-10, 5, 20});
  }));
}

TEST_CASE("pool_2d: the largest windows whose sums fit") {
  CHECK(both_times([] {
    auto model = mote_test::average_pool_2d_model();
    enlarge_window(model, INT32_MAX / 129 / 4096, opaque(4096));
    if (!mote_test::loads(model)) return false;
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
      model.tensors[i].type = mote::tensor_type::int16;
    }
    enlarge_window(model, INT32_MAX / 32769, 1);
    if (!mote_test::loads(model)) return false;
    enlarge_window(model, INT32_MAX / 32769 + 1, 1);
    return is_refused(model, mote::error::bad_filter_size, mote::none);
  }));
}

TEST_CASE("pool_2d: what is refused") {
  using mote::error;
  using mote_test::model_description;
  using mote_test::scalar;
  using option = mote::schema::pool_2d_options;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(mote_test::max_pool_2d_model(), change, code, tensor) &&
             is_refused_after(mote_test::average_pool_2d_model(), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[0].type = opaque(mote::tensor_type::uint8); },
                   error::unsupported_type, 0) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = {4, 4, 2};
               },
               error::shape_mismatch, 0) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {1, 2, 2, 3};
               },
               error::shape_mismatch, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {2, 2, 2, 2};
               },
               error::shape_mismatch, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {1, 2, 3, 2};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::int16; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[1].zero_points = {0}; }, error::quantization_mismatch,
                   1) &&
           refused([](model_description& m) { m.tensors[1].scales = {0.25F}; }, error::quantization_mismatch,
                   1);
  }));
  CHECK(both_times([] {
    const auto refused = [](auto change, error code) {
      return is_refused_after(mote_test::average_pool_2d_model(), change, code, mote::none);
    };
    return refused([](model_description& m) { m.nodes[0].set(scalar(option::filter_width, opaque(0))); },
                   error::bad_filter_size) &&
           refused([](model_description& m) { m.nodes[0].set(scalar(option::filter_height, INT32_MAX)); },
                   error::bad_filter_size) &&
           // SAME padding lets windows be larger than the image, but not so that their sum might overflow.
           refused([](model_description& m) { enlarge_window(m, 1 << 12, 1 << 12); }, error::bad_filter_size);
  }));
}
