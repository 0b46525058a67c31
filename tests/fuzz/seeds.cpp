// SPDX-License-Identifier: Apache-2.0
// usage: fuzz_seeds FOLDER
// Writes models that load, from which the fuzzers of model files start. They are the same each time.

#include <cstdio>
#include <fstream>
#include <string>

#include "random_model.hpp"
#include "runtime.hpp"
#include "support/random_source.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: fuzz_seeds FOLDER\n", stderr);
    return 2;
  }
  constexpr int wanted = 200;
  mote_test::random_source random(1);
  for (int written = 0; written < wanted;) {
    std::uint8_t bytes[16];
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.bits());
    const auto model = mote_fuzz::random_model(bytes, sizeof bytes);
    mote_fuzz::placed_model placed(model.data(), model.size(), 0);
    if (!mote_fuzz::load(placed.view()).is_accepted) continue;
    std::ofstream file(argv[1] + ("/" + std::to_string(written)) + ".tflite", std::ios::binary);
    file.write(reinterpret_cast<const char*>(model.data()), static_cast<std::streamsize>(model.size()));
    if (!file.flush()) {
      std::fprintf(stderr, "can't write to %s\n", argv[1]);
      return 1;
    }
    ++written;
  }
  return 0;
}
