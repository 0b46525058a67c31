// SPDX-License-Identifier: Apache-2.0
#include "mote/target/avx2/strips.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "support/random_source.hpp"

namespace {

using geometry = mote::conv_geometry<mote::dynamic_extents<16>>;
using mote::avx2::strip_plan;

geometry image_of(std::int32_t batches, std::int32_t height, std::int32_t stride, std::int32_t padding) {
  return {{{batches, height, 1, 1, height / stride, 1, 1, 1, 1, 1, stride, stride, 1, 1, padding, 0}}};
}

}  // namespace

TEST_CASE("strips: each output row once, with the input rows that it needs") {
  mote_test::random_source random(1);
  for (int round = 0; round < 200; ++round) {
    const std::int32_t stride = random.between(1, 3);
    const std::int32_t unit = random.chance(2) ? stride : 1;
    const std::int32_t reach = unit * random.between(0, 4);
    const geometry g =
        image_of(random.between(1, 3), stride * random.between(1, 60), stride, random.between(0, 2));
    const strip_plan plan(g, 1024 * random.between(1, 200), unit, reach);
    std::int32_t next = 0;
    plan.for_each_strip(g, [&](std::int32_t b, std::int32_t y, std::int32_t count) {
      CHECK(b * g.output_height() + y == next);
      CHECK(y + count <= g.output_height());
      next += count;
      std::vector<std::int32_t> rows;
      plan.for_each_row(g, y, count, [&](std::int32_t row) { rows.push_back(row); });
      CHECK(static_cast<std::uint32_t>(rows.size()) * static_cast<std::uint32_t>(plan.row_bytes) <=
            plan.image_bytes());
      // Every tap of every output row lies where the kernels look for it.
      for (std::int32_t i = 0; i < count; ++i) {
        const std::int32_t top = (y + i) * stride - g.padding_top();
        REQUIRE(i * plan.stride + plan.reach < static_cast<std::int32_t>(rows.size()));
        CHECK(rows[static_cast<std::size_t>(i * plan.stride)] == top);
        CHECK(rows[static_cast<std::size_t>(i * plan.stride + plan.reach)] == top + reach);
      }
    });
    CHECK(next == g.batches() * g.output_height());
  }
}

TEST_CASE("strips: a whole image if it is small, one output row if that is large") {
  const geometry g = image_of(1, 10, 1, 0);
  CHECK(strip_plan(g, 100, 1, 2).output_rows == 10);
  CHECK(strip_plan(g, 100, 1, 2).image_bytes() == 12 * 100);
  CHECK(strip_plan(g, 1 << 20, 1, 2).output_rows == 1);
  CHECK(strip_plan(g, 1 << 20, 1, 2).image_bytes() == 3 << 20);
}

TEST_CASE("strips: images that are too large are not possible") {
  const geometry g = image_of(1, 10, 1, 0);
  CHECK(strip_plan(g, 1 << 20, 1, 255).is_possible());
  CHECK_FALSE(strip_plan(g, 1 << 20, 1, 256).is_possible());
  CHECK_FALSE(strip_plan(g, std::int64_t{1} << 62, 1, 1 << 24).is_possible());
}

TEST_CASE("strips: sizes of static models as numbers") {
  const mote::conv_geometry<mote::static_extents<1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16>>
      fixed;
  const geometry g = mote::avx2::dynamic_geometry(fixed);
  CHECK(g.batches() == 1);
  CHECK(g.filter_depth() == 10);
  CHECK(g.padding_left() == 16);
  CHECK(&mote::avx2::dynamic_geometry(g) == &g);
}
