// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_OBSERVER_HPP
#define MOTE_RUN_OBSERVER_HPP

#include <type_traits>
#include <utility>

#include "mote/ops/node_view.hpp"
#include "mote/tensor_view.hpp"

// An observer is any type with some of these functions, which `invoke(observer)` calls; what it doesn't have
// costs nothing.
//
//   void begin(const node_view&)                   before each node, and
//   void end(const node_view&, const tensor_ref&)  after it, with its first output, so that an observer can
//                                                  count cycles, saturated values, minimum and maximum. Both
//                                                  or none. Where a target's kernels keep activations in a
//                                                  format of their own, the output is made plain before.
//   bool proceed()                                 before each node; false ends the invoke, which then
//                                                  returns run_status::cancelled

namespace mote {

/// Sees nothing: the default.
struct null_observer {};

/// An observer that calls a function before each node, to feed a watchdog, to let others run, or to stop: it
/// gives whether to go on.
///
///     model.invoke(mote::between_nodes{[&] { feed_watchdog(); return !is_stop_requested; }});
template <class Function>
struct between_nodes {
  Function function;

  bool proceed() { return function(); }
};
template <class Function>
between_nodes(Function) -> between_nodes<Function>;

/// An observer that compares the CRC-32 of each constant of a static model, weights before all, with what it
/// was to the compiler: the invoke ends with run_status::constants_damaged if flash memory has lost a bit, or
/// something has written over constants_in_ram. Costs a pass over the constants. Each is checked where its
/// node takes it, so a node with a damaged one still runs, and none behind it. What an interpreter reads is
/// the model, for which there is model_crc32().
struct verify_constants {};

namespace detail {

template <class Observer, class = void>
inline constexpr bool observes_nodes_v = false;
template <class Observer>
inline constexpr bool observes_nodes_v<
    Observer, std::void_t<decltype(std::declval<Observer&>().begin(std::declval<const node_view&>()))>> =
    true;

template <class Observer, class = void>
inline constexpr bool may_cancel_v = false;
template <class Observer>
inline constexpr bool may_cancel_v<Observer, std::void_t<decltype(std::declval<Observer&>().proceed())>> =
    true;

}  // namespace detail

}  // namespace mote

#endif
