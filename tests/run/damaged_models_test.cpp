// SPDX-License-Identifier: Apache-2.0
// Files that nobody has vouched for end in an error or in a run, in bounded time and memory. A sanitizer sees
// more.

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <mote/mote.hpp>
#include <vector>

#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/shared_files.hpp"

namespace {

namespace fs = std::filesystem;

using interpreter = mote::interpreter<mote::ops::all>;

/// Loads any bytes and runs what loads. Gives whether it did.
bool load_and_run(const std::vector<char>& bytes) {
  constexpr std::size_t most_arena = 16 << 20;
  const mote::byte_view view(bytes.data(), bytes.size());
  const auto need = interpreter::required_arena_bytes(view);
  if (!need) {
    for (const mote::problem& problem : need.error()) {
      char text[200];
      CHECK(mote::describe(problem, view, text) > 0);
    }
    return false;
  }
  if (*need > most_arena) return true;
  mote_test::arena_memory arena(*need);
  auto model = interpreter::load(view, arena.bytes());
  REQUIRE(model);
  for (std::size_t i = 0; i < model->input_count(); ++i) {
    std::memset(model->input(i).data(), 0x55, model->input(i).size_bytes());
  }
  model->invoke();
  return true;
}

std::vector<fs::path> models_in(const char* folder) {
  std::vector<fs::path> found;
  const fs::path path = fs::path(MOTE_SHARED_DIR) / folder;
  if (!fs::is_directory(path)) {
    MESSAGE("skipped: there is no ", path.string());
    return found;
  }
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.path().extension() == ".tflite") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

TEST_CASE("damaged models: a truncated reference model never loads") {
  mote_test::random_source random(101);
  for (const auto& path : models_in("models")) {
    const auto whole = mote_test::read_file(path.string());
    CHECK(load_and_run(whole));
    const auto size = static_cast<std::int32_t>(whole.size());
    for (int round = 0; round < 300; ++round) {
      // Mostly in the tables, which are at the end.
      const std::int32_t length = random.between(random.chance(3)  ? 0
                                                 : size - 4000 > 0 ? size - 4000
                                                                   : 0,
                                                 size - 20);
      const bool loads = load_and_run({whole.begin(), whole.begin() + length});
      CHECK_FALSE(loads);
    }
  }
}

TEST_CASE("damaged models: reference models with changed bytes") {
  mote_test::random_source random(102);
  for (const auto& path : models_in("models")) {
    if (fs::file_size(path) > 60000) continue;  // a run of the others takes its time
    const auto whole = mote_test::read_file(path.string());
    for (int round = 0; round < 200; ++round) {
      auto bytes = whole;
      for (int change = random.between(1, 8); change > 0; --change) {
        bytes[static_cast<std::size_t>(random.between(0, static_cast<std::int32_t>(bytes.size()) - 1))] =
            static_cast<char>(random.integer<std::int8_t>());
      }
      load_and_run(bytes);
    }
  }
}

TEST_CASE("damaged models: a collection of damaged files") {
  for (const auto& path : models_in("malformed")) {
    CAPTURE(path.string());
    const auto begin = std::chrono::steady_clock::now();
    load_and_run(mote_test::read_file(path.string()));
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
  }
}
