// SPDX-License-Identifier: Apache-2.0
#include "support/front_end.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"

namespace {

namespace chain = mote_test::front_end;
using mote_test::both_times;

// Made with TensorFlow Lite Micro.
constexpr std::int32_t expected_scale_bits[chain::frames] = {5, 0, 13, 1};
constexpr std::int16_t expected_features[chain::frames][chain::channels] = {
    {602, 622, 636, 632, 652, 645, 652, 655, 681, 668},
    {600, 930, 965, 792, 877, 892, 854, 863, 856, 846},
    {0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {895, 779, 806, 790, 790, 754, 758, 750, 763, 758}};
constexpr std::uint32_t expected_noise[chain::channels] = {6322798,  30837050, 21325390, 6029296, 5825929,
                                                           16837162, 3904708,  11161650, 4140257, 9151772};

}  // namespace

TEST_CASE("front end: from samples to features as TensorFlow Lite Micro does it") {
  static_assert(chain::feature_extractor::valid());
  CHECK(both_times([] {
    const chain::sound sound;
    chain::feature_extractor extract;
    for (int frame = 0; frame < chain::frames; ++frame) {
      std::int16_t features[chain::channels]{};
      extract(sound.samples[frame], features);
      if (extract.scale_bits() != expected_scale_bits[frame]) return false;
      for (int i = 0; i < chain::channels; ++i) {
        if (features[i] != expected_features[frame][i]) return false;
      }
    }
    for (int i = 0; i < chain::channels; ++i) {
      if (extract.noise(i) != expected_noise[i]) return false;
    }
    return true;
  }));
}
