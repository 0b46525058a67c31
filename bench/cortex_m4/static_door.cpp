// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <mote/mote.hpp>
#include <utility>

#include "measured_model.hpp"
#include "measurement.hpp"

namespace {

using net =
    mote::static_model<measured_model, mote::for_target<mote::target::MOTE_MEASURED_TARGET>,
                       mote::optimize_for<mote::policy::MOTE_MEASURED_POLICY>, mote::MOTE_MEASURED_CONSTANTS>;
net model;

struct static_door {
  static constexpr std::size_t arena_bytes = net::arena_bytes;

  static void invoke() { model.invoke(); }

  static void fill_inputs() { fill_inputs(std::make_index_sequence<net::input_count>{}); }
  static measurement::hash hash_outputs() {
    return hash_outputs(std::make_index_sequence<net::output_count>{});
  }

 private:
  template <std::size_t... Index>
  static void fill_inputs(std::index_sequence<Index...>) {
    measurement::byte_generator generator;
    [[maybe_unused]] const auto fill = [&](auto tensor) {
      generator.fill(tensor.data(), tensor.size_bytes());
    };
    (fill(model.input<Index>()), ...);
  }
  template <std::size_t... Index>
  static measurement::hash hash_outputs(std::index_sequence<Index...>) {
    measurement::hash result;
    [[maybe_unused]] const auto add = [&](auto tensor) { result.add(tensor.data(), tensor.size_bytes()); };
    (add(model.output<Index>()), ...);
    return result;
  }
};

}  // namespace

int main() {
  static_door door;
  return measurement::run(door);
}
