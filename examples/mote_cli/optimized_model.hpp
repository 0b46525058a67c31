// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_CLI_OPTIMIZED_MODEL_HPP
#define MOTE_CLI_OPTIMIZED_MODEL_HPP

#include <vector>

#include "model_file.hpp"

namespace mote::cli {

/// What a static model is compiled from: the bytes of an equivalent model without the channels that make no
/// difference, its convolutions in the order that takes less memory. Requires that the model can run.
std::vector<char> optimized_bytes(const model_file& model);

}  // namespace mote::cli

#endif  // MOTE_CLI_OPTIMIZED_MODEL_HPP
