// SPDX-License-Identifier: Apache-2.0

#include "progress.hpp"

#include <unistd.h>

#include <cstdio>

namespace mote::cli {

using std::chrono::duration;
using std::chrono::milliseconds;
using std::chrono::seconds;

progress::progress(std::size_t total)
    : total_(total),
      is_terminal_(isatty(fileno(stderr)) == 1),
      start_(clock::now()),
      next_(start_ + seconds(1)) {}

progress::~progress() {
  if (is_shown_ && is_terminal_) std::fputs("\r\x1b[K", stderr);
}

void progress::update(std::size_t done) {
  const auto now = clock::now();
  if (now < next_) return;
  next_ = now + (is_terminal_ ? milliseconds(200) : milliseconds(5000));
  is_shown_ = true;
  const double elapsed = duration<double>(now - start_).count();
  const double left = elapsed / static_cast<double>(done) * static_cast<double>(total_ - done);
  std::fprintf(stderr, "%s%zu of %zu samples, %.0f s left%s", is_terminal_ ? "\r" : "mote: ", done, total_,
               left, is_terminal_ ? "\x1b[K" : "\n");
  std::fflush(stderr);
}

}  // namespace mote::cli
