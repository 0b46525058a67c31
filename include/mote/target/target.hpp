// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_TARGET_HPP
#define MOTE_TARGET_TARGET_HPP

#include "mote/config.hpp"
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
using native = portable;

}  // namespace mote::target

#endif
