// SPDX-License-Identifier: Apache-2.0
// A program that prints and exits through semihosting.hpp alone.

#include "program.hpp"
#include "semihosting.hpp"

int main();

void board::start_libc() {}

void board::run_main() { board::exit(main()); }
