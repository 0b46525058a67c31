// SPDX-License-Identifier: Apache-2.0

// The operators that the models of a test may use. Code is made for each in the list, so lists are short: a
// test defines MOTE_TESTED_OPERATORS, or uses the operators of small_models.hpp.

#ifndef MOTE_TESTS_SUPPORT_TESTED_OPERATORS_HPP
#define MOTE_TESTS_SUPPORT_TESTED_OPERATORS_HPP

#include "mote/ops/op_list.hpp"

#ifndef MOTE_TESTED_OPERATORS
#include "mote/ops/add.hpp"
#include "mote/ops/average_pool_2d.hpp"
#include "mote/ops/conv_2d.hpp"
#include "mote/ops/depthwise_conv_2d.hpp"
#include "mote/ops/dequantize.hpp"
#include "mote/ops/fully_connected.hpp"
#include "mote/ops/max_pool_2d.hpp"
#include "mote/ops/quantize.hpp"
#include "mote/ops/reshape.hpp"
#include "mote/ops/softmax.hpp"
#define MOTE_TESTED_OPERATORS                                                                         \
  mote::ops::add, mote::ops::average_pool_2d, mote::ops::conv_2d, mote::ops::depthwise_conv_2d,       \
      mote::ops::dequantize, mote::ops::fully_connected, mote::ops::max_pool_2d, mote::ops::quantize, \
      mote::ops::reshape, mote::ops::softmax
#endif

namespace mote_test {

using tested_operators = mote::op_list<MOTE_TESTED_OPERATORS>;

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_TESTED_OPERATORS_HPP
