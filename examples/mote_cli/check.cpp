// SPDX-License-Identifier: Apache-2.0

#include <cstdio>
#include <string>

#include "commands.hpp"
#include "model_file.hpp"

// mote check MODEL

namespace mote::cli {

exit_code check(const arguments& given) {
  if (given.size() != 1) throw usage_error("check takes MODEL");
  const model_file model(given[0]);
  if (model.can_run()) {
    std::printf("ok, arena %zu bytes\n", std::size_t{model.plan().arena_bytes});
    return exit_code::done;
  }
  for (const std::string& line : model.problems_in_words()) std::printf("%s\n", line.c_str());
  return exit_code::refused;
}

}  // namespace mote::cli
