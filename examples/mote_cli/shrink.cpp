// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "model_file.hpp"
#include "optimized_model.hpp"

// mote shrink MODEL -o SMALLER
//
// What static_model does while compiling, for models that are loaded at run time.

namespace mote::cli {
namespace {

struct shrink_options {
  std::string model;
  std::string smaller;
};

shrink_options parse(const arguments& given) {
  std::optional<std::string> model;
  std::optional<std::string> smaller;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::string& word = given[i];
    std::optional<std::string>& value = word == "-o" ? smaller : model;
    if (value) throw usage_error("shrink takes one MODEL and one -o");
    if (&value == &model) {
      if (is_option(word)) throw usage_error("unknown option " + word);
      model = word;
    } else {
      if (i + 1 == given.size()) throw usage_error("-o needs a value");
      value = given[++i];
    }
  }
  if (!model || !smaller) throw usage_error("shrink takes MODEL -o SMALLER");
  return {*model, *smaller};
}

}  // namespace

exit_code shrink(const arguments& given) {
  const shrink_options options = parse(given);
  const model_file model(options.model);
  if (!model.can_run()) model.refuse();
  const std::vector<char> bytes = optimized_bytes(model);
  output_file smaller(options.smaller);
  smaller.write(bytes.data(), bytes.size());
  smaller.close();
  // Standard output may have the model.
  std::fprintf(options.smaller == standard_stream ? stderr : stdout, "%zu of %zu bytes\n", bytes.size(),
               model.bytes().size());
  return exit_code::done;
}

}  // namespace mote::cli
