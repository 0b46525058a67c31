// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_CLI_MODEL_FILE_HPP
#define MOTE_CLI_MODEL_FILE_HPP

#include <mote/mote.hpp>
#include <mote/signal/operators.hpp>
#include <string>
#include <vector>

// A .tflite file, and the library's verdict on it.

namespace mote::cli {

/// Every operator of the library, those of audio front ends included, and more tensors than any model for a
/// microcontroller has.
using interpreter = mote::interpreter<mote::ops::all, mote::signal::operators, mote::max_tensors<4096>>;

class model_file {
 public:
  /// Reads the file and lets the library check and plan it. Throws a refusal only if it can't be read.
  explicit model_file(const std::string& path);

  const std::string& path() const { return path_; }
  byte_view bytes() const { return {bytes_.data(), bytes_.size()}; }

  bool can_run() const { return problems_.empty(); }
  const std::vector<problem>& problems() const { return problems_; }
  /// All problems in words; each missing operator once, with the nodes that need it.
  std::vector<std::string> problems_in_words() const;
  /// Throws a refusal with all problems.
  [[noreturn]] void refuse() const;

  /// The planned memory. Requires can_run().
  const memory_plan<interpreter::tensor_limit>& plan() const { return plan_; }

 private:
  std::string path_;
  std::vector<char> bytes_;
  memory_plan<interpreter::tensor_limit> plan_;
  std::vector<problem> problems_;
};

/// Text that a model contains, fit for a terminal.
std::string printable(const flatbuffer::vector<char>& text);

/// An operator's name as users know it, such as "CONV_2D" or "CUSTOM 'MyOp'".
std::string operator_name(const node& subject);

}  // namespace mote::cli

#endif  // MOTE_CLI_MODEL_FILE_HPP
