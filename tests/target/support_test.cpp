// SPDX-License-Identifier: Apache-2.0
#include "mote/target/support.hpp"

#include <doctest/doctest.h>

#include <string>
#include <type_traits>

#include "support/both_times.hpp"

using mote::kernel_limit;
using mote_test::both_times;
using mote_test::opaque;

TEST_CASE("support: is true where nothing limits the kernel") {
  CHECK(both_times([] {
    const mote::support takes = opaque(kernel_limit::nothing);
    const mote::support refuses = opaque(kernel_limit::stride);
    return takes && !refuses && refuses.limit() == kernel_limit::stride;
  }));
}

TEST_CASE("support: of a kernel that doesn't tell why") {
  CHECK(both_times([] {
    const mote::support takes = opaque(true);
    const mote::support refuses = opaque(false);
    return takes && !refuses && refuses.limit() == kernel_limit::node;
  }));
  static_assert(!std::is_convertible_v<int, mote::support>);
}

TEST_CASE("support: each limit has a text") {
  CHECK(text_of(kernel_limit::weights_of_minus_128) == std::string("weights of -128"));
  CHECK(text_of(static_cast<kernel_limit>(255)) == std::string("unknown limit"));
}
