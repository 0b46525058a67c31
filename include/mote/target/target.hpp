// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_TARGET_HPP
#define MOTE_TARGET_TARGET_HPP

#include "mote/target/armv7e_m.hpp"
#include "mote/target/avx2.hpp"
#include "mote/target/kernel_list.hpp"

// Targets are types. One has the kernels that gain on it; whatever these don't take runs in the portable
// ones.

namespace mote::target {

/// Any machine.
struct portable {
  template <class Op>
  using kernels = kernel_list<>;
};

/// The target of a model that names none. The kernels of a Cortex-M4 are asked for by
/// for_target<target::armv7e_m>: they take scratch memory and time to compile.
#if MOTE_HAS_AVX2
using native = avx2;
#else
using native = portable;
#endif

}  // namespace mote::target

namespace mote {

/// Option of static models and interpreters: the target whose kernels they use instead of those of the
/// machine that they are compiled for. Kernels of another machine run too, but slowly.
template <class Target>
struct for_target {};

namespace detail {

/// The last target among the options, or the machine's own.
template <class Default, class... Options>
struct selected_target {
  using type = Default;
};
template <class Default, class Target, class... Rest>
struct selected_target<Default, for_target<Target>, Rest...> : selected_target<Target, Rest...> {};
template <class Default, class Other, class... Rest>
struct selected_target<Default, Other, Rest...> : selected_target<Default, Rest...> {};

}  // namespace detail
}  // namespace mote

#endif
