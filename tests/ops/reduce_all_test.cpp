// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/reduce_all.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "support/both_times.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::reduce_all

#include "support/reductions.hpp"
#include "support/run_model.hpp"

namespace {

using mote::tensor_type;
using mote_test::both_times;
using mote_test::integer_vector;
using mote_test::reduction_model;
using mote_test::run_model;
using mote_test::unquantized;
constexpr auto code = mote::builtin_operator::reduce_all;

}  // namespace

TEST_CASE("reduce_all: true where all are") {
  const auto model = reduction_model(code, unquantized(tensor_type::boolean, {3, 2}), integer_vector<1>(),
                                     unquantized(tensor_type::boolean, {3}));
  CHECK(run_model<bool>(model, std::vector<bool>{true, true, true, false, false, false}) ==
        std::vector<bool>{true, false, false});
}

TEST_CASE("reduce_all: any byte but 0 is true") {
  CHECK(both_times([] {
    const std::uint8_t input[] = {mote_test::opaque(std::uint8_t{2}), 255, /**/ 4, 0};
    const mote::reduction_geometry<mote::static_extents<1, 1, 1, 1, 2, 2, 1>> rows;
    const mote_test::model_description none;
    const auto bytes = write(none);
    const mote::graph graph(bytes.view());
    bool output[2]{};
    mote::portable::reduce(rows, input, mote::conjunction(mote::node_view(graph, 0)), output);
    return output[0] && !output[1];
  }));
}

TEST_CASE("reduce_all: what is refused") {
  CHECK(both_times([] {
    auto model = reduction_model(code);
    model.tensors[0].type = tensor_type::boolean;
    model.tensors[2].type = tensor_type::boolean;
    return refuses_bad_reductions(model);
  }));
}
