// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_TARGET_HPP
#define MOTE_TARGET_TARGET_HPP

#include "mote/target/armv7e_m.hpp"
#include "mote/target/dsp.hpp"
#include "mote/target/kernel_list.hpp"

// Targets are types. One has the kernels that gain on it; whatever these don't take runs in the portable
// ones.

namespace mote::target {

/// Any machine.
struct portable {
  template <class Op>
  using kernels = kernel_list<>;
};

/// The machine that the program is compiled for.
#if MOTE_HAS_DSP_AND_FPU
using native = armv7e_m;
#else
using native = portable;
#endif

}  // namespace mote::target

#endif
