// SPDX-License-Identifier: Apache-2.0
// One of two translation units that include everything and use the same templates: they must link. Built for
// every standard and with the options that firmware uses; this one compiles every operator.

#include <mote/mote.hpp>

bool other_unit_refuses_no_bytes();

int main() {
  const bool refused = !mote::interpreter<mote::ops::all>::required_arena_bytes(mote::byte_view{}) &&
                       !mote::interpreter<mote::ops::conv_2d>::required_arena_bytes(mote::byte_view{});
  return refused && other_unit_refuses_no_bytes() ? 0 : 1;
}
