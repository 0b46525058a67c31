// SPDX-License-Identifier: Apache-2.0
// Float activations with int8 weights, and a shape that was left open.

#include <mote/mote.hpp>

#include "support/small_models.hpp"

constexpr mote_test::model_description make_hybrid() {
  auto from = mote_test::fully_connected_model();
  from.tensors[0] = mote_test::unquantized(mote::tensor_type::float32, {1, 4});
  from.tensors[3] = mote_test::unquantized(mote::tensor_type::float32, {1, 2});
  return from;
}

constexpr mote_test::model_description make_dynamic() {
  auto from = mote_test::fully_connected_model();
  from.tensors[0].shape[0] = -7;
  return from;
}

mote::static_model<mote_test::bytes_of<make_hybrid>> hybrid;
mote::static_model<mote_test::bytes_of<make_dynamic>> dynamic;
