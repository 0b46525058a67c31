// SPDX-License-Identifier: Apache-2.0
// A program that has the whole C and C++ library: newlib's rdimon makes semihosting calls of printf, fopen
// and exit, so files are those of the machine that emulates.

#include <sys/types.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>

#include "program.hpp"
#include "semihosting.hpp"

int main(int argc, char** argv);

extern "C" {
extern char __heap_start[];  // from the linker script
extern char __heap_end[];
void initialise_monitor_handles();  // rdimon: opens stdin, stdout and stderr

// Newlib calls it when the program ends; compilers fill .fini_array instead.
void _fini() {}

// Newlib's own expects the stack above the heap.
void* _sbrk(std::ptrdiff_t increment) {
  static char* heap = __heap_start;
  if (increment > __heap_end - heap) {
    errno = ENOMEM;
    return reinterpret_cast<void*>(-1);
  }
  char* const previous = heap;
  heap += increment;
  return previous;
}
}

namespace {

constexpr int max_arguments = 32;
char command_line[1024];
char* arguments[max_arguments + 1];

/// Splits the command line at spaces, in place.
int read_arguments() {
  struct {
    char* text;
    std::size_t size;
  } block = {command_line, sizeof command_line};
  if (board::call(board::semihosting::get_cmdline, &block) != 0) return 0;

  int count = 0;
  for (char* position = command_line; *position != '\0' && count < max_arguments;) {
    arguments[count++] = position;
    while (*position != '\0' && *position != ' ') ++position;
    while (*position == ' ') *position++ = '\0';
  }
  return count;
}

}  // namespace

void board::start_libc() { initialise_monitor_handles(); }

void board::run_main() {
  const int count = read_arguments();
  std::exit(main(count, arguments));
}
