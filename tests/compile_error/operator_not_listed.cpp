// SPDX-License-Identifier: Apache-2.0
// The program lists its operators and forgets one.

#include <mote/mote.hpp>

#include "support/small_models.hpp"

mote::static_model<mote_test::bytes_of<mote_test::chain_model>, mote::ops::fully_connected,
                   mote::ops::reshape>
    model;
