// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPTIMIZE_SMALLER_MODEL_HPP
#define MOTE_OPTIMIZE_SMALLER_MODEL_HPP

#include <cstddef>
#include <cstdint>

#include "mote/optimize/channel_removal.hpp"

namespace mote::optimize {

/// What the compiler finds out about the channels of a model. Source::bytes are a model that loads.
template <class Source>
struct analyzed_channels {
  static constexpr graph model{Source::bytes};
  static constexpr auto analyze() {
    return channel_analysis<static_cast<std::size_t>(model.tensor_count()), channels_of_activations(model)>(
        model);
  }
  static constexpr auto analysis = analyze();
};

/// The model without its removable channels.
template <class Source>
class without_removable_channels {
  static constexpr const auto& analysis = analyzed_channels<Source>::analysis;
  using removal = channel_removal<std::decay_t<decltype(analysis)>>;

  // A named function: GCC evaluates a lambda that is called where it stands twice.
  static constexpr std::uint32_t size = removal(analysis, nullptr).size();
  static constexpr written_bytes<size> write() {
    written_bytes<size> result{};
    static_cast<void>(removal(analysis, result.values));
    return result;
  }
  static constexpr written_bytes<size> written = write();

 public:
  static constexpr byte_view bytes{written.values, sizeof written};
};

}  // namespace mote::optimize

#endif
