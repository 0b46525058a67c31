// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_CLI_ARENA_PICTURE_HPP
#define MOTE_CLI_ARENA_PICTURE_HPP

#include "arena_layout.hpp"

namespace mote::cli {

/// Draws the arena, time across and bytes up, and lists its blocks.
void print_arena(const arena_layout& layout);

}  // namespace mote::cli

#endif  // MOTE_CLI_ARENA_PICTURE_HPP
