// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_RUN_CONTROL_HPP
#define MOTE_RUN_RUN_CONTROL_HPP

#include <cstdint>

#include "mote/config.hpp"

// How long a model runs is known from its shapes, but for the subgraphs that its operators call: the data
// decide how often a WHILE does, and a few bytes of nested IFs would be enough to call one for years. So an
// invoke has a number of calls and ends where they are used up; and it ends where an observer wants it to, or
// where damage is found.

namespace mote {

/// How an invoke ended.
enum class run_status : std::uint8_t {
  completed,
  /// It called subgraphs more often than max_subgraph_calls allows, and stopped there: a WHILE without end.
  /// The outputs are not valid, and of the state a part may be new: reset() makes it whole.
  too_many_calls,
  /// The observer's proceed() gave false. The outputs are not valid; of the state, as above.
  cancelled,
  /// A constant isn't what it was when the program was compiled, told by verify_constants. As above.
  constants_damaged,
  /// Memory next to the arena has been written, told by the option canaries. Nothing in the arena can be
  /// trusted: reset() sets new canaries, and the inputs have to be written again.
  arena_damaged,
};

/// Option of an interpreter or a static model: the most calls of subgraphs in one invoke. A WHILE makes two a
/// round, one of its condition and one of its body.
template <std::uint32_t Count>
struct max_subgraph_calls {
  static_assert(Count > 0, "mote: max_subgraph_calls takes 1 or more");
};

namespace detail {

template <class Option>
inline constexpr std::uint32_t call_limit = 0;
template <std::uint32_t Count>
inline constexpr std::uint32_t call_limit<max_subgraph_calls<Count>> = Count;

}  // namespace detail

/// The limit among the options of an interpreter or a static model.
template <class... Options>
inline constexpr std::uint32_t subgraph_call_limit = (detail::call_limit<Options> + ... + 0) == 0
                                                         ? default_subgraph_calls
                                                         : (detail::call_limit<Options> + ... + 0);

/// What ends an invoke before the last node.
class run_control {
 public:
  constexpr explicit run_control(std::uint32_t calls) : calls_left_(calls) {}

  /// Whether one more call of a subgraph may begin. After the first that may not, the invoke has to end.
  constexpr bool take_call() {
    if (calls_left_ == 0) {
      end(run_status::too_many_calls);
    } else {
      --calls_left_;
    }
    return !ended();
  }
  /// No other node is to begin. The first reason counts.
  constexpr void end(run_status reason) {
    if (!ended()) status_ = reason;
  }
  constexpr bool ended() const { return status_ != run_status::completed; }
  constexpr run_status status() const { return status_; }

 private:
  std::uint32_t calls_left_;
  run_status status_ = run_status::completed;
};

}  // namespace mote

#endif
