// SPDX-License-Identifier: Apache-2.0

// What needs the reference models of MOTE_SHARED_DIR.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>

#include "shell.hpp"

namespace {

namespace fs = std::filesystem;
const fs::path shared = MOTE_SHARED_DIR;

}  // namespace

TEST_SUITE("reference") {
  TEST_CASE("models/kws_ref_model") {
    const fs::path folder = shared / "models/kws_ref_model";
    const auto result =
        shell::call_mote({"run", folder / "model.tflite", folder / "real_inputs.bin", "output"});
    CHECK(result.exit_code == 0);
    CHECK(result.out.rfind("1000 samples, arena 16000 bytes, ", 0) == 0);

    const std::string output = shell::read("output");
    CHECK(output.size() == 12000);
    CHECK(output == shell::read(folder / "real_reference.bin"));

    constexpr std::ptrdiff_t keywords = 12;
    std::ifstream labels(folder / "real_labels.txt");
    int right = 0;
    std::ptrdiff_t label = 0;
    for (auto scores = output.begin(); scores != output.end() && labels >> label; scores += keywords) {
      const auto best = std::max_element(scores, scores + keywords, [](char a, char b) {
        return static_cast<std::int8_t>(a) < static_cast<std::int8_t>(b);
      });
      if (best - scores == label) ++right;
    }
    CHECK(right == 901);
  }

  TEST_CASE("malformed") {
    int files = 0;
    for (const auto& entry : fs::directory_iterator(shared / "malformed")) {
      if (entry.path().extension() != ".tflite") continue;
      const std::string model = entry.path();
      CAPTURE(model);
      const auto checked = shell::call_mote({"check", model});
      CHECK((checked.exit_code == 0 || checked.exit_code == 3));
      CHECK_FALSE(checked.out.empty());
      CHECK(checked.err.empty());
      const auto inspected = shell::call_mote({"inspect", model});
      CHECK(inspected.exit_code == checked.exit_code);
      CHECK(inspected.err.empty());
      const auto embedded = shell::call_mote({"embed", model, "-o", "header.hpp", "--name", "model"});
      CHECK((embedded.exit_code == 0 || embedded.exit_code == 3));
      if (checked.exit_code == 0) continue;
      const auto ran = shell::call_mote({"run", model, "-", "output"});
      CHECK(ran.exit_code == 3);
      CHECK(ran.out.empty());
      CHECK_FALSE(ran.err.empty());
      ++files;
    }
    CHECK(files > 200);
  }
}
