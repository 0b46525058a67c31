// SPDX-License-Identifier: Apache-2.0
// Not a .tflite file at all.

#include <mote/mote.hpp>

constexpr char text[] = "A text is not a model.";

mote::static_model<text> model;
