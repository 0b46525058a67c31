// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_BOARD_PROGRAM_HPP
#define MOTE_BOARD_PROGRAM_HPP

/// What the two kinds of program do differently: minimal.cpp has no C library state, hosted.cpp has newlib
/// with stdio, files and a heap.
namespace board {

/// Makes the C library ready, before the constructors run.
void start_libc();

/// Runs main and ends the emulation with its result.
[[noreturn]] void run_main();

}  // namespace board

#endif  // MOTE_BOARD_PROGRAM_HPP
