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

/// The target of a model that names none: the one of which the compiler makes use. The kernels for a
/// Cortex-M4 need its FPU's registers.
#if MOTE_HAS_AVX2
using native = avx2;
#elif MOTE_HAS_DSP_AND_FPU
using native = armv7e_m;
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

/// What the last of the options that are an Option<T> names, or the default.
template <template <class> class Option, class Default, class... Options>
struct selected {
  using type = Default;
};
template <template <class> class Option, class Default, class T, class... Rest>
struct selected<Option, Default, Option<T>, Rest...> : selected<Option, T, Rest...> {};
template <template <class> class Option, class Default, class Other, class... Rest>
struct selected<Option, Default, Other, Rest...> : selected<Option, Default, Rest...> {};

}  // namespace detail
}  // namespace mote

#endif
