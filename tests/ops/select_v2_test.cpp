// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/select_v2.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::select_v2

#include "support/both_times.hpp"
#include "support/handmade_model.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::both_times;
using mote_test::list;
using mote_test::model_description;
using mote_test::unquantized;
constexpr auto boolean = mote::tensor_type::boolean;

constexpr model_description select_model(mote::tensor_type type, const list<std::int32_t>& condition,
                                         const list<std::int32_t>& yes, const list<std::int32_t>& no,
                                         const list<std::int32_t>& output) {
  return mote_test::one_node(mote::builtin_operator::select_v2,
                             {unquantized(boolean, condition), unquantized(type, yes), unquantized(type, no),
                              unquantized(type, output)});
}

template <class T>
std::vector<T> select(const std::vector<bool>& condition, const std::vector<T>& yes,
                      const std::vector<T>& no) {
  const list<std::int32_t> shape{static_cast<std::int32_t>(condition.size())};
  return mote_test::run_model<T>(select_model(mote::type_of<T>, shape, shape, shape, shape), condition, yes,
                                 no);
}

}  // namespace

TEST_CASE("select v2: elements of every size") {
  CHECK(select<std::int8_t>({true, false}, {1, 2}, {3, 4}) == std::vector<std::int8_t>{1, 4});
  CHECK(select<std::int16_t>({false, true}, {1, 2}, {-300, 4}) == std::vector<std::int16_t>{-300, 2});
  CHECK(select<float>({true, false}, {1.5F, 2}, {3, 4.5F}) == std::vector<float>{1.5F, 4.5F});
  CHECK(select<std::int64_t>({true, false}, {std::int64_t{1} << 40, 2}, {3, -4}) ==
        std::vector<std::int64_t>{std::int64_t{1} << 40, -4});
  CHECK(select<bool>({true, false, true}, {true, true, false}, {true, false, true}) ==
        std::vector<bool>{true, false, false});
}

TEST_CASE("select v2: any byte but 0 is true") {
  CHECK(both_times([] {
    const mote::ops::select_v2::choice choice;
    return choice(mote_test::opaque(std::uint8_t{128}), 1, 2) == 1 && choice(0, 1, 2) == 2;
  }));
}

TEST_CASE("select v2: all inputs are broadcast") {
  const auto model = select_model(mote::tensor_type::int32, {2, 1}, {3}, {1, 1}, {2, 3});
  CHECK(mote_test::run_model<std::int32_t>(
            model, std::vector<bool>{true, false}, std::vector<std::int32_t>{1, 2, 3},
            std::vector<std::int32_t>{9}) == std::vector<std::int32_t>{1, 2, 3, 9, 9, 9});
  // Single elements of any rank.
  const auto single = select_model(mote::tensor_type::int32, {1}, {1, 1}, {}, {});
  CHECK(mote_test::run_model<std::int32_t>(single, std::vector<bool>{false}, std::vector<std::int32_t>{1},
                                           std::vector<std::int32_t>{2}) == std::vector<std::int32_t>{2});
}

TEST_CASE("select v2: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(select_model(mote::tensor_type::int8, {2, 1}, {3}, {1, 1}, {2, 3}), change,
                              code, tensor);
    };
    return refused([](model_description& m) { m.tensors[0].type = mote::tensor_type::int8; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::float16; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[2].type = mote::tensor_type::int16; },
                   error::unsupported_type, 2) &&
           refused([](model_description& m) { m.tensors[3].type = mote::tensor_type::int16; },
                   error::unsupported_type, 3) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = {3, 1};
               },
               error::shape_mismatch, 3) &&
           refused(
               [](model_description& m) {
                 m.tensors[3].shape = {1, 2, 3};
               },
               error::shape_mismatch, 3);
  }));
}
