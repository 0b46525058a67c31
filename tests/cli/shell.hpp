// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TESTS_CLI_SHELL_HPP
#define MOTE_TESTS_CLI_SHELL_HPP

#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <string>
#include <vector>

// Calls programs as a shell does, in the current folder.

namespace shell {

inline std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

struct outcome {
  int exit_code;
  std::string out;  // standard output
  std::string err;  // standard error
};

// `input` is what the program reads from standard input.
inline outcome call(const std::vector<std::string>& words, const std::string& input = {}) {
  write("stdin", input);
  std::string line;
  for (const std::string& word : words) line += "'" + word + "' ";
  const int status = std::system((line + "<stdin >stdout 2>stderr").c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read("stdout"), read("stderr")};
}

inline outcome call_mote(std::vector<std::string> arguments, const std::string& input = {}) {
  arguments.insert(arguments.begin(), MOTE_COMMAND);
  return call(arguments, input);
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace shell

#endif  // MOTE_TESTS_CLI_SHELL_HPP
