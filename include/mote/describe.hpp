// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_DESCRIBE_HPP
#define MOTE_DESCRIBE_HPP

#include <cstddef>
#include <cstdint>

#include "mote/model/graph.hpp"
#include "mote/span.hpp"
#include "mote/status.hpp"

namespace mote {
namespace detail {

/// Writes text into a buffer; what doesn't fit is cut.
class text_writer {
 public:
  explicit constexpr text_writer(span<char> buffer) : buffer_(buffer) {}

  constexpr void put(char c) {
    if (size_ + 1 < buffer_.size()) buffer_[size_++] = c;
  }
  constexpr void put(const char* text) {
    for (; *text != '\0'; ++text) put(*text);
  }
  constexpr void put(const flatbuffer::vector<char>& text) {
    // Names come from the model: whatever isn't printable is shown as '?'.
    for (std::uint32_t i = 0; i < text.size(); ++i) put(text[i] >= ' ' && text[i] <= '~' ? text[i] : '?');
  }
  constexpr void put(std::int64_t value) {
    auto magnitude = static_cast<std::uint64_t>(value);
    if (value < 0) {
      put('-');
      magnitude = 0 - magnitude;
    }
    char digits[20]{};
    int count = 0;
    do {
      digits[count++] = static_cast<char>('0' + magnitude % 10);
      magnitude /= 10;
    } while (magnitude != 0);
    while (count > 0) put(digits[--count]);
  }
  constexpr std::size_t finish() {
    if (!buffer_.empty()) buffer_[size_] = '\0';
    return size_;
  }

 private:
  span<char> buffer_;
  std::size_t size_ = 0;
};

}  // namespace detail

/// Writes a problem as one line, such as
/// "node 3 CUSTOM 'MyOp' version 1: the operator is not in the list of operators", with a terminating zero,
/// cut to the size of `buffer`. Gives the length. `model` is the bytes that the problem was found in; they
/// are read with the same care as by a load.
constexpr std::size_t describe(const problem& found, byte_view model, span<char> buffer) {
  detail::text_writer text(buffer);
  const graph source(model, nullptr, found.subgraph);
  if (found.subgraph != 0) {
    text.put("subgraph ");
    text.put(std::int64_t{found.subgraph});
    text.put(found.node != none || found.tensor != none ? ", " : ": ");
  }
  if (found.node >= 0 && found.node < source.node_count()) {
    const node subject = source.node_at(found.node);
    text.put("node ");
    text.put(std::int64_t{found.node});
    text.put(' ');
    text.put(name_of(subject.code));
    if (subject.code == builtin_operator::custom) {
      text.put(" '");
      text.put(subject.custom_code);
      text.put('\'');
    }
    if (found.code == error::unsupported_operator) {
      text.put(" version ");
      text.put(std::int64_t{subject.version});
    }
  }
  if (found.tensor != none) {
    if (found.node != none) text.put(", ");
    text.put("tensor ");
    text.put(std::int64_t{found.tensor});
    if (source.is_tensor(found.tensor)) {
      text.put(" '");
      text.put(source.tensor_at(found.tensor).name);
      text.put('\'');
    }
  }
  if (found.node != none || found.tensor != none) text.put(": ");
  text.put(text_of(found.code));
  if (found.code == error::unsupported_type) {
    text.put(" (");
    text.put(name_of(static_cast<tensor_type>(found.detail)));
    text.put(')');
  } else if (found.detail != 0 && found.code != error::unsupported_operator) {
    text.put(" (");
    text.put(found.detail);
    text.put(')');
  }
  return text.finish();
}

}  // namespace mote

#endif
