// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_CLI_COMMANDS_HPP
#define MOTE_CLI_COMMANDS_HPP

#include <string>
#include <vector>

#include "support.hpp"

// The subcommands of `mote`. Each takes the words after its name.

namespace mote::cli {

using arguments = std::vector<std::string>;

exit_code run(const arguments& given);
exit_code inspect(const arguments& given);
exit_code check(const arguments& given);
exit_code embed(const arguments& given);
exit_code shrink(const arguments& given);

}  // namespace mote::cli

#endif  // MOTE_CLI_COMMANDS_HPP
