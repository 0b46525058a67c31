// SPDX-License-Identifier: Apache-2.0
#include "mote/signal/operators/filter_bank_square_root.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::signal_filter_bank_square_root
#include "support/both_doors.hpp"
#include "support/both_times.hpp"
#include "support/signal_models.hpp"

namespace {

using mote::error;
using mote::tensor_type;
using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;
using mote_test::unquantized;
using values = std::vector<std::uint64_t>;
using roots = std::vector<std::uint32_t>;

constexpr model_description three_channels_model() {
  return mote_test::signal_model("SignalFilterBankSquareRoot", {},
                                 {unquantized(tensor_type::uint64, {3}), unquantized(tensor_type::int32, {})},
                                 {unquantized(tensor_type::uint32, {3})});
}

}  // namespace

TEST_CASE("filter bank square root operator: roots, shifted by what another tensor tells") {
  mote_test::both_doors<three_channels_model> model;
  for (const std::int32_t bits : {0, 3, 31, 32, -1}) {
    CAPTURE(bits);
    const values input{0xffffffffffffffff, 1000000, 0x123456789abc};
    roots expected(3);
    mote::signal::filter_bank_square_root(input.data(), 3, bits, expected.data());
    model.set<0>(input);
    model.set<1>(std::vector<std::int32_t>{bits});
    CHECK(model.invoke<std::uint32_t>() == expected);
  }
}

TEST_CASE("filter bank square root operator: what is refused") {
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(three_channels_model(), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[0].type = tensor_type::int64; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = tensor_type::int64; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[2].type = tensor_type::int32; },
                   error::unsupported_type, 2) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = m.tensors[2].shape = {1, opaque(3)};
               },
               error::shape_mismatch, 0) &&
           refused([](model_description& m) { m.tensors[1].shape = {1}; }, error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[2].shape = {4}; }, error::shape_mismatch, 2);
  }));
}
