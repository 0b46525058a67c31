// SPDX-License-Identifier: Apache-2.0

// Files of MOTE_SHARED_DIR, on the desktop and, through semihosting, on the emulated board.

#ifndef MOTE_TESTS_SUPPORT_SHARED_FILES_HPP
#define MOTE_TESTS_SUPPORT_SHARED_FILES_HPP

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace mote_test {

/// The bytes of a file, none if there is no such file.
inline std::vector<char> read_file(const std::string& path) {
  std::vector<char> bytes;
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return bytes;
  char block[4096];
  for (std::size_t count = sizeof block; count == sizeof block;) {
    count = std::fread(block, 1, sizeof block, file);
    bytes.insert(bytes.end(), block, block + count);
  }
  std::fclose(file);
  return bytes;
}

/// A file of a reference model: "model.tflite", "1.in", "1.out", ...
inline std::vector<char> read_model_file(const std::string& model, const std::string& name) {
  return read_file(std::string(MOTE_SHARED_DIR "/models/") + model + "/" + name);
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_SHARED_FILES_HPP
