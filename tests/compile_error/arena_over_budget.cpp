// SPDX-License-Identifier: Apache-2.0
// The model needs 20 bytes.

#include <mote/mote.hpp>

#include "support/small_models.hpp"

mote::static_model<mote_test::bytes_of<mote_test::chain_model>, mote::arena_budget<19>> model;
