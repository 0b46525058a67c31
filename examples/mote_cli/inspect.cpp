// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdio>
#include <optional>
#include <string>

#include "arena_layout.hpp"
#include "arena_picture.hpp"
#include "commands.hpp"
#include "kernel_table.hpp"
#include "model_file.hpp"
#include "node_table.hpp"

// mote inspect MODEL [--target NAME [--optimize POLICY]]

namespace mote::cli {
namespace {

struct inspect_options {
  std::optional<std::string> model;
  std::optional<std::string> target;
  std::optional<std::string> policy;

  std::string policy_name() const { return policy.value_or("balanced"); }
};

inspect_options parse(const arguments& given) {
  inspect_options result;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::string& word = given[i];
    std::optional<std::string>& value = word == "--target"     ? result.target
                                        : word == "--optimize" ? result.policy
                                                               : result.model;
    if (value) throw usage_error("inspect takes one MODEL, one --target and one --optimize");
    if (&value == &result.model) {
      if (is_option(word)) throw usage_error("unknown option " + word);
      value = word;
    } else {
      if (i + 1 == given.size()) throw usage_error(word + " needs a value");
      value = given[++i];
    }
  }
  if (!result.model) throw usage_error("inspect takes MODEL");
  if (result.policy && !result.target) throw usage_error("--optimize needs a --target");
  if (result.target) check_kernel_options(*result.target, result.policy_name());
  return result;
}

}  // namespace

exit_code inspect(const arguments& given) {
  const inspect_options options = parse(given);
  const model_file model(*options.model);
  std::printf("%s: %zu bytes\n", model.path().c_str(), model.bytes().size());
  if (flatbuffer::has_identifier(model.bytes(), schema::file_identifier)) print_nodes(model.bytes());
  if (model.can_run()) {
    print_arena(arena_layout(model));
    if (options.target) print_kernels(model, *options.target, options.policy_name());
    return exit_code::done;
  }
  std::printf("\nThe model can't run:\n");
  for (const std::string& line : model.problems_in_words()) std::printf("  %s\n", line.c_str());
  return exit_code::refused;
}

}  // namespace mote::cli
