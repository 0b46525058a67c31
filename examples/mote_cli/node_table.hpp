// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_CLI_NODE_TABLE_HPP
#define MOTE_CLI_NODE_TABLE_HPP

#include <cstddef>
#include <string>

#include "model_file.hpp"

namespace mote::cli {

/// Widest line that `mote inspect` prints.
inline constexpr std::size_t line_width = 100;

/// Prints the model's inputs, outputs and nodes with their tensors. Takes any model, also a damaged one.
void print_nodes(byte_view model);

/// `text` in at most `width` columns, cut in the middle, because the names of tensors are paths that differ
/// at both ends.
std::string shortened(const std::string& text, std::size_t width);

}  // namespace mote::cli

#endif  // MOTE_CLI_NODE_TABLE_HPP
