// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_REFUSED_MODEL_HPP
#define MOTE_RUN_REFUSED_MODEL_HPP

#include <cstddef>
#include <cstdint>
#include <utility>

#include "mote/model/builtin_operator.hpp"
#include "mote/status.hpp"

// Turns the problems of a model into compile errors that say in words what is wrong, and in the names of the
// types around it where.

namespace mote::refused {

template <std::int32_t Index>
struct node;
template <std::int32_t Index>
struct tensor;
template <std::int64_t Value>
struct detail;
template <builtin_operator Code>
struct needs;

/// Fails to compile with the text of the error.
template <error Code, class... Where>
struct model {
#define MOTE_ASSERT(name, text) static_assert(Code != error::name, "mote: " text);
  MOTE_ERRORS(MOTE_ASSERT)
#undef MOTE_ASSERT
};

/// Fails to compile with problem I of those that were found in Net.
template <class Net, std::size_t I,
          bool IsMissingOperator = Net::found[I].code == error::unsupported_operator>
struct reason : model<Net::found[I].code, node<Net::found[I].node>, tensor<Net::found[I].tensor>,
                      detail<Net::found[I].detail>> {};
template <class Net, std::size_t I>
struct reason<Net, I, true> : model<Net::found[I].code, node<Net::found[I].node>,
                                    needs<static_cast<builtin_operator>(Net::found[I].detail)>> {};

/// Fails to compile with each of the problems.
template <class Net, class Indices>
struct reasons;
template <class Net, std::size_t... I>
struct reasons<Net, std::index_sequence<I...>> : reason<Net, I>... {};

/// Fails to compile with the size of an arena that is larger than its budget.
template <std::size_t ArenaBytes, std::size_t Budget, bool IsWithin = (ArenaBytes <= Budget)>
struct budget {};
template <std::size_t ArenaBytes, std::size_t Budget>
struct budget<ArenaBytes, Budget, false>
    : model<error::arena_over_budget, detail<static_cast<std::int64_t>(ArenaBytes)>> {};

}  // namespace mote::refused

#endif
