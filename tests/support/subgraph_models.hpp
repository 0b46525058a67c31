// SPDX-License-Identifier: Apache-2.0

// Small models of several subgraphs and of resource variables: what tests of control flow and state start
// from.

#ifndef MOTE_TESTS_SUPPORT_SUBGRAPH_MODELS_HPP
#define MOTE_TESTS_SUPPORT_SUBGRAPH_MODELS_HPP

#include <cstdint>

#include "small_models.hpp"

namespace mote_test {

/// Four int8 values with scale 1/2 and zero point 3.
constexpr tensor_description four_values() { return activations({4}, 0.5F, 3); }
constexpr tensor_description one_bool() { return unquantized(mote::tensor_type::boolean, {1}); }

// Operator codes that the models below share.
enum code_index : std::uint32_t { add_code, reshape_code, control_code, var_code, read_code, assign_code };

constexpr list<operator_code_description> codes_with(mote::builtin_operator control) {
  return {{mote::builtin_operator::add},
          {mote::builtin_operator::reshape},
          {control},
          {mote::builtin_operator::var_handle},
          {mote::builtin_operator::read_variable},
          {mote::builtin_operator::assign_variable}};
}

/// y = x
constexpr model_description make_identity() {
  model_description model;
  model.tensors = {four_values(), four_values()};
  model.nodes = {node_description{reshape_code, {0}, {1}, {}}};
  model.inputs = {0};
  model.outputs = {1};
  return model;
}
/// y = x + x
constexpr model_description make_twice() {
  model_description model = make_identity();
  model.nodes = {node_description{add_code, {0, 0}, {1}, {}}};
  return model;
}
inline constexpr model_description identity = make_identity();
inline constexpr model_description twice = make_twice();

/// Inputs a condition and x; the output is x where the condition holds, x + x where it doesn't.
constexpr model_description if_model() {
  using option = mote::schema::if_options;
  model_description model;
  model.codes = codes_with(mote::builtin_operator::if_else);
  model.tensors = {one_bool(), four_values(), four_values()};
  model.nodes = {node_description{
      control_code, {0, 1}, {2}, {scalar(option::then_subgraph, 1), scalar(option::else_subgraph, 2)}}};
  model.inputs = {0, 1};
  model.outputs = {2};
  model.others = {&identity, &twice};
  return model;
}

/// Of the values x, a, b, c gives a.
constexpr model_description make_first_bool() {
  model_description model;
  model.tensors = {four_values(), one_bool(), one_bool(), one_bool()};
  model.inputs = {0, 1, 2, 3};
  model.outputs = {1};
  return model;
}
/// Of the values x, a, b, c makes x + x, b, c, c.
constexpr model_description make_next_values() {
  model_description model = make_first_bool();
  model.tensors.push_back(four_values());
  model.nodes = {node_description{add_code, {0, 0}, {4}, {}}};
  model.outputs = {4, 2, 3, 3};
  return model;
}
inline constexpr model_description first_bool = make_first_bool();
inline constexpr model_description next_values = make_next_values();

/// Inputs x, a, b, c. Doubles x once if a, a second time if b, and without end if c too. The first output is
/// x.
constexpr model_description while_model() {
  using option = mote::schema::while_options;
  model_description model;
  model.codes = codes_with(mote::builtin_operator::while_loop);
  model.tensors = {four_values(), one_bool(), one_bool(), one_bool(),
                   four_values(), one_bool(), one_bool(), one_bool()};
  model.nodes = {node_description{control_code,
                                  {0, 1, 2, 3},
                                  {4, 5, 6, 7},
                                  {scalar(option::cond_subgraph, 1), scalar(option::body_subgraph, 2)}}};
  model.inputs = {0, 1, 2, 3};
  model.outputs = {4};
  model.others = {&first_bool, &next_values};
  return model;
}

constexpr tensor_description handle() { return unquantized(mote::tensor_type::resource, {1}); }

constexpr node_description declaration(const char* name, std::int32_t output) {
  node_description node{var_code, {}, {output}, {}};
  node.shared_name = name;
  return node;
}

inline constexpr std::int8_t initial_total[] = {3, 5, 7, 9};  // 0, 1, 2, 3

/// total = 0, 1, 2, 3
constexpr model_description make_initialisation() {
  model_description model;
  tensor_description first = four_values();
  first.data = {initial_total, 4};
  model.tensors = {handle(), first};
  model.nodes = {declaration("total", 0), node_description{assign_code, {0, 1}, {}, {}}};
  return model;
}
inline constexpr model_description initialisation = make_initialisation();

/// total += x; the output is the new total. It begins with 0, 1, 2, 3.
constexpr model_description running_total_model() {
  model_description model;
  model.codes = codes_with(mote::builtin_operator::call_once);
  model.tensors = {four_values(), handle(), four_values(), four_values()};
  model.nodes = {
      node_description{control_code, {}, {}, {scalar(mote::schema::call_once_options::init_subgraph, 1)}},
      declaration("total", 1), node_description{read_code, {1}, {2}, {}},
      node_description{add_code, {0, 2}, {3}, {}}, node_description{assign_code, {1, 3}, {}, {}}};
  model.inputs = {0};
  model.outputs = {3};
  model.others = {&initialisation};
  return model;
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_SUBGRAPH_MODELS_HPP
