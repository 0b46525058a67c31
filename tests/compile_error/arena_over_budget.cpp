// SPDX-License-Identifier: Apache-2.0
// The model needs 20 bytes with the portable kernels.

#include <mote/mote.hpp>

#include "support/small_models.hpp"

mote::static_model<mote_test::bytes_of<mote_test::chain_model>, mote::arena_budget<19>,
                   mote::for_target<mote::target::portable>>
    model;
