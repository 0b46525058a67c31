// SPDX-License-Identifier: Apache-2.0

// The oracle against outputs that TensorFlow Lite Micro's reference kernels computed: it may judge only what
// it can do itself.

#include "oracle.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "files.hpp"
#include "oracle_model.hpp"

namespace {

namespace fs = std::filesystem;
using mote::tools::read_file;

const fs::path shared = MOTE_SHARED_DIR;

std::vector<fs::path> files_with_extension(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == extension) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

fs::path with_extension(fs::path path, const char* extension) { return path.replace_extension(extension); }

}  // namespace

TEST_CASE("oracle: arithmetic at the edges") {
  CHECK(oracle::multiply_high(1 << 30, 1 << 30) == 1 << 29);
  CHECK(oracle::multiply_high(1, 1 << 30) == 1);   // 0.5 goes up
  CHECK(oracle::multiply_high(-1, 1 << 30) == 0);  // and so does -0.5
  CHECK(oracle::multiply_high(INT32_MIN, INT32_MIN) == INT32_MAX);
  CHECK(oracle::divide_by_power(3, 1) == 2);
  CHECK(oracle::divide_by_power(-3, 1) == -2);  // away from zero
  CHECK(oracle::divide_by_power(INT32_MIN, 31) == -1);
  CHECK(oracle::quantize_multiplier(0.0).value == 0);
  CHECK(oracle::quantize_multiplier(1.0).value == 1 << 30);
  CHECK(oracle::quantize_multiplier(1.0).shift == 1);
  CHECK(oracle::quantize_multiplier(1.0 - 1e-12).value == 1 << 30);  // the mantissa rounds up to 1
  CHECK(oracle::quantize_multiplier(1e-10).value == 0);              // a shift below -31
}

TEST_CASE("oracle: equals the reference on every int8 conformance case of its operators") {
  if (!fs::is_directory(shared / "conformance")) {
    MESSAGE("skipped: there is no ", (shared / "conformance").string());
    return;
  }
  struct {
    const char* folder;
    int cases;
  } const operators[] = {{"add", 19},         {"average_pool_2d", 13},   {"conv_2d", 111},
                         {"dequantize", 5},   {"depthwise_conv_2d", 64}, {"fully_connected", 65},
                         {"max_pool_2d", 13}, {"quantize", 20},          {"softmax", 19}};
  for (const auto& expected : operators) {
    int passed = 0;
    for (const auto& path : files_with_extension(shared / "conformance" / expected.folder, ".tflite")) {
      const auto file = read_file(path);
      const auto output = oracle::model(file).run(read_file(with_extension(path, ".in")));
      if (!output) continue;
      CHECK_MESSAGE(*output == read_file(with_extension(path, ".out")), path.string());
      ++passed;
    }
    CHECK_MESSAGE(passed == expected.cases, expected.folder);
  }
}

TEST_CASE("oracle: equals the reference on whole models") {
  if (!fs::is_directory(shared / "models")) {
    MESSAGE("skipped: there is no ", (shared / "models").string());
    return;
  }
  for (const auto& path : files_with_extension(shared / "models", ".tflite")) {
    const auto file = read_file(path);
    const auto input = read_file(path.parent_path() / "1.in");
    const auto output = oracle::model(file).run(input);
    REQUIRE_MESSAGE(output.has_value(), path.string());
    CHECK_MESSAGE(*output == read_file(path.parent_path() / "1.out"), path.string());
  }
}
