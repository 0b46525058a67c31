// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_HPP
#define MOTE_SIGNAL_HPP

// Fixed-point signal processing in front of a network: the signal operators of TensorFlow Lite Micro as
// ordinary functions, bit-exact, at compile time and at run time.
//
// The features of speech models come from framer, window, fft_auto_scale, rfft, energy, filter_bank,
// filter_bank_square_root, filter_bank_spectral_subtraction, pcan and filter_bank_log, in this order.
// Parameters are a struct, to be checked once with `valid`; what an operator remembers is in memory of the
// caller's. As operators of a model they are in signal/operators.hpp.

#include "mote/signal/delay.hpp"
#include "mote/signal/energy.hpp"
#include "mote/signal/fft_auto_scale.hpp"
#include "mote/signal/filter_bank.hpp"
#include "mote/signal/filter_bank_log.hpp"
#include "mote/signal/filter_bank_spectral_subtraction.hpp"
#include "mote/signal/filter_bank_square_root.hpp"
#include "mote/signal/framer.hpp"
#include "mote/signal/irfft.hpp"
#include "mote/signal/overlap_add.hpp"
#include "mote/signal/pcan.hpp"
#include "mote/signal/rfft.hpp"
#include "mote/signal/stacker.hpp"
#include "mote/signal/window.hpp"

#endif
