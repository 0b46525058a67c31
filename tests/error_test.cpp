// SPDX-License-Identifier: Apache-2.0
#include "mote/error.hpp"

#include <doctest/doctest.h>

#include <cstring>

#include "support/both_times.hpp"

using mote_test::both_times;
using mote_test::opaque;

namespace {

constexpr mote::error all_errors[] = {
#define LIST_ERROR(name, text) mote::error::name,
    MOTE_ERRORS(LIST_ERROR)
#undef LIST_ERROR
};

}  // namespace

TEST_CASE("error: each has a text of its own") {
  for (const mote::error a : all_errors) {
    CHECK(std::strlen(mote::text_of(a)) > 10);
    for (const mote::error b : all_errors) {
      if (a != b) CHECK(std::strcmp(mote::text_of(a), mote::text_of(b)) != 0);
    }
  }
}

TEST_CASE("error: a number that is none has a text, too") {
  CHECK(both_times([] { return mote::text_of(opaque(static_cast<mote::error>(255)))[0] == 'u'; }));
}
