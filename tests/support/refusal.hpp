// SPDX-License-Identifier: Apache-2.0

// Asks the loader what is wrong with a handmade model, in a constant expression or not.

#ifndef MOTE_TESTS_SUPPORT_REFUSAL_HPP
#define MOTE_TESTS_SUPPORT_REFUSAL_HPP

#include <cstddef>
#include <cstdint>

#include "handmade_model.hpp"
#include "mote/run/loader.hpp"
#include "mote/status.hpp"
#include "tested_operators.hpp"

namespace mote_test {

template <class Ops = tested_operators>
constexpr mote::diagnosis problems_of(mote::byte_view bytes) {
  mote::memory_plan<32> plan;
  return mote::diagnosis::of([&](mote::problem_log& log) { mote::load_model<Ops>(bytes, plan, log); });
}
template <class Ops = tested_operators, std::size_t Tensors>
constexpr mote::diagnosis problems_of(const basic_model_description<Tensors>& from) {
  return problems_of<Ops>(write(from).view());
}

template <class Ops = tested_operators, std::size_t Tensors>
constexpr bool loads(const basic_model_description<Tensors>& from) {
  return problems_of<Ops>(from).ok();
}

/// Whether there is this problem and no other; in node 0, unless told otherwise.
constexpr bool is_only_problem(const mote::diagnosis& found, mote::error code, std::int32_t tensor,
                               std::int32_t node = 0) {
  return found.count() == 1 && found[0].code == code && found[0].tensor == tensor && found[0].node == node;
}
template <class Ops = tested_operators, std::size_t Tensors>
constexpr bool is_refused(const basic_model_description<Tensors>& from, mote::error code, std::int32_t tensor,
                          std::int32_t node = 0) {
  return is_only_problem(problems_of<Ops>(from), code, tensor, node);
}

/// The same for a model that loads before the change: `change(model)` makes what is to be refused.
template <class Ops = tested_operators, std::size_t Tensors, class Change>
constexpr bool is_refused_after(basic_model_description<Tensors> model, Change change, mote::error code,
                                std::int32_t tensor, std::int32_t node = 0) {
  if (!loads<Ops>(model)) return false;
  change(model);
  return is_refused<Ops>(model, code, tensor, node);
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_REFUSAL_HPP
