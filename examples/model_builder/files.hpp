// SPDX-License-Identifier: Apache-2.0

// Whole files as bytes, for host programs.

#ifndef MOTE_MODEL_BUILDER_FILES_HPP
#define MOTE_MODEL_BUILDER_FILES_HPP

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <stdexcept>
#include <vector>

namespace mote::tools {

inline std::vector<std::uint8_t> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return bytes;
}

inline void write_file(const std::filesystem::path& path, const std::vector<std::uint8_t>& bytes) {
  std::ofstream file(path, std::ios::binary);
  std::copy(bytes.begin(), bytes.end(), std::ostreambuf_iterator<char>(file));
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace mote::tools

#endif  // MOTE_MODEL_BUILDER_FILES_HPP
