// SPDX-License-Identifier: Apache-2.0
#include "mote/run/run_control.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "mote/ops/add.hpp"
#include "mote/ops/call_once.hpp"
#include "mote/ops/reshape.hpp"
#include "mote/ops/while_loop.hpp"
#include "mote/run/interpreter.hpp"
#include "mote/run/static_model.hpp"
#include "support/both_times.hpp"
#include "support/run_model.hpp"
#include "support/subgraph_models.hpp"

namespace {

using mote::run_control;
using mote::run_status;
using mote_test::bytes_of;
using mote_test::model_description;
using mote_test::scalar;

/// A model in both doors, that may call `Calls` subgraphs.
template <model_description (*Make)(), std::uint32_t Calls>
class limited_model {
 public:
  limited_model() : compiled_(std::make_unique<net>()), arena_(net::arena_bytes) {
    loaded_ = *interpreter::load({bytes_of<Make>.data(), bytes_of<Make>.size()}, arena_.bytes());
  }

  template <class... Flags>
  void set_flags(Flags... flags) {
    std::size_t position = loaded_.input_count() - sizeof...(flags);
    ((loaded_.input(position++).template as<bool>()[0] = flags), ...);
    set_compiled(std::make_index_sequence<sizeof...(flags)>{}, flags...);
  }
  template <class... Observer>
  run_status invoke(Observer&... observer) {
    const run_status status = compiled_->invoke(observer...);
    CHECK(loaded_.invoke(observer...) == status);
    return status;
  }

 private:
  using operators =
      mote::op_list<mote::ops::add, mote::ops::call_once, mote::ops::reshape, mote::ops::while_loop>;
  using limit = mote::max_subgraph_calls<Calls>;
  using net = mote::static_model<bytes_of<Make>, operators, limit>;
  using interpreter = mote::interpreter<operators, limit, mote::max_tensors<64>>;

  template <std::size_t... I, class... Flags>
  void set_compiled(std::index_sequence<I...> /*positions*/, Flags... flags) {
    ((compiled_->template input<net::input_count - sizeof...(I) + I>()[0] = flags), ...);
  }

  std::unique_ptr<net> compiled_;
  mote_test::arena_memory arena_;
  interpreter loaded_;
};

/// Of the values x, a, b gives a.
constexpr model_description make_first_flag() {
  model_description model;
  model.tensors = {mote_test::four_values(), mote_test::one_bool(), mote_test::one_bool()};
  model.inputs = {0, 1, 2};
  model.outputs = {1};
  return model;
}
/// Of the values x, a, b makes x + x, b, b.
constexpr model_description make_next() {
  model_description model = make_first_flag();
  model.tensors.push_back(mote_test::four_values());
  model.nodes = {mote_test::node_description{mote_test::add_code, {0, 0}, {3}, {}}};
  model.outputs = {3, 2, 2};
  return model;
}
inline constexpr model_description first_flag = make_first_flag();
inline constexpr model_description next = make_next();

/// Inputs x, a, b. Doubles x in a loop, once if a and without end if b too, and then once more.
constexpr model_description loop_and_addition() {
  using option = mote::schema::while_options;
  model_description model = make_first_flag();
  model.codes = mote_test::codes_with(mote::builtin_operator::while_loop);
  for (const auto& tensor :
       {mote_test::four_values(), mote_test::one_bool(), mote_test::one_bool(), mote_test::four_values()}) {
    model.tensors.push_back(tensor);
  }
  model.nodes = {
      mote_test::node_description{mote_test::control_code,
                                  {0, 1, 2},
                                  {3, 4, 5},
                                  {scalar(option::cond_subgraph, 1), scalar(option::body_subgraph, 2)}},
      mote_test::node_description{mote_test::add_code, {3, 3}, {6}, {}}};
  model.outputs = {6};
  model.others = {&first_flag, &next};
  return model;
}

/// Begins with a subgraph that doesn't come to its end.
constexpr model_description make_same_flag() {
  model_description model;
  model.tensors = {mote_test::one_bool()};
  model.inputs = {0};
  model.outputs = {0};
  return model;
}
inline constexpr model_description same_flag = make_same_flag();
inline constexpr std::int8_t yes[] = {2};  // all that is not 0
constexpr model_description make_endless() {
  using option = mote::schema::while_options;
  model_description model;
  model.tensors = {mote_test::one_bool(), mote_test::one_bool()};
  model.tensors[0].data = {yes, 1};
  model.nodes = {mote_test::node_description{
      mote_test::var_code, {0}, {1}, {scalar(option::cond_subgraph, 2), scalar(option::body_subgraph, 2)}}};
  return model;
}
inline constexpr model_description endless = make_endless();
constexpr model_description endless_start() {
  model_description model = mote_test::make_twice();
  model.codes = mote_test::codes_with(mote::builtin_operator::call_once);
  model.codes[mote_test::var_code] = {mote::builtin_operator::while_loop};
  model.nodes.push_back(
      {mote_test::control_code, {}, {}, {scalar(mote::schema::call_once_options::init_subgraph, 1)}});
  model.others = {&endless, &same_flag};
  return model;
}

/// Counts nodes.
struct node_count {
  int begun = 0;
  int ended = 0;

  void begin(const mote::node_view&) { ++begun; }
  void end(const mote::node_view&, const mote::tensor_ref&) { ++ended; }
};

}  // namespace

TEST_CASE("run_control: allows as many calls as it has, and no more") {
  CHECK(mote_test::both_times([] {
    run_control control(2);
    const bool allowed = control.take_call() && control.take_call();
    if (!allowed || control.ended() || control.status() != run_status::completed) return false;
    return !control.take_call() && control.ended() && control.status() == run_status::too_many_calls;
  }));
  CHECK(mote_test::both_times([] {
    run_control control(0);
    control.end(run_status::cancelled);
    return !control.take_call() && control.status() == run_status::cancelled;
  }));
}

TEST_CASE("run_control: the limit is an option of both doors") {
  static_assert(mote::subgraph_call_limit<> == mote::default_subgraph_calls);
  static_assert(mote::subgraph_call_limit<mote::ops::add, mote::max_tensors<9>> ==
                mote::default_subgraph_calls);
  static_assert(mote::subgraph_call_limit<mote::ops::add, mote::max_subgraph_calls<7>> == 7);
  // One round: two conditions and a body.
  limited_model<loop_and_addition, 3> enough;
  enough.set_flags(true, false);
  CHECK(enough.invoke() == run_status::completed);
  CHECK(enough.invoke() == run_status::completed);
  limited_model<loop_and_addition, 2> too_few;
  too_few.set_flags(true, false);
  CHECK(too_few.invoke() == run_status::too_many_calls);
}

TEST_CASE("run_control: a loop without end is stopped, what comes behind it isn't run, the next invoke is") {
  limited_model<loop_and_addition, 9> model;
  model.set_flags(true, true);
  node_count stopped;
  CHECK(model.invoke(stopped) == run_status::too_many_calls);
  // In each door the WHILE and, in four of its rounds, the body's one node. The condition has none.
  CHECK(stopped.begun == 2 * 5);
  CHECK(stopped.ended == stopped.begun);

  model.set_flags(false, false);
  node_count completed;
  CHECK(model.invoke(completed) == run_status::completed);
  CHECK(completed.begun == 2 * 2);
}

TEST_CASE("run_control: a start that didn't come to its end begins anew") {
  limited_model<endless_start, 10> model;
  CHECK(model.invoke() == run_status::too_many_calls);
  CHECK(model.invoke() == run_status::too_many_calls);
}
