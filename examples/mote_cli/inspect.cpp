// SPDX-License-Identifier: Apache-2.0

#include <cstdio>
#include <string>

#include "arena_layout.hpp"
#include "arena_picture.hpp"
#include "commands.hpp"
#include "model_file.hpp"
#include "node_table.hpp"

// mote inspect MODEL

namespace mote::cli {

exit_code inspect(const arguments& given) {
  if (given.size() != 1) throw usage_error("inspect takes MODEL");
  const model_file model(given[0]);
  std::printf("%s: %zu bytes\n", model.path().c_str(), model.bytes().size());
  if (flatbuffer::has_identifier(model.bytes(), schema::file_identifier)) print_nodes(model.bytes());
  if (model.can_run()) {
    print_arena(arena_layout(model));
    return exit_code::done;
  }
  std::printf("\nThe model can't run:\n");
  for (const std::string& line : model.problems_in_words()) std::printf("  %s\n", line.c_str());
  return exit_code::refused;
}

}  // namespace mote::cli
