// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_HPP
#define MOTE_TARGET_ARMV7E_M_HPP

#include "mote/ops/conv_2d.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/ops/fully_connected.hpp"
#include "mote/target/armv7e_m/depthwise_conv.hpp"
#include "mote/target/armv7e_m/depthwise_stride_2.hpp"
#include "mote/target/armv7e_m/direct_conv.hpp"
#include "mote/target/armv7e_m/fully_connected.hpp"
#include "mote/target/armv7e_m/one_channel_conv.hpp"
#include "mote/target/armv7e_m/pointwise_conv.hpp"
#include "mote/target/armv7e_m/polyphase_conv.hpp"
#include "mote/target/armv7e_m/winograd_conv.hpp"
#include "mote/target/kernel_list.hpp"

namespace mote::target {

namespace detail {

/// What a kernel reads and writes beside plain activations.
template <class Kernel>
struct from_plain : Kernel {
  static constexpr bool reads_mixed = false;
  static constexpr bool writes_mixed = true;
};
template <class Kernel>
struct from_any : Kernel {
  static constexpr bool reads_mixed = true;
  static constexpr bool writes_mixed = true;
};

/// Rows straight from memory pay from this width on; narrower images are gathered into planes.
struct wide_depthwise_stride_2 : ::mote::armv7e_m::depthwise_stride_2_conv {
  static constexpr bool supports(const node_view& view, activation_format out = activation_format::plain) {
    constexpr std::int32_t least_width = 24;
    return view.input(0).shape[2] >= least_width &&
           ::mote::armv7e_m::depthwise_stride_2_conv::supports(view, out);
  }
};

template <class Op>
struct armv7e_m_kernels {
  using type = kernel_list<>;
};
template <>
struct armv7e_m_kernels<ops::conv_2d> {
  using type = kernel_list<from_any<armv7e_m::pointwise_conv>, from_plain<armv7e_m::one_channel_conv>,
                           from_plain<armv7e_m::one_channel_conv_rounding>,
                           from_plain<armv7e_m::winograd_conv>, from_plain<armv7e_m::polyphase_conv>,
                           from_any<armv7e_m::direct_conv>, from_plain<armv7e_m::odd_depth_direct_conv>>;
};
template <>
struct armv7e_m_kernels<ops::depthwise_conv_2d> {
  using type =
      kernel_list<from_plain<wide_depthwise_stride_2>, from_plain<armv7e_m::depthwise_conv>,
                  from_plain<armv7e_m::depthwise_conv_rounding>, from_plain<armv7e_m::one_channel_conv>,
                  from_plain<armv7e_m::one_channel_conv_rounding>>;
};
template <>
struct armv7e_m_kernels<ops::fully_connected> {
  using type = kernel_list<from_any<armv7e_m::fully_connected>>;
};

}  // namespace detail

/// Cortex-M4 and others with the DSP instructions of Armv7E-M; a Cortex-M4F for its registers.
struct armv7e_m {
  template <class Op>
  using kernels = typename detail::armv7e_m_kernels<Op>::type;
};

}  // namespace mote::target

#endif
