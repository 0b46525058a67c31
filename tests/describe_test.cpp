// SPDX-License-Identifier: Apache-2.0
#include "mote/describe.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstring>

#include "support/both_times.hpp"
#include "support/small_models.hpp"

namespace {

using mote::error;
using mote_test::both_times;
using mote_test::opaque;

constexpr auto model = [] {
  auto from = mote_test::fully_connected_model();
  from.codes.push_back({mote::builtin_operator::custom, 3, "My\nOp"});
  from.nodes.push_back({1, {3}, {3}, {}});
  from.tensors[0].name = "x";
  return write(from);
}();

constexpr bool equal(const char* a, const char* b) {
  while (*a != '\0' && *a == *b) {
    ++a;
    ++b;
  }
  return *a == *b;
}

constexpr bool describes(const mote::problem& found, const char* expected) {
  char text[200]{};
  const std::size_t length = mote::describe(found, model.view(), text);
  return equal(text, expected) && text[length] == '\0' && (length == 0 || text[length - 1] != '\0');
}

}  // namespace

TEST_CASE("describe: problems of the model as a whole") {
  CHECK(both_times([] {
    return describes({opaque(error::no_subgraph)}, "the model has no subgraph") &&
           describes({opaque(error::unsupported_schema_version), mote::none, mote::none, 4},
                     "the schema version is not 3 (4)");
  }));
}

TEST_CASE("describe: a missing operator has its name and version") {
  CHECK(both_times([] {
    return describes({error::unsupported_operator, opaque(0), mote::none, 9},
                     "node 0 FULLY_CONNECTED version 1: the operator is not in the list of operators") &&
           describes({error::unsupported_operator, opaque(1), mote::none, 32},
                     "node 1 CUSTOM 'My?Op' version 3: the operator is not in the list of operators");
  }));
}

TEST_CASE("describe: a node, a tensor and a number") {
  CHECK(both_times([] {
    return describes({error::bad_zero_point, opaque(0), 1, -300},
                     "node 0 FULLY_CONNECTED, tensor 1 'weights': a quantization zero point is out of range "
                     "(-300)") &&
           describes(
               {error::bad_dimension, mote::none, opaque(0), -1},
               "tensor 0 'x': a dimension of the tensor is not positive: dynamic shapes must be fixed when "
               "converting (-1)");
  }));
}

TEST_CASE("describe: a type has its name") {
  CHECK(both_times([] {
    return describes({error::unsupported_type, opaque(0), 3, 10},
                     "node 0 FULLY_CONNECTED, tensor 3 '': the operator does not take this type here: "
                     "convert with full integer quantization and inference_input_type int8 "
                     "(float64)") &&
           describes({error::unsupported_type, opaque(0), mote::none, 0},
                     "node 0 FULLY_CONNECTED: the operator does not take this type here: convert with full "
                     "integer quantization and inference_input_type int8 (float32)") &&
           describes({error::unsupported_type, opaque(0), mote::none, 99},
                     "node 0 FULLY_CONNECTED: the operator does not take this type here: convert with full "
                     "integer quantization and inference_input_type int8 (unknown type)");
  }));
}

TEST_CASE("describe: indices that the model doesn't have are named and not followed") {
  CHECK(both_times([] {
    return describes({error::bad_tensor_index, opaque(0), 1000},
                     "node 0 FULLY_CONNECTED, tensor 1000: a tensor index is out of range") &&
           describes({error::bad_tensor_index, opaque(0), -2},
                     "node 0 FULLY_CONNECTED, tensor -2: a tensor index is out of range");
  }));
  char text[100];
  mote::describe({error::bad_scale, 77, 78}, model.view(), text);
  CHECK(std::strstr(text, "a quantization scale is not finite and positive") != nullptr);
  mote::describe({error::bad_scale, 0, 0}, mote::byte_view{}, text);
  CHECK(std::strstr(text, "a quantization scale is not finite and positive") != nullptr);
}

TEST_CASE("describe: the greatest and least numbers") {
  CHECK(both_times([] {
    return describes({error::bad_rank, mote::none, mote::none, opaque(INT64_MIN)},
                     "the tensor has too many dimensions (-9223372036854775808)") &&
           describes({error::bad_rank, mote::none, mote::none, opaque(INT64_MAX)},
                     "the tensor has too many dimensions (9223372036854775807)");
  }));
}

TEST_CASE("describe: a text is cut to the size of the buffer") {
  CHECK(both_times([] {
    char text[9] = {'?', '?', '?', '?', '?', '?', '?', '?', '!'};
    const std::size_t length =
        mote::describe({opaque(error::no_subgraph)}, model.view(), mote::span<char>(text, 8));
    return length == 7 && equal(text, "the mod") && text[8] == '!';
  }));
  CHECK(both_times([] {
    char text[1] = {'?'};
    return mote::describe({opaque(error::no_subgraph)}, model.view(), text) == 0 && text[0] == '\0' &&
           mote::describe({opaque(error::no_subgraph)}, model.view(), {}) == 0;
  }));
}
