// SPDX-License-Identifier: Apache-2.0
// The model has one input and one output.

#include <mote/mote.hpp>

#include "support/small_models.hpp"

mote::static_model<mote_test::bytes_of<mote_test::chain_model>> model;

auto fourth_input() { return model.input<3>(); }
auto second_output() { return model.output<1>(); }
