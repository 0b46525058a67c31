// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_HPP
#define MOTE_TARGET_ARMV7E_M_HPP

#include <cstdint>
#include <type_traits>

#include "mote/ops/add.hpp"
#include "mote/ops/average_pool_2d.hpp"
#include "mote/ops/conv_2d.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/ops/fully_connected.hpp"
#include "mote/ops/max_pool_2d.hpp"
#include "mote/ops/mean.hpp"
#include "mote/ops/mul.hpp"
#include "mote/ops/quantize.hpp"
#include "mote/ops/sub.hpp"
#include "mote/ops/sum.hpp"
#include "mote/ops/unary.hpp"
#include "mote/target/armv7e_m/addition.hpp"
#include "mote/target/armv7e_m/depthwise_conv.hpp"
#include "mote/target/armv7e_m/depthwise_planes.hpp"
#include "mote/target/armv7e_m/depthwise_stride_2.hpp"
#include "mote/target/armv7e_m/direct_conv.hpp"
#include "mote/target/armv7e_m/fully_connected.hpp"
#include "mote/target/armv7e_m/look_up.hpp"
#include "mote/target/armv7e_m/multiplication.hpp"
#include "mote/target/armv7e_m/one_channel_conv.hpp"
#include "mote/target/armv7e_m/pointwise_conv.hpp"
#include "mote/target/armv7e_m/polyphase_conv.hpp"
#include "mote/target/armv7e_m/pool_2d.hpp"
#include "mote/target/armv7e_m/summation.hpp"
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

template <class Kernel>
struct plain_only : Kernel {
  static constexpr bool reads_mixed = false;
  static constexpr bool writes_mixed = false;
};
/// Where bytes alternate between even and odd channels. Of the format the speed does not depend.
template <class Kernel>
struct of_even_depth : from_any<Kernel> {
  static constexpr bool gains_from_mixed(const node_view&) { return false; }
  static constexpr bool supports(const node_view& view) {
    const shape& output = view.output().shape;
    return output.rank() > 0 && output.back() % 2 == 0 && Kernel::supports(view);
  }
};

/// Rows straight from memory pay from this width on; narrower images are gathered into planes.
struct wide_depthwise_stride_2 : ::mote::armv7e_m::depthwise_stride_2_conv {
  static constexpr support supports(const node_view& view) {
    constexpr std::int32_t least_width = 24;
    if (view.input(0).shape[2] < least_width) return kernel_limit::image_size;
    return ::mote::armv7e_m::depthwise_stride_2_conv::supports(view);
  }
};

template <class Op>
struct armv7e_m_kernels {
  using type = kernel_list<>;
};
template <>
struct armv7e_m_kernels<ops::conv_2d> {
  using type = kernel_list<
      from_any<armv7e_m::pointwise_conv>, from_plain<armv7e_m::one_channel_conv>,
      from_plain<armv7e_m::one_channel_conv_rounding>, from_plain<armv7e_m::winograd_conv_transformed>,
      from_plain<armv7e_m::winograd_conv_transformed_rounding>,
      from_plain<armv7e_m::winograd_conv_transforming_once>,
      from_plain<armv7e_m::winograd_conv_transforming_once_rounding>, from_plain<armv7e_m::winograd_conv>,
      from_plain<armv7e_m::winograd_conv_rounding>, from_plain<armv7e_m::wide_winograd_conv>,
      from_plain<armv7e_m::polyphase_conv>, from_plain<armv7e_m::polyphase_conv_rounding>,
      from_any<armv7e_m::direct_conv>, from_plain<armv7e_m::odd_depth_direct_conv>>;
};
template <>
struct armv7e_m_kernels<ops::depthwise_conv_2d> {
  using type =
      kernel_list<from_plain<armv7e_m::depthwise_planes_conv>, from_plain<wide_depthwise_stride_2>,
                  from_plain<armv7e_m::depthwise_conv>, from_plain<armv7e_m::depthwise_conv_rounding>,
                  from_plain<armv7e_m::one_channel_conv>, from_plain<armv7e_m::one_channel_conv_rounding>>;
};
template <>
struct armv7e_m_kernels<ops::fully_connected> {
  using type = kernel_list<from_any<armv7e_m::fully_connected>>;
};

template <>
struct armv7e_m_kernels<ops::add> {
  using kernel = armv7e_m::addition<ops::add>;
  using type = kernel_list<of_even_depth<kernel>, plain_only<kernel>>;
};
template <>
struct armv7e_m_kernels<ops::sub> {
  using kernel = armv7e_m::addition<ops::sub>;
  using type = kernel_list<of_even_depth<kernel>, plain_only<kernel>>;
};

template <>
struct armv7e_m_kernels<ops::mul> {
  using type = kernel_list<of_even_depth<armv7e_m::multiplication>, plain_only<armv7e_m::multiplication>>;
};
template <>
struct armv7e_m_kernels<ops::average_pool_2d> {
  using type = kernel_list<from_plain<armv7e_m::average_pool_2d>>;
};
template <>
struct armv7e_m_kernels<ops::max_pool_2d> {
  using type = kernel_list<from_plain<armv7e_m::max_pool_2d>>;
};

template <>
struct armv7e_m_kernels<ops::mean> {
  using type = kernel_list<from_plain<armv7e_m::summation>>;
};
template <>
struct armv7e_m_kernels<ops::sum> {
  using type = kernel_list<from_plain<armv7e_m::summation>>;
};
template <class Op, class Function>
using look_up_kernels =
    kernel_list<of_even_depth<armv7e_m::look_up<Op, Function>>, plain_only<armv7e_m::look_up<Op, Function>>>;
template <builtin_operator Code, template <class> class Function, class... Ts>
struct armv7e_m_kernels<unary<Code, Function, Ts...>> {
  static constexpr bool has_int8 = (std::is_same_v<Ts, std::int8_t> || ...);
  using type = typename std::conditional_t<
      has_int8, type_tag<look_up_kernels<unary<Code, Function, Ts...>, Function<std::int8_t>>>,
      type_tag<kernel_list<>>>::type;
};
template <>
struct armv7e_m_kernels<ops::quantize> {
  using type = look_up_kernels<ops::quantize, functions::requantize<std::int8_t>>;
};

}  // namespace detail

/// Cortex-M4 and others with the DSP instructions of Armv7E-M; a Cortex-M4F for its registers.
struct armv7e_m {
  template <class Op>
  using kernels = typename detail::armv7e_m_kernels<Op>::type;
};

}  // namespace mote::target

#endif
