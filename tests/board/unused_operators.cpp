// SPDX-License-Identifier: Apache-2.0
// One model in both doors, with exactly the operators that it needs or with all of the library for the static
// model; the interpreter's list is short in both. unused_operators_test.cmake compares the programs.

#include <cstddef>
#include <cstdint>
#include <mote/mote.hpp>

#include "sine_model.hpp"

namespace {

using net = mote::static_model<sine_model MOTE_STATIC_OPERATORS>;
net model;

using interpreter = mote::interpreter<mote::ops::fully_connected>;
alignas(mote::arena_alignment) std::byte arena[net::arena_bytes];
interpreter loaded;

}  // namespace

int main() {
  model.input<0>()[0] = 42;
  model.invoke();
  const auto result = interpreter::load({sine_model, sizeof sine_model}, arena);
  if (!result) return 2;
  loaded = *result;
  loaded.input(0).as<std::int8_t>()[0] = 42;
  loaded.invoke();
  return loaded.output(0).as<std::int8_t>()[0] == model.output<0>()[0] ? 0 : 1;
}
