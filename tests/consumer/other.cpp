// SPDX-License-Identifier: Apache-2.0
#include <mote/mote.hpp>

bool other_unit_refuses_no_bytes();

bool other_unit_refuses_no_bytes() {
  return !mote::interpreter<mote::ops::conv_2d>::required_arena_bytes(mote::byte_view{});
}
