// SPDX-License-Identifier: Apache-2.0

// A model with an operator that the library doesn't know, compiled into the program and loaded at run time.

#include <cstddef>
#include <cstdio>
#include <mote/mote.hpp>
#include <mote/run/interpreter.hpp>

#include "peak_hold.hpp"
#include "peak_hold_model.hpp"  // made from the .tflite by mote_embed_model

namespace {

using net = mote::static_model<peak_hold_model, mote::ops::all, peak_hold>;
net model;

using interpreter = mote::interpreter<mote::ops::reshape, peak_hold>;
alignas(mote::arena_alignment) std::byte arena[net::arena_bytes];

}  // namespace

int main() {
  const mote::byte_view bytes(peak_hold_model, sizeof peak_hold_model);
  auto loaded = interpreter::load(bytes, arena);
  if (!loaded) {
    char text[200];
    mote::describe(loaded.error()[0], bytes, text);
    std::printf("%s\n", text);
    return 1;
  }
  constexpr float levels[][4] = {{10, 0, 3, 7}, {0, 0, 3, 8}, {0, 20, 3, 0}, {0, 0, 0, 0}};
  bool equal = true;
  for (const auto& now : levels) {
    model.input<0>().quantize(now);
    loaded->input(0).as<std::int8_t>().quantize(now);
    model.invoke();
    loaded->invoke();
    const auto peaks = model.output<0>();
    for (std::size_t i = 0; i < peaks.size(); ++i) {
      equal = equal && peaks[i] == loaded->output(0).as<std::int8_t>()[i];
      const auto tenths = static_cast<int>(peaks.dequantize(i) * 10.0F);
      std::printf("%3d.%d", tenths / 10, tenths % 10);
    }
    std::printf("\n");
  }
  std::printf("%s\n", equal ? "static model and interpreter agree" : "static model and interpreter differ");
  return equal ? 0 : 1;
}
