// SPDX-License-Identifier: Apache-2.0
// Interpreters for models of no tensors, and of more than indices of 16 bits can count.

#include <mote/mote.hpp>

auto none() { return mote::interpreter<mote::ops::all, mote::max_tensors<0>>::tensor_limit; }
auto many() { return mote::interpreter<mote::ops::all, mote::max_tensors<32768>>::tensor_limit; }
