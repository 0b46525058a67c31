// SPDX-License-Identifier: Apache-2.0
// The test framework's own code and main: compiled once, linked to every test program.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
