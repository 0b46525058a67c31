// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_AVX2_HPP
#define MOTE_TARGET_AVX2_HPP

#include "mote/config.hpp"

#if MOTE_HAS_AVX2
#include "mote/ops/add.hpp"
#include "mote/ops/conv_2d.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/ops/fully_connected.hpp"
#include "mote/ops/sub.hpp"
#include "mote/target/avx2/addition.hpp"
#include "mote/target/avx2/conv.hpp"
#include "mote/target/avx2/depthwise_conv.hpp"
#include "mote/target/avx2/fully_connected.hpp"
#include "mote/target/kernel_list.hpp"

namespace mote::target {

namespace detail {

template <class Op>
struct avx2_kernels {
  using type = kernel_list<>;
};
template <>
struct avx2_kernels<ops::conv_2d> {
  using type = kernel_list<mote::avx2::conv>;
};
template <>
struct avx2_kernels<ops::depthwise_conv_2d> {
  using type = kernel_list<mote::avx2::one_channel_depthwise_conv, mote::avx2::depthwise_conv>;
};
template <>
struct avx2_kernels<ops::fully_connected> {
  using type = kernel_list<mote::avx2::fully_connected>;
};
template <>
struct avx2_kernels<ops::add> {
  using type = kernel_list<mote::avx2::addition<ops::add>>;
};
template <>
struct avx2_kernels<ops::sub> {
  using type = kernel_list<mote::avx2::addition<ops::sub>>;
};

}  // namespace detail

/// x86 with AVX2.
struct avx2 {
  template <class Op>
  using kernels = typename detail::avx2_kernels<Op>::type;
};

}  // namespace mote::target

#endif  // MOTE_HAS_AVX2
#endif
