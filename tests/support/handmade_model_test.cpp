// SPDX-License-Identifier: Apache-2.0
#include "handmade_model.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "small_models.hpp"
#include "tflite_subset_generated.h"

namespace {

namespace theirs = tflite_subset;

template <std::size_t Capacity>
const theirs::Model* verified(const mote_test::byte_buffer<Capacity>& file) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(file.bytes);
  flatbuffers::Verifier verifier(bytes, file.size);
  return theirs::VerifyModelBuffer(verifier) ? theirs::GetModel(bytes) : nullptr;
}

}  // namespace

TEST_CASE("handmade_model: the flatbuffers library accepts each") {
  using namespace mote_test;
  for (const model_description& model :
       {add_model(), average_pool_2d_model(), conv_2d_model(), depthwise_conv_2d_model(), dequantize_model(),
        fully_connected_model(), max_pool_2d_model(), quantize_model(), reshape_model(), softmax_model(),
        chain_model()}) {
    alignas(16) const auto file = write(model);
    CHECK(verified(file) != nullptr);
  }
}

TEST_CASE("handmade_model: the flatbuffers library reads what was described") {
  auto description = mote_test::conv_2d_model();
  description.codes[0].version = 3;
  description.tensors[1].scales = {0.25F, 0.5F};
  description.tensors[1].zero_points = {0, 0};
  description.tensors[1].quantized_dimension = 3;
  alignas(16) const auto file = write(description);
  const theirs::Model* model = verified(file);
  REQUIRE(model != nullptr);
  CHECK(model->version() == 3);
  CHECK(model->operator_codes()->Get(0)->builtin_code() == theirs::BuiltinOperator::CONV_2D);
  CHECK(model->operator_codes()->Get(0)->version() == 3);

  const auto& graph = *model->subgraphs()->Get(0);
  CHECK(graph.inputs()->Get(0) == 0);
  CHECK(graph.outputs()->Get(0) == 3);
  const auto& node = *graph.operators()->Get(0);
  CHECK(node.inputs()->size() == 3);
  CHECK(node.outputs()->Get(0) == 3);
  REQUIRE(node.builtin_options_as_Conv2DOptions() != nullptr);
  CHECK(node.builtin_options_as_Conv2DOptions()->padding() == theirs::Padding::VALID);
  CHECK(node.builtin_options_as_Conv2DOptions()->stride_h() == 1);

  const auto& weights = *graph.tensors()->Get(1);
  CHECK(weights.name()->str() == "weights");
  CHECK(weights.type() == theirs::TensorType::INT8);
  CHECK(weights.shape()->size() == 4);
  CHECK(weights.quantization()->scale()->Get(1) == 0.5F);
  CHECK(weights.quantization()->zero_point()->size() == 2);
  CHECK(weights.quantization()->quantized_dimension() == 3);
  const auto* data = model->buffers()->Get(weights.buffer())->data();
  REQUIRE(data->size() == 8);
  CHECK(static_cast<std::int8_t>(data->Get(1)) == -2);
  const auto* biases = model->buffers()->Get(graph.tensors()->Get(2)->buffer())->data();
  REQUIRE(biases->size() == 8);
  CHECK(biases->Get(0) == 100);
}
