// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_AVX2_FULLY_CONNECTED_HPP
#define MOTE_TARGET_AVX2_FULLY_CONNECTED_HPP

#include "mote/config.hpp"

#if MOTE_HAS_AVX2
#include <cstdint>

#include "mote/ops/fully_connected.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/avx2/conv.hpp"

namespace mote::avx2 {

/// FULLY_CONNECTED, int8: a convolution of an image of one column, whose rows are the batches.
///
/// Reads the input as long as it writes the output: they must not overlap.
struct fully_connected {
  using op = ops::fully_connected;
  static constexpr bool reads_mixed = false;
  static constexpr bool writes_mixed = false;

 private:
  static constexpr auto packer(const node_view& view) {
    const char* const weights = view.input(1).data.data();
    const std::int32_t depth = view.input(1).shape[1];
    return make_layer_packer<op>(view, 1, stretch_conv::taps(as_conv(view)),
                                 [=](std::int32_t c, std::int32_t, std::int32_t tap, std::int32_t half) {
                                   const std::int32_t k = 2 * tap + half;
                                   return k < depth ? weights[c * depth + k] : '\0';
                                 });
  }

 public:
  static constexpr bool supports(const node_view& view) {
    return view.code() == builtin_operator::fully_connected && stretch_conv::is_possible(as_conv(view)) &&
           packer(view).is_possible();
  }
  static constexpr std::uint32_t packed_words(const node_view& view) {
    return stretch_conv::packed_words(as_conv(view));
  }
  static constexpr void pack(const node_view& view, std::uint32_t* words) { packer(view).pack(words); }
  static constexpr std::uint32_t scratch_bytes(const node_view& view) {
    return stretch_conv::scratch_bytes(as_conv(view));
  }

  template <activation_format In, activation_format Out, class Geometry>
  static void run(const Geometry& g, const std::int8_t* input, const std::uint32_t* packed,
                  std::int8_t* output, void* scratch) {
    stretch_conv::run(as_conv(g), input, packed, output, scratch);
  }

 private:
  template <class Extents>
  static constexpr stretch_conv::geometry as_conv(const matrix_geometry<Extents>& g) {
    return {{{1, g.batches(), 1, g.depth(), g.batches(), 1, g.output_depth(), 1, 1, g.depth(), 1, 1, 1, 1, 0,
              0}}};
  }
  static constexpr stretch_conv::geometry as_conv(const node_view& view) {
    return as_conv(matrix_geometry<dynamic_extents<3>>{op::extents(view)});
  }
};

}  // namespace mote::avx2

#endif  // MOTE_HAS_AVX2
#endif
