// SPDX-License-Identifier: Apache-2.0

// Small models with reference outputs, listed in a manifest: one line a case with the model's name, the
// operator, the type of its first input, the tolerance of float outputs, and the number of invokes on the
// same input.

#ifndef MOTE_TESTS_CONFORMANCE_CONFORMANCE_HPP
#define MOTE_TESTS_CONFORMANCE_CONFORMANCE_HPP

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "mote/model/schema.hpp"
#include "support/shared_files.hpp"

namespace mote_test {

struct conformance_case {
  std::string name;
  std::string op;
  std::string type;
  double tolerance = 0.0;
  int invokes = 1;

  [[nodiscard]] std::vector<char> file(const char* extension) const {
    return read_file(std::string(MOTE_SHARED_DIR "/conformance/") + name + extension);
  }
};

/// The fields of a line of comma-separated values, of which some are in quotes.
inline std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  bool is_quoted = false;
  for (const char c : line) {
    if (c == '"') {
      is_quoted = !is_quoted;
    } else if (c == ',' && !is_quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

/// All cases; none if there is no manifest.
inline std::vector<conformance_case> read_manifest() {
  std::vector<conformance_case> cases;
  const std::vector<char> text = read_file(MOTE_SHARED_DIR "/conformance/manifest.csv");
  bool is_header = true;
  for (auto begin = text.begin(); begin != text.end();) {
    auto end = begin;
    while (end != text.end() && *end != '\n') ++end;
    const auto fields = fields_of({begin, end});
    if (!is_header && fields.size() >= 8) {
      cases.push_back(
          {fields[0], fields[1], fields[2], std::atof(fields[6].c_str()), std::atoi(fields[7].c_str())});
    }
    is_header = false;
    begin = end == text.end() ? end : end + 1;
  }
  return cases;
}

/// Compares outputs with those of the reference, one tensor after the other: floats within the tolerance, all
/// else byte for byte.
class comparison {
 public:
  comparison(std::vector<char> expected, double tolerance)
      : expected_(std::move(expected)), tolerance_(tolerance) {}

  void add(mote::tensor_type type, const void* data, std::size_t size) {
    if (at_ + size > expected_.size()) {
      equal_ = false;
      return;
    }
    const char* const reference = expected_.data() + at_;
    at_ += size;
    if (type != mote::tensor_type::float32) {
      equal_ = equal_ && std::memcmp(data, reference, size) == 0;
      return;
    }
    for (std::size_t i = 0; i < size; i += sizeof(float)) {
      if (std::memcmp(static_cast<const char*>(data) + i, reference + i, sizeof(float)) == 0) continue;
      float ours = 0.0F;
      float theirs = 0.0F;
      std::memcpy(&ours, static_cast<const char*>(data) + i, sizeof ours);
      std::memcpy(&theirs, reference + i, sizeof theirs);
      const bool both_nan = std::isnan(ours) && std::isnan(theirs);
      equal_ = equal_ &&
               (both_nan || std::abs(static_cast<double>(ours) - static_cast<double>(theirs)) <= tolerance_);
    }
  }
  /// Whether all that was added is right, and nothing is missing.
  [[nodiscard]] bool passed() const { return equal_ && at_ == expected_.size(); }

 private:
  std::vector<char> expected_;
  double tolerance_;
  std::size_t at_ = 0;
  bool equal_ = true;
};

}  // namespace mote_test

#endif  // MOTE_TESTS_CONFORMANCE_CONFORMANCE_HPP
