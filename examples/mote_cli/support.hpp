// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_CLI_SUPPORT_HPP
#define MOTE_CLI_SUPPORT_HPP

#include <cstddef>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

// What all subcommands share: how they end, and how they read and write files.

namespace mote::cli {

/// How the command ends. The numbers are a contract with the scripts that call it.
enum class exit_code {
  done = 0,
  failed = 1,       ///< something around the command: no space for the output, for example
  wrong_usage = 2,  ///< the usage text says how
  refused = 3,      ///< the model or the input
};

/// Ends the command with exit_code::wrong_usage.
struct usage_error : std::runtime_error {
  using runtime_error::runtime_error;
};

/// Ends the command with exit_code::refused.
struct refusal : std::runtime_error {
  using runtime_error::runtime_error;
};

/// Whether a word of the command line is an option rather than an operand.
inline bool is_option(const std::string& word) { return word.size() > 1 && word.front() == '-'; }

/// Where a path is expected, this name stands for standard input or output.
inline constexpr const char* standard_stream = "-";

/// All bytes of a file; a refusal if it can't be read.
std::vector<char> read_file(const std::string& path);
/// The same, where standard input is possible.
std::vector<char> read_file_or_stdin(const std::string& path);

/// A file being written, or standard output. Any failure is an exception.
class output_file {
 public:
  explicit output_file(const std::string& path);

  void write(const void* data, std::size_t size);
  /// Ends the writing. Without it the file may be incomplete.
  void close();

 private:
  struct closer {
    void operator()(std::FILE* file) const;
  };

  std::string path_;
  std::unique_ptr<std::FILE, closer> file_;
};

}  // namespace mote::cli

#endif  // MOTE_CLI_SUPPORT_HPP
