// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_CALL_BUDGET_HPP
#define MOTE_RUN_CALL_BUDGET_HPP

#include <cstdint>

#include "mote/config.hpp"

// How long a model runs is known from its shapes, but for the subgraphs that its operators call: the data
// decide how often a WHILE does, and a few bytes of nested IFs would be enough to call one for years. So an
// invoke has a number of calls and ends where they are used up.

namespace mote {

/// How an invoke ended.
enum class run_status : std::uint8_t {
  completed,
  /// It called subgraphs more often than max_subgraph_calls allows, and stopped there: a WHILE without end.
  /// The outputs are not valid, and of the state a part may be new: reset() makes it whole.
  too_many_calls,
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

/// The calls that are left to an invoke.
class call_budget {
 public:
  constexpr explicit call_budget(std::uint32_t calls) : left_(calls) {}

  /// Whether one more call may begin. After the first that may not, the invoke has to end.
  constexpr bool take() {
    is_exceeded_ = left_ == 0;
    if (!is_exceeded_) --left_;
    return !is_exceeded_;
  }
  constexpr bool exceeded() const { return is_exceeded_; }
  constexpr run_status status() const {
    return is_exceeded_ ? run_status::too_many_calls : run_status::completed;
  }

 private:
  std::uint32_t left_;
  bool is_exceeded_ = false;
};

}  // namespace mote

#endif
