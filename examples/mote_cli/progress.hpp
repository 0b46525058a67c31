// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_CLI_PROGRESS_HPP
#define MOTE_CLI_PROGRESS_HPP

#include <chrono>
#include <cstddef>

namespace mote::cli {

/// Tells on standard error how far a long run has come. A run of less than a second is left in peace; a
/// terminal gets one line that is rewritten, anything else (a log) a line every few seconds.
class progress {
 public:
  explicit progress(std::size_t total);
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;
  /// Removes the line from the terminal.
  ~progress();

  void update(std::size_t done);

 private:
  using clock = std::chrono::steady_clock;

  std::size_t total_;
  bool is_terminal_;
  bool is_shown_ = false;
  clock::time_point start_;
  clock::time_point next_;
};

}  // namespace mote::cli

#endif  // MOTE_CLI_PROGRESS_HPP
