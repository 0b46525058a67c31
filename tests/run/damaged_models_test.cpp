// SPDX-License-Identifier: Apache-2.0
// Files that nobody has vouched for end in an error or in a run, in bounded time and memory. A sanitizer sees
// more.

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <mote/mote.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/shared_files.hpp"

namespace {

namespace fs = std::filesystem;

using interpreter = mote::interpreter<mote::ops::all>;

/// Loads any bytes and runs what loads, with this input, cut or filled up with zeros. Gives whether it loads.
bool load_and_run(const std::vector<char>& bytes, const std::vector<char>& input) {
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
  std::size_t used = 0;
  for (std::size_t i = 0; i < model->input_count(); ++i) {
    const mote::tensor_ref to = model->input(i);
    const std::size_t count = std::min(to.size_bytes(), input.size() - used);
    std::memset(to.data(), 0, to.size_bytes());
    if (count > 0) std::memcpy(to.data(), input.data() + used, count);
    used += count;
  }
  model->invoke();
  return true;
}

/// What came of a process.
struct usage {
  bool has_returned;
  std::int64_t processor_seconds;
  std::int64_t most_mebibytes;  ///< resident at a time
};

/// Runs a function in a process of its own, which is ended after so many seconds of processor time.
template <class Function>
usage in_a_process(unsigned seconds, Function function) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const rlimit limit{seconds, seconds + 1};
    setrlimit(RLIMIT_CPU, &limit);
    int status = 1;
    try {
      function();
      status = 0;
    } catch (...) {  // what REQUIRE throws is no std::exception
    }
    _exit(status);
  }
  int status = 0;
  rusage used{};
  REQUIRE(wait4(child, &status, 0, &used) == child);
  return {WIFEXITED(status) && WEXITSTATUS(status) == 0,
          std::int64_t{used.ru_utime.tv_sec} + used.ru_stime.tv_sec, std::int64_t{used.ru_maxrss} / 1024};
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
    CHECK(load_and_run(whole, {}));
    const auto size = static_cast<std::int32_t>(whole.size());
    for (int round = 0; round < 300; ++round) {
      // Mostly in the tables, which are at the end.
      const std::int32_t length = random.between(random.chance(3)  ? 0
                                                 : size - 4000 > 0 ? size - 4000
                                                                   : 0,
                                                 size - 20);
      const bool loads = load_and_run({whole.begin(), whole.begin() + length}, {});
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
      load_and_run(bytes, std::vector<char>(100, 0x55));
    }
  }
}

TEST_CASE("damaged models: a collection of damaged files, each within 10 seconds and 512 MiB") {
  const fs::path folder = fs::path(MOTE_SHARED_DIR) / "malformed";
  if (models_in("malformed").empty()) return;
  const auto manifest = mote_test::read_file((folder / "manifest.csv").string());
  std::istringstream lines(std::string(manifest.begin(), manifest.end()));
  std::string line;
  std::getline(lines, line);  // of titles
  int files = 0;
  while (std::getline(lines, line)) {
    std::istringstream fields(line);
    std::string name;
    std::string kind;
    std::string base;
    std::getline(fields, name, ',');
    std::getline(fields, kind, ',');
    std::getline(fields, base, ',');
    CAPTURE(name);
    const auto bytes = mote_test::read_file((folder / (name + ".tflite")).string());
    const auto input = mote_test::read_file((folder / "bases" / (base + ".in")).string());
    REQUIRE_FALSE(input.empty());
    const usage used = in_a_process(10, [&] { load_and_run(bytes, input); });
    CHECK(used.has_returned);
    CHECK(used.processor_seconds < 10);
    CHECK(used.most_mebibytes < 512);
    ++files;
  }
  CHECK(files == 300);
}

TEST_CASE("damaged models: the limits hold what they are to hold") {
  const usage endless = in_a_process(1, [] {
    for (volatile int i = 0;; i = i + 1) {
    }
  });
  CHECK_FALSE(endless.has_returned);
  const usage large = in_a_process(10, [] {
    std::vector<char> memory(600 << 20, 1);
    if (memory[memory.size() / 2] != 1) _exit(1);
  });
  CHECK(large.most_mebibytes > 512);
}
