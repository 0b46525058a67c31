// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_CUSTOM_OPTIONS_HPP
#define MOTE_OPS_CUSTOM_OPTIONS_HPP

#include <cstdint>

#include "mote/model/flexbuffer.hpp"
#include "mote/ops/node_view.hpp"

namespace mote {

/// The options of a custom operator, a flexbuffer map. One that is absent or doesn't have the type reads as
/// 0, and is remembered: ask for all that there are, then whether they were complete.
class custom_options {
 public:
  constexpr explicit custom_options(const node_view& view)
      : custom_options(view.custom_options().empty() ? byte_view() : bytes_of(view.custom_options())) {}
  constexpr explicit custom_options(byte_view bytes) : map_(flexbuffer::root(bytes)) {}

  constexpr std::int32_t integer(const char* key) {
    std::int32_t result = 0;
    note(map_[key].get(result));
    return result;
  }
  constexpr bool boolean(const char* key) {
    bool result = false;
    note(map_[key].get(result));
    return result;
  }
  constexpr float real(const char* key) {
    float result = 0.0F;
    note(map_[key].get(result));
    return result;
  }

  /// Whether all that was asked for was there.
  constexpr bool complete() const { return complete_; }

 private:
  static constexpr byte_view bytes_of(const flatbuffer::vector<std::uint8_t>& options) {
    return {options.data(), options.size()};
  }
  constexpr void note(bool found) { complete_ = complete_ && found; }

  flexbuffer::map map_;
  bool complete_ = true;
};

/// What `Op::read(custom_options&)` makes of the options, as an operator's `parameters`.
template <class Op, class Function>
struct option_parameters : Function {
  constexpr explicit option_parameters(const node_view& view) : option_parameters(custom_options(view)) {}

 private:
  constexpr explicit option_parameters(custom_options options) : Function(Op::read(options)) {}
};

}  // namespace mote

#endif
