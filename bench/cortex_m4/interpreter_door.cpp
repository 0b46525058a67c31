// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <mote/mote.hpp>

#include "measured_model.hpp"
#include "measurement.hpp"

namespace {

using interpreter =
    mote::interpreter<MOTE_MEASURED_OPERATORS, mote::for_target<mote::target::MOTE_MEASURED_TARGET>>;

// The array ends with a NUL that is not part of the model.
constexpr mote::byte_view bytes{measured_model, sizeof measured_model - 1};
constexpr std::size_t needed_arena_bytes = *interpreter::packed_arena_bytes(bytes);

alignas(mote::arena_alignment) std::byte arena[needed_arena_bytes];

struct interpreter_door {
  static constexpr std::size_t arena_bytes = needed_arena_bytes;

  void invoke() { interpreter_.invoke(); }

  void fill_inputs() {
    measurement::byte_generator generator;
    for (std::size_t i = 0; i < interpreter_.input_count(); ++i) {
      const auto input = interpreter_.input(i);
      generator.fill(input.data(), input.size_bytes());
    }
  }
  [[nodiscard]] measurement::hash hash_outputs() const {
    measurement::hash result;
    for (std::size_t i = 0; i < interpreter_.output_count(); ++i) {
      const auto output = interpreter_.output(i);
      result.add(output.data(), output.size_bytes());
    }
    return result;
  }

  interpreter interpreter_;
};

}  // namespace

int main() {
  mote::result<interpreter> loaded(mote::diagnosis{});
  const std::size_t stack = measurement::measured<measurement::part::load, MOTE_MEASURED_PART>([&] {
    loaded = interpreter::load(bytes, {arena, sizeof arena});
  });
  if (!loaded) {
    board::write("the interpreter refused the model\n");
    return 1;
  }
  interpreter_door door{*loaded};
  return measurement::run<MOTE_MEASURED_PART>(door, stack);
}
