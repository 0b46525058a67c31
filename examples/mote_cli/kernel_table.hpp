// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_CLI_KERNEL_TABLE_HPP
#define MOTE_CLI_KERNEL_TABLE_HPP

#include <string>

#include "model_file.hpp"

namespace mote::cli {

/// Prints which kernels of a target run the nodes of a model that can run, and what keeps faster ones away.
/// Throws a usage error for names of targets and policies that there are not.
void print_kernels(const model_file& model, const std::string& target, const std::string& policy);

}  // namespace mote::cli

#endif  // MOTE_CLI_KERNEL_TABLE_HPP
