// SPDX-License-Identifier: Apache-2.0
// Two operators that the library doesn't have.

#include <mote/mote.hpp>

#include "support/small_models.hpp"

constexpr mote_test::model_description make() {
  auto from = mote_test::chain_model();
  from.codes[0].code = mote::builtin_operator::one_hot;
  from.codes[2].code = mote::builtin_operator::topk_v2;
  return from;
}

mote::static_model<mote_test::bytes_of<make>> model;
