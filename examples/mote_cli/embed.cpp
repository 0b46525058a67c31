// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

#include "commands.hpp"
#include "model_file.hpp"

// mote embed MODEL -o HEADER --name NAME
//
// Writes the same bytes as the CMake function mote_embed_model.

namespace mote::cli {
namespace {

struct embed_options {
  std::string model;
  std::string header;
  std::string name;
};

bool is_identifier(const std::string& name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_allowed = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && is_letter(name.front()) && std::all_of(name.begin(), name.end(), is_allowed);
}

embed_options parse(const arguments& given) {
  std::optional<std::string> model;
  std::optional<std::string> header;
  std::optional<std::string> name;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::string& word = given[i];
    std::optional<std::string>& value = word == "-o" ? header : word == "--name" ? name : model;
    if (value) throw usage_error("embed takes one MODEL, one -o and one --name");
    if (&value == &model) {
      if (is_option(word)) throw usage_error("unknown option " + word);
      model = word;
    } else {
      if (i + 1 == given.size()) throw usage_error(word + " needs a value");
      value = given[++i];
    }
  }
  if (!model || !header || !name) throw usage_error("embed takes MODEL -o HEADER --name NAME");
  if (!is_identifier(*name))
    throw usage_error("'" + *name + "' is not a C++ identifier: the array gets this name");
  return {*model, *header, *name};
}

/// 64 bytes a line. String literals cost the compiler less time and memory than a list of integers.
std::string literal_lines(byte_view bytes) {
  constexpr std::size_t line = 64;
  constexpr char digits[] = "0123456789abcdef";
  std::string text = "    \"";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0 && i % line == 0) text += "\"\n    \"";
    const auto byte = static_cast<unsigned char>(bytes.data()[i]);
    text += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
  }
  return text + "\"";
}

/// Refuses what no list of operators could run. An operator that this library lacks is only worth a warning:
/// the program that includes the header may bring its own.
void examine(const model_file& model) {
  const auto& problems = model.problems();
  const bool lacks_operators_only = std::all_of(problems.begin(), problems.end(), [](const problem& found) {
    return found.code == error::unsupported_operator;
  });
  if (!lacks_operators_only) model.refuse();
  for (const std::string& line : model.problems_in_words()) {
    std::fprintf(stderr, "mote: warning: %s: %s\n", model.path().c_str(), line.c_str());
  }
}

}  // namespace

exit_code embed(const arguments& given) {
  const embed_options options = parse(given);
  const model_file model(options.model);
  examine(model);
  const std::string file_name = std::filesystem::path(options.model).filename().string();
  const std::string text = "// " + file_name + ", " + std::to_string(model.bytes().size()) +
                           " bytes, written by mote_embed_model.\n"
                           "#pragma once\n"
                           "#pragma GCC system_header  // so that no compiler warns of a literal beyond the "
                           "standard's minimum of 65536\n\n"
                           "alignas(16) inline constexpr char " +
                           options.name + "[] =\n" + literal_lines(model.bytes()) + ";\n";
  output_file header(options.header);
  header.write(text.data(), text.size());
  header.close();
  return exit_code::done;
}

}  // namespace mote::cli
