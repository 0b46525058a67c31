// SPDX-License-Identifier: Apache-2.0
// Damaged models on the board: whatever their bytes are, loading and running them touches nothing but the
// model, the arena and the stack. The memory protection unit watches.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <mote/mote.hpp>
#include <string>
#include <vector>

#include "memory_protection.hpp"
#include "support/shared_files.hpp"

namespace {

using board::protected_memory;
using flush = protected_memory::flush;
using interpreter = mote::interpreter<mote::ops::all>;

protected_memory model_memory;
protected_memory arena_memory;

struct model_in_memory {
  mote::byte_view bytes;
  mote::span<std::byte> arena;
};

/// Bytes of the arena, 0 if the model is refused.
std::uint32_t arena_bytes_of(const model_in_memory& model) {
  const auto need = interpreter::required_arena_bytes(model.bytes);
  return need ? static_cast<std::uint32_t>(*need) : 0;
}

/// Whether the model loads; then it has been run.
std::uint32_t load_and_run(const model_in_memory& model) {
  auto loaded = interpreter::load(model.bytes, model.arena);
  if (!loaded) return 0;
  for (std::size_t i = 0; i < loaded->input_count(); ++i) {
    std::memset(loaded->input(i).data(), 0x55, loaded->input(i).size_bytes());
  }
  loaded->invoke();
  return 1;
}

void check_no_fault(const board::outcome& end) {
  CHECK_FALSE(end.has_faulted);
  if (end.has_faulted) {
    char text[100];
    std::snprintf(text, sizeof text, "status %08x address %08x pc %08x",
                  static_cast<unsigned>(end.fault_status), static_cast<unsigned>(end.fault_address),
                  static_cast<unsigned>(end.fault_pc));
    MESSAGE(text);
  }
}

/// Loads and runs any bytes, flush with one end of their memory. Gives whether they load.
bool is_run(const std::vector<char>& file, flush side) {
  REQUIRE(file.size() <= protected_memory::capacity);
  std::byte* const bytes = model_memory.place(file.size(), side);
  std::memcpy(bytes, file.data(), file.size());
  model_in_memory model = {{reinterpret_cast<const char*>(bytes), file.size()}, {}};

  const auto need = board::run_protected(arena_bytes_of, model, &model_memory, nullptr);
  check_no_fault(need);
  if (need.value == 0 || need.value > protected_memory::capacity) return false;
  model.arena = {arena_memory.place(need.value, side, mote::arena_alignment), need.value};
  const auto end = board::run_protected(load_and_run, model, &model_memory, &arena_memory);
  check_no_fault(end);
  return end.value != 0;
}

/// Names of the damaged models.
std::vector<std::string> malformed_models() {
  const auto manifest = mote_test::read_file(MOTE_SHARED_DIR "/malformed/manifest.csv");
  std::vector<std::string> names;
  for (auto line = manifest.begin(); line != manifest.end();) {
    const auto end = std::find(line, manifest.end(), '\n');
    names.emplace_back(line, std::find(line, end, ','));
    line = end == manifest.end() ? end : end + 1;
  }
  if (!names.empty()) names.erase(names.begin());  // the titles
  return names;
}

int outside = 0;

}  // namespace

TEST_CASE("memory protection: what is open can be used") {
  struct memory {
    const std::byte* model;
    std::byte* arena;
  };
  constexpr auto copy = [](const memory& of) -> std::uint32_t {
    for (int i = 0; i < 300; ++i) of.arena[i] = of.model[i];
    return 42;
  };
  for (const flush side : {flush::at_begin, flush::at_end}) {
    const memory both = {model_memory.place(300, side), arena_memory.place(300, side)};
    const auto end = board::run_protected(+copy, both, &model_memory, &arena_memory);
    check_no_fault(end);
    CHECK(end.value == 42);
  }
}

TEST_CASE("memory protection: any other access is a fault, with its address") {
  using address = volatile std::byte*;
  constexpr auto read = [](const address& from) -> std::uint32_t {
    return std::to_integer<std::uint32_t>(*from);
  };
  constexpr auto write = [](const address& to) -> std::uint32_t {
    *to = std::byte{1};
    return 0;
  };
  const auto faults_at = [](const board::outcome& end, address at) {
    CHECK(end.has_faulted);
    CHECK(end.fault_address == reinterpret_cast<std::uint32_t>(at));
    CHECK(end.fault_pc != 0);
  };
  address model = model_memory.place(300, flush::at_begin);
  faults_at(board::run_protected(+write, model, &model_memory, nullptr), model);
  faults_at(board::run_protected(+read, model, nullptr, nullptr), model);
  address before = model - 1;
  faults_at(board::run_protected(+read, before, &model_memory, nullptr), before);
  address behind = model_memory.place(300, flush::at_end) + 300;
  faults_at(board::run_protected(+read, behind, &model_memory, nullptr), behind);
  address far_before = behind - 300 - 512 / 8;
  faults_at(board::run_protected(+read, far_before, &model_memory, nullptr), far_before);
  address global = reinterpret_cast<address>(&outside);
  faults_at(board::run_protected(+read, global, &model_memory, &arena_memory), global);
}

TEST_CASE("memory protection: a stack overflow is a fault") {
  constexpr auto overflow = [](const int& depth) -> std::uint32_t {
    volatile char frame[1 << 16];
    frame[depth] = 1;
    return static_cast<std::uint32_t>(frame[depth]);
  };
  CHECK(board::run_protected<int>(+overflow, 0, nullptr, nullptr).has_faulted);
}

TEST_CASE("protected models: damaged files stay within model, arena and stack") {
  const auto names = malformed_models();
  if (names.empty()) {
    MESSAGE("skipped: there is no folder malformed in MOTE_SHARED_DIR");
    return;
  }
  int run = 0;
  int refused = 0;
  for (const std::string& name : names) {
    CAPTURE(name);
    const auto file = mote_test::read_file(MOTE_SHARED_DIR "/malformed/" + name + ".tflite");
    CHECK_FALSE(file.empty());
    const bool runs = is_run(file, flush::at_end);
    CHECK(is_run(file, flush::at_begin) == runs);
    ++(runs ? run : refused);
  }
  MESSAGE(run, " ran, ", refused, " were refused");
  CHECK(run > 0);
  CHECK(refused > 0);
}

TEST_CASE("protected models: those without damage run") {
  for (const char* const base :
       {"cnn", "concat", "conv", "depthwise", "fc", "hello_world_int8", "kws_ref_model",
        "micro_speech_quantized", "slice", "svdf", "trained_lstm_int8", "while"}) {
    CAPTURE(base);
    const auto file =
        mote_test::read_file(std::string(MOTE_SHARED_DIR "/malformed/bases/") + base + ".tflite");
    if (file.empty()) continue;
    CHECK(is_run(file, flush::at_end));
  }
}
