// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_CLI_KERNEL_TABLE_HPP
#define MOTE_CLI_KERNEL_TABLE_HPP

#include <string>

#include "model_file.hpp"

namespace mote::cli {

/// Throws a usage error for a name of a target or of a policy that there is not.
void check_kernel_options(const std::string& target, const std::string& policy);

/// Prints which kernels of a target run the nodes of a model that can run, as it is compiled into a static
/// model, and what keeps faster ones away.
void print_kernels(const model_file& model, const std::string& target, const std::string& policy);

}  // namespace mote::cli

#endif  // MOTE_CLI_KERNEL_TABLE_HPP
