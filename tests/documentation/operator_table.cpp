// SPDX-License-Identifier: Apache-2.0
// usage: operator_table README.md [--update]
// Compares the table of operators in the README with the list of operators; with --update, writes it.

#include <cstddef>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "mote/model/builtin_operator.hpp"
#include "mote/ops/all.hpp"

namespace {

constexpr const char* begin_mark = "<!-- operators: written by the target update-readme -->\n";
constexpr const char* end_mark = "<!-- end of operators -->\n";

template <class... Ops>
std::string table(mote::op_list<Ops...>) {
  constexpr std::size_t columns = 5;
  const std::string names[] = {mote::name_of(Ops::code)...};
  std::string text =
      std::to_string(sizeof...(Ops)) + " operators:\n\n" + "| | | | | |\n|---|---|---|---|---|\n";
  for (std::size_t i = 0; i < sizeof...(Ops); ++i) {
    text += (i % columns == 0 ? "| " : " ") + names[i] + " |";
    if (i % columns == columns - 1 || i + 1 == sizeof...(Ops)) text += "\n";
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: operator_table README.md [--update]\n");
    return 2;
  }
  std::ifstream in(argv[1], std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::size_t begin = text.find(begin_mark);
  const std::size_t end = text.find(end_mark);
  if (begin == std::string::npos || end == std::string::npos) {
    std::fprintf(stderr, "operator_table: %s has no marks around the table\n", argv[1]);
    return 1;
  }
  const std::size_t first = begin + std::string(begin_mark).size();
  const std::string wanted = "\n" + table(mote::ops::all{}) + "\n";
  if (text.compare(first, end - first, wanted) == 0) return 0;
  if (argc < 3) {
    std::fprintf(stderr, "operator_table: the table is out of date: build the target update-readme\n");
    return 1;
  }
  text.replace(first, end - first, wanted);
  std::ofstream(argv[1], std::ios::binary) << text;
  return 0;
}
