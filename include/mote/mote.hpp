// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_MOTE_HPP
#define MOTE_MOTE_HPP

// The whole library: int8 neural networks (.tflite) on microcontrollers.

#include "mote/describe.hpp"
#include "mote/run/interpreter.hpp"
#include "mote/run/static_model.hpp"
#include "mote/tensor_view.hpp"
#include "mote/version.hpp"

#endif
