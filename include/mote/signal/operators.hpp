// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_OPERATORS_HPP
#define MOTE_SIGNAL_OPERATORS_HPP

// The functions of signal.hpp as operators of a model: the custom operators that TensorFlow's signal library
// writes. Put mote::signal::operators, or those that the model needs, into its list of operators.

#include "mote/ops/op_list.hpp"
#include "mote/signal/operators/delay.hpp"
#include "mote/signal/operators/energy.hpp"
#include "mote/signal/operators/fft_auto_scale.hpp"
#include "mote/signal/operators/filter_bank.hpp"
#include "mote/signal/operators/filter_bank_log.hpp"
#include "mote/signal/operators/filter_bank_spectral_subtraction.hpp"
#include "mote/signal/operators/filter_bank_square_root.hpp"
#include "mote/signal/operators/framer.hpp"
#include "mote/signal/operators/irfft.hpp"
#include "mote/signal/operators/overlap_add.hpp"
#include "mote/signal/operators/pcan.hpp"
#include "mote/signal/operators/rfft.hpp"
#include "mote/signal/operators/stacker.hpp"
#include "mote/signal/operators/window.hpp"

namespace mote::signal {

/// Every signal operator.
using operators = op_list<ops::signal_delay, ops::signal_energy, ops::signal_fft_auto_scale,
                          ops::signal_filter_bank, ops::signal_filter_bank_log,
                          ops::signal_filter_bank_spectral_subtraction, ops::signal_filter_bank_square_root,
                          ops::signal_framer, ops::signal_irfft, ops::signal_overlap_add, ops::signal_pcan,
                          ops::signal_rfft, ops::signal_stacker, ops::signal_window>;

}  // namespace mote::signal

#endif
