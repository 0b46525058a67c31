// SPDX-License-Identifier: Apache-2.0

#include "model_file.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

#include "support.hpp"

namespace mote::cli {
namespace {

std::string in_words(const problem& found, byte_view model) {
  std::string text(256, '\0');
  for (;;) {
    const std::size_t length = describe(found, model, {text.data(), text.size()});
    if (length + 1 < text.size()) {
      text.resize(length);
      return text;
    }
    text.resize(2 * text.size());  // it may have been cut
  }
}

std::string missing_operator(const std::string& name, const std::vector<std::string>& nodes) {
  constexpr std::size_t most_listed = 12;
  std::string text = "missing operator " + name + ", needed by ";
  text += nodes.size() == 1 ? "node" : std::to_string(nodes.size()) + " nodes:";
  for (std::size_t i = 0; i < nodes.size() && i < most_listed; ++i) text += " " + nodes[i];
  if (nodes.size() > most_listed) text += " ...";
  return text;
}

}  // namespace

model_file::model_file(const std::string& path) : path_(path), bytes_(read_file(path)), problems_(16) {
  for (;;) {
    problem_log log(problems_.data(), problems_.size());
    load_model<interpreter::operators>(bytes(), plan_, log);
    problems_.resize(log.count());
    if (log.count() == log.stored()) return;
  }
}

std::vector<std::string> model_file::problems_in_words() const {
  const graph source(bytes());
  std::map<std::string, std::vector<std::string>> missing;
  std::vector<std::string> others;
  for (const problem& found : problems_) {
    if (found.code == error::unsupported_operator) {
      const node subject = source.subgraph(found.subgraph).node_at(found.node);
      const std::string place =
          found.subgraph == 0 ? "" : "of subgraph " + std::to_string(found.subgraph) + ": ";
      missing[operator_name(subject) + " version " + std::to_string(subject.version)].push_back(
          place + std::to_string(found.node));
    } else {
      others.push_back(in_words(found, bytes()));
    }
  }
  std::vector<std::string> lines;
  lines.reserve(missing.size() + others.size());
  for (const auto& [name, nodes] : missing) lines.push_back(missing_operator(name, nodes));
  lines.insert(lines.end(), others.begin(), others.end());
  return lines;
}

void model_file::refuse() const {
  std::string text = path_ + " can't run:";
  for (const std::string& line : problems_in_words()) text += "\n  " + line;
  throw refusal(text);
}

std::string printable(const flatbuffer::vector<char>& text) {
  std::string result;
  for (std::uint32_t i = 0; i < text.size(); ++i) result += text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
  return result;
}

std::string operator_name(const node& subject) {
  std::string name = name_of(subject.code);
  const bool is_known = name != name_of(builtin_operator{-1});
  if (!is_known) name += " " + std::to_string(static_cast<std::int32_t>(subject.code));
  if (subject.code == builtin_operator::custom) {
    constexpr std::size_t longest = 48;
    const std::string custom = printable(subject.custom_code);
    name += " '" + (custom.size() > longest ? custom.substr(0, longest) + "..." : custom) + "'";
  }
  return name;
}

}  // namespace mote::cli
