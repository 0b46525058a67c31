// SPDX-License-Identifier: Apache-2.0
#include <mote/mote.hpp>

#include "user_model.hpp"

using net = mote::static_model<user_model>;
static_assert(net::arena_bytes > 0);

static net model;

int main() {
  model.invoke();
  return model.output<0>().size() > 0 ? 0 : 1;
}
