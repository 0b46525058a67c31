// SPDX-License-Identifier: Apache-2.0
// Reference models in interpreters that pack their weights for a Cortex-M4, on the board and, emulated, on
// the desktop; and damaged ones.

#define MOTE_TESTED_OPERATORS                                                                   \
  mote::ops::add, mote::ops::average_pool_2d, mote::ops::conv_2d, mote::ops::depthwise_conv_2d, \
      mote::ops::fully_connected, mote::ops::reshape, mote::ops::softmax
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "mote/ops/add.hpp"
#include "mote/ops/average_pool_2d.hpp"
#include "mote/ops/conv_2d.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/ops/fully_connected.hpp"
#include "mote/ops/reshape.hpp"
#include "mote/ops/softmax.hpp"
#include "mote/run/interpreter.hpp"
#include "mote/target/armv7e_m.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/shared_files.hpp"

namespace {

using mote_test::arena_memory;
using mote_test::read_model_file;

using packing = mote::interpreter<mote_test::tested_operators, mote::for_target<mote::target::armv7e_m>>;

/// Whether the model gives the reference's outputs for its inputs 1 to `count`.
bool is_right(const std::string& name, packing& model, int count) {
  for (int i = 1; i <= count; ++i) {
    const auto in = read_model_file(name, std::to_string(i) + ".in");
    const auto out = read_model_file(name, std::to_string(i) + ".out");
    REQUIRE(model.input(0).size_bytes() == in.size());
    REQUIRE(model.output(0).size_bytes() == out.size());
    std::memcpy(model.input(0).data(), in.data(), in.size());
    model.invoke();
    if (std::memcmp(model.output(0).data(), out.data(), out.size()) != 0) return false;
  }
  return true;
}

/// In arenas that hold all, some and none of the constants.
void check_model(const std::string& name, std::size_t packable) {
  const auto bytes = read_model_file(name, "model.tflite");
  if (bytes.empty()) {
    MESSAGE("skipped: there is no model ", name);
    return;
  }
  const mote::byte_view view(bytes.data(), bytes.size());
  const std::size_t required = *packing::required_arena_bytes(view);
  const std::size_t packed = *packing::packed_arena_bytes(view);
  arena_memory arena(packed);
  const auto load = [&](std::size_t size) {
    const auto loaded = packing::load(view, {arena.bytes().data(), size});
    REQUIRE(loaded);
    return *loaded;
  };
  CHECK(!packing::load(view, {arena.bytes().data(), required - 1}));

  packing whole = load(packed);
  CHECK(whole.packed_layers() == packable);
  CHECK(whole.packable_layers() == packable);
  CHECK(whole.arena_bytes() == packed);
  CHECK(is_right(name, whole, 8));

  packing part = load(packed - 1);
  CHECK(part.packed_layers() < packable);
  CHECK(part.packed_layers() > 0);
  CHECK(is_right(name, part, 1));

  packing none = load(required);
  CHECK(none.packed_layers() == 0);
  CHECK(is_right(name, none, 1));
}

/// Loads any bytes, with room for all constants, and runs what loads. Gives whether it did.
bool load_and_run(const std::vector<char>& bytes) {
  constexpr std::size_t most_arena = 1 << 20;
  const mote::byte_view view(bytes.data(), bytes.size());
  const auto need = packing::packed_arena_bytes(view);
  if (!need || *need > most_arena) return false;
  arena_memory arena(*need);
  auto model = packing::load(view, arena.bytes());
  REQUIRE(model);
  for (std::size_t i = 0; i < model->input_count(); ++i) {
    std::memset(model->input(i).data(), 0x55, model->input(i).size_bytes());
  }
  model->invoke();
  return true;
}

}  // namespace

TEST_CASE("packed models: kws_ref_model") { check_model("kws_ref_model", 11); }
TEST_CASE("packed models: pretrainedResnet_quant") { check_model("pretrainedResnet_quant", 14); }
TEST_CASE("packed models: ad01_int8") { check_model("ad01_int8", 10); }
TEST_CASE("packed models: micro_speech_quantized") { check_model("micro_speech_quantized", 2); }

TEST_CASE("packed models: with changed bytes") {
  mote_test::random_source random(103);
  for (const char* const name : {"kws_ref_model", "micro_speech_quantized"}) {
    const auto whole = read_model_file(name, "model.tflite");
    if (whole.empty()) continue;
    const auto size = static_cast<std::int32_t>(whole.size());
    int ran = 0;
    const int rounds = mote_test::rounds(100, 5);
    for (int round = 0; round < rounds; ++round) {
      auto bytes = whole;
      for (int change = random.between(1, 8); change > 0; --change) {
        // Half of them in the tables, which are at the end.
        const std::int32_t first = random.chance(2) ? 0 : size - 6000;
        bytes[static_cast<std::size_t>(random.between(first, size - 1))] =
            static_cast<char>(random.integer<std::int8_t>());
      }
      ran += load_and_run(bytes) ? 1 : 0;
    }
    CHECK(ran > 0);
  }
}
