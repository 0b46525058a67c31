// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/batch_matmul.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/both_times.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::batch_matmul

#include "support/random_source.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote::tensor_type;
using mote_test::activations;
using mote_test::both_times;
using mote_test::model_description;
using mote_test::opaque;
using mote_test::run_model;
using mote_test::tensor_description;
using option = mote::schema::batch_matmul_options;

constexpr model_description batch_matmul_model(const tensor_description& first,
                                               const tensor_description& second,
                                               const tensor_description& output, bool adj_x = false,
                                               bool adj_y = false) {
  return mote_test::one_node(
      mote::builtin_operator::batch_matmul, {first, second, output},
      {mote_test::scalar(option::adj_x, adj_x), mote_test::scalar(option::adj_y, adj_y)});
}
constexpr model_description batch_matmul_model() {
  return batch_matmul_model(activations({2, 2, 3}, 0.5F, 1), activations({3, 2}, 0.25F, -2),
                            activations({2, 2, 2}, 0.125F, 3));
}

struct plain_products {
  using sum_type = std::int32_t;
  constexpr std::int32_t operator()(std::int32_t a, std::int32_t b) const { return a * b; }
  static constexpr std::int32_t result(std::int32_t sum) { return sum; }
};

/// An axis of a random tensor, 1 now and then.
int random_batch(mote_test::random_source& random, int size) { return random.chance(3) ? 1 : size; }

}  // namespace

TEST_CASE("batch_matmul: transposed or not, the product is the same") {
  CHECK(both_times([] {
    const std::int8_t a[] = {opaque(std::int8_t{1}), 2, 3, /**/ 4, 5, 6};  // [2, 3]
    const std::int8_t a_transposed[] = {1, 4, 2, 5, 3, 6};
    const std::int8_t b[] = {7, 8, /**/ 9, 10, /**/ 11, 12};  // [3, 2]
    const std::int8_t b_transposed[] = {7, 9, 11, 8, 10, 12};
    const auto product_is_right = [](const std::int8_t* first, const std::int8_t* second, auto geometry) {
      std::int32_t output[4]{};
      mote::portable::batch_matmul(geometry, first, second, plain_products{}, output);
      return output[0] == 58 && output[1] == 64 && output[2] == 139 && output[3] == 154;
    };
    using mote::batch_matmul_geometry;
    using mote::static_extents;
    const batch_matmul_geometry<mote::dynamic_extents<14>> dynamic{
        {{1, 1, 1, 0, 0, 0, 0, 0, 0, 2, opaque(3), 2, 1, 1}}};
    return product_is_right(
               a, b, batch_matmul_geometry<static_extents<1, 1, 1, 0, 0, 0, 0, 0, 0, 2, 3, 2, 0, 0>>{}) &&
           product_is_right(
               a_transposed, b,
               batch_matmul_geometry<static_extents<1, 1, 1, 0, 0, 0, 0, 0, 0, 2, 3, 2, 1, 0>>{}) &&
           product_is_right(
               a, b_transposed,
               batch_matmul_geometry<static_extents<1, 1, 1, 0, 0, 0, 0, 0, 0, 2, 3, 2, 0, 1>>{}) &&
           product_is_right(a_transposed, b_transposed, dynamic);
  }));
}

TEST_CASE("batch_matmul: int8 with zero points, clamped") {
  // 0.5 * (a - 1) times 0.25 * (b + 2) in steps of 0.125 from 3: the product of the differences, plus 3.
  const std::vector<std::int8_t> first = {1, 2, 3, /**/ 1, 0, 1, /**/ 127, 127, 127, /**/ -128, 1, 1};
  const std::vector<std::int8_t> second = {-2, 3, /**/ 0, -7, /**/ 8, -12};
  CHECK(run_model<std::int8_t>(batch_matmul_model(), first, second) ==
        std::vector<std::int8_t>{25, -22, 1, 8, 127, -128, 3, -128});
}

TEST_CASE("batch_matmul: int16, sums beyond 32 bits") {
  const auto matrix = [](mote_test::list<std::int32_t> shape, float scale) {
    return activations(tensor_type::int16, shape, scale, 0);
  };
  const auto model =
      batch_matmul_model(matrix({1, 4}, 1.0F), matrix({4, 1}, 1.0F), matrix({1, 1}, 262144.0F));
  CHECK(run_model<std::int16_t>(model, std::vector<std::int16_t>(4, 32767),
                                std::vector<std::int16_t>(4, 32767)) == std::vector<std::int16_t>{16383});
  CHECK(run_model<std::int16_t>(model, std::vector<std::int16_t>(4, -32768),
                                std::vector<std::int16_t>(4, 32767)) == std::vector<std::int16_t>{-16383});
}

TEST_CASE("batch_matmul: random shapes with every kind of broadcasting") {
  mote_test::random_source random(72);
  for (int round = 0; round < mote_test::rounds(1500, 40); ++round) {
    const int batch_axes = random.between(0, 3);
    const int rows = random.between(1, 4);
    const int depth = random.between(1, 4);
    const int columns = random.between(1, 4);
    const bool adj_x = random.chance(2);
    const bool adj_y = random.chance(2);
    int batches[3] = {1, 1, 1};
    bool moves[2][3]{};
    tensor_description shapes[3];
    for (tensor_description& shape : shapes) shape.type = tensor_type::float32;
    for (int axis = 3 - batch_axes; axis < 3; ++axis) {
      const int size = random.between(1, 3);
      const int sizes[] = {random_batch(random, size), random_batch(random, size)};
      batches[axis] = sizes[0] > sizes[1] ? sizes[0] : sizes[1];
      for (int k = 0; k < 2; ++k) {
        moves[k][axis] = sizes[k] != 1;
        // Axes of 1 in front may be left out.
        if (shapes[k].shape.size() > 0 || sizes[k] != 1 || batches[axis] == 1) {
          shapes[k].shape.push_back(sizes[k]);
        }
      }
      shapes[2].shape.push_back(batches[axis]);
    }
    const auto add_matrix = [](tensor_description& to, int first, int second) {
      to.shape.push_back(first);
      to.shape.push_back(second);
    };
    add_matrix(shapes[0], adj_x ? depth : rows, adj_x ? rows : depth);
    add_matrix(shapes[1], adj_y ? columns : depth, adj_y ? depth : columns);
    add_matrix(shapes[2], rows, columns);

    std::vector<float> inputs[2];
    for (int k = 0; k < 2; ++k) {
      std::size_t size = 1;
      for (const std::int32_t dimension : shapes[k].shape) size *= static_cast<std::size_t>(dimension);
      inputs[k].resize(size);
      for (float& x : inputs[k]) x = static_cast<float>(random.between(-9, 9));
    }
    std::vector<float> expected;
    for (int b = 0; b < batches[0] * batches[1] * batches[2]; ++b) {
      const int position[] = {b / batches[2] / batches[1], b / batches[2] % batches[1], b % batches[2]};
      int matrices[2]{};
      for (int k = 0; k < 2; ++k) {
        for (int axis = 0; axis < 3; ++axis) {
          if (moves[k][axis]) matrices[k] = matrices[k] * batches[axis] + position[axis];
        }
      }
      for (int r = 0; r < rows; ++r) {
        for (int c = 0; c < columns; ++c) {
          float sum = 0.0F;
          for (int k = 0; k < depth; ++k) {
            const int i = matrices[0] * rows * depth + (adj_x ? k * rows + r : r * depth + k);
            const int j = matrices[1] * depth * columns + (adj_y ? c * depth + k : k * columns + c);
            sum += inputs[0][static_cast<std::size_t>(i)] * inputs[1][static_cast<std::size_t>(j)];
          }
          expected.push_back(sum);
        }
      }
    }
    const auto model = batch_matmul_model(shapes[0], shapes[1], shapes[2], adj_x, adj_y);
    CHECK(run_model<float>(model, inputs[0], inputs[1]) == expected);
  }
}

TEST_CASE("batch_matmul: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(batch_matmul_model(), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[1].shape = {opaque(2), 3};
               },
               error::shape_mismatch, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {3, 3, 2};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[1].shape = {6}; }, error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[0].shape = {2, 1, 1, 1, 2, 3}; }, error::bad_rank,
                   0) &&
           refused(
               [](model_description& m) {
                 m.tensors[2].shape = {2, 4};
               },
               error::shape_mismatch, 2) &&
           refused([](model_description& m) { m.tensors[1].type = tensor_type::int16; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[0].type = tensor_type::float32; },
                   error::hybrid_model, 0) &&
           refused([](model_description& m) { m.tensors[2].scales = {1e-20F}; }, error::scales_too_far_apart,
                   2) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].shape = {2, 2, 33026};
                 m.tensors[1].shape = {33026, 2};
               },
               error::accumulator_overflow, 0);
  }));
}
