// SPDX-License-Identifier: Apache-2.0
#include "mote/model/builtin_operator.hpp"

#include <doctest/doctest.h>

#include <cstring>

#include "support/both_times.hpp"

using mote::builtin_operator;
using mote_test::both_times;
using mote_test::opaque;

TEST_CASE("builtin_operator: codes are those of the schema") {
  CHECK(both_times([] {
    const auto is = [](builtin_operator code, int number) {
      return static_cast<int>(opaque(code)) == number;
    };
    return is(builtin_operator::add, 0) && is(builtin_operator::conv_2d, 3) &&
           is(builtin_operator::softmax, 25) && is(builtin_operator::custom, 32) &&
           is(builtin_operator::unidirectional_sequence_lstm, 44);
  }));
}

TEST_CASE("builtin_operator: names are those of the schema, each once") {
  CHECK(std::strcmp(mote::name_of(builtin_operator::depthwise_conv_2d), "DEPTHWISE_CONV_2D") == 0);
  CHECK(std::strcmp(mote::name_of(static_cast<builtin_operator>(-1)),
                    mote::name_of(static_cast<builtin_operator>(100000))) == 0);
  const builtin_operator codes[] = {
#define LIST_CODE(code, name, number) builtin_operator::code,
      MOTE_BUILTIN_OPERATORS(LIST_CODE)
#undef LIST_CODE
  };
  for (const builtin_operator a : codes) {
    for (const builtin_operator b : codes) {
      CHECK((std::strcmp(mote::name_of(a), mote::name_of(b)) == 0) == (a == b));
    }
  }
}
