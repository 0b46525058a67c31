// SPDX-License-Identifier: Apache-2.0
// The largest reference model as a static model.

#include "vww_96_int8.hpp"

#include <mote/mote.hpp>

mote::static_model<vww_96_int8> model;

void invoke();
void invoke() { model.invoke(); }
