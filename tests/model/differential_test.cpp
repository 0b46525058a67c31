// SPDX-License-Identifier: Apache-2.0

// Two readers of the same bytes, mote's and the flatbuffers library's, must see the same graph.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "files.hpp"
#include "model_builder.hpp"
#include "mote/model/graph.hpp"
#include "sine_model.hpp"

namespace {

namespace fs = std::filesystem;
namespace theirs = tflite_subset;
namespace fields = mote::schema;

// ---- Comparisons. A vector that is absent from the file reads as an empty one.

template <class T>
bool same(const mote::flatbuffer::vector<T>& ours, const flatbuffers::Vector<T>* other) {
  if (ours.size() != (other ? other->size() : 0)) return false;
  for (std::uint32_t i = 0; i < ours.size(); ++i) {
    if (ours[i] != other->Get(i)) return false;
  }
  return true;
}

bool same_bytes(const mote::flatbuffer::vector<char>& ours, const flatbuffers::Vector<std::uint8_t>* other) {
  if (ours.size() != (other ? other->size() : 0)) return false;
  return ours.empty() ||
         std::equal(ours.data(), ours.data() + ours.size(), reinterpret_cast<const char*>(other->data()));
}

bool same_text(const mote::flatbuffer::vector<char>& ours, const flatbuffers::String* other) {
  if (ours.empty()) return !other || other->size() == 0;
  return other && other->str() == std::string(ours.data(), ours.size());
}

void compare_tensors(const mote::tensor& ours, const theirs::Tensor& other, const theirs::Model& model) {
  CHECK(static_cast<int>(ours.type) == static_cast<int>(other.type()));
  CHECK(ours.is_variable == other.is_variable());
  CHECK(same_text(ours.name, other.name()));

  const int rank = other.shape() ? static_cast<int>(other.shape()->size()) : 0;
  REQUIRE(ours.shape.rank() == rank);
  for (int axis = 0; axis < rank; ++axis) {
    CHECK(ours.shape[axis] == other.shape()->Get(static_cast<std::uint32_t>(axis)));
  }

  // Of a tensor with a dimension that it refuses, mote reads no further.
  if (other.shape() &&
      std::any_of(other.shape()->begin(), other.shape()->end(), [](int d) { return d <= 0; }))
    return;

  const auto* quantization = other.quantization();
  CHECK(same(ours.quantization.scales, quantization ? quantization->scale() : nullptr));
  CHECK(same(ours.quantization.zero_points, quantization ? quantization->zero_point() : nullptr));
  CHECK(ours.quantization.quantized_dimension == (quantization ? quantization->quantized_dimension() : 0));

  CHECK(same_bytes(ours.data, model.buffers()->Get(other.buffer())->data()));
}

template <class Strided>
void compare_strides(const mote::flatbuffer::table& ours, const Strided& other) {
  CHECK(ours.scalar<std::int8_t>(0) == static_cast<std::int8_t>(other.padding()));
  CHECK(ours.scalar<std::int32_t>(1) == other.stride_w());
  CHECK(ours.scalar<std::int32_t>(2) == other.stride_h());
}

// Our field numbers against their names.
void compare_options(const mote::flatbuffer::table& ours, const theirs::Operator& other) {
  const auto activation = [&](unsigned field) { return ours.scalar<std::int8_t>(field); };
  if (const auto* conv = other.builtin_options_as_Conv2DOptions()) {
    using field = fields::conv_2d_options;
    compare_strides(ours, *conv);
    CHECK(activation(field::activation) == static_cast<std::int8_t>(conv->fused_activation_function()));
    CHECK(ours.scalar<std::int32_t>(field::dilation_w, 1) == conv->dilation_w_factor());
    CHECK(ours.scalar<std::int32_t>(field::dilation_h, 1) == conv->dilation_h_factor());
  } else if (const auto* depthwise = other.builtin_options_as_DepthwiseConv2DOptions()) {
    using field = fields::depthwise_conv_2d_options;
    compare_strides(ours, *depthwise);
    CHECK(activation(field::activation) == static_cast<std::int8_t>(depthwise->fused_activation_function()));
    CHECK(ours.scalar<std::int32_t>(field::depth_multiplier) == depthwise->depth_multiplier());
    CHECK(ours.scalar<std::int32_t>(field::dilation_w, 1) == depthwise->dilation_w_factor());
    CHECK(ours.scalar<std::int32_t>(field::dilation_h, 1) == depthwise->dilation_h_factor());
  } else if (const auto* pool = other.builtin_options_as_Pool2DOptions()) {
    using field = fields::pool_2d_options;
    compare_strides(ours, *pool);
    CHECK(ours.scalar<std::int32_t>(field::filter_width) == pool->filter_width());
    CHECK(ours.scalar<std::int32_t>(field::filter_height) == pool->filter_height());
    CHECK(activation(field::activation) == static_cast<std::int8_t>(pool->fused_activation_function()));
  } else if (const auto* connected = other.builtin_options_as_FullyConnectedOptions()) {
    using field = fields::fully_connected_options;
    CHECK(activation(field::activation) == static_cast<std::int8_t>(connected->fused_activation_function()));
    CHECK(ours.scalar<std::int8_t>(field::weights_format) ==
          static_cast<std::int8_t>(connected->weights_format()));
    CHECK(ours.scalar<bool>(field::keep_num_dims) == connected->keep_num_dims());
  } else if (const auto* softmax = other.builtin_options_as_SoftmaxOptions()) {
    CHECK(ours.scalar<float>(fields::softmax_options::beta) == softmax->beta());
  } else if (const auto* add = other.builtin_options_as_AddOptions()) {
    CHECK(activation(fields::add_options::activation) ==
          static_cast<std::int8_t>(add->fused_activation_function()));
  } else {
    CHECK(static_cast<bool>(ours) == (other.builtin_options() != nullptr));
  }
}

void compare_nodes(const mote::node& ours, const theirs::Operator& other, const theirs::Model& model) {
  const auto* code = model.operator_codes()->Get(other.opcode_index());
  const auto old_code = static_cast<theirs::BuiltinOperator>(code->deprecated_builtin_code());
  const auto operator_code = std::max(code->builtin_code(), old_code);
  CHECK(static_cast<int>(ours.code) == static_cast<int>(operator_code));
  CHECK(std::string(mote::name_of(ours.code)) == std::string(theirs::EnumNameBuiltinOperator(operator_code)));
  CHECK(ours.version == code->version());
  CHECK(same_text(ours.custom_code, code->custom_code()));
  CHECK(same(ours.inputs, other.inputs()));
  CHECK(same(ours.outputs, other.outputs()));
  compare_options(ours.options, other);
}

void compare_subgraphs(const mote::graph& ours, const theirs::SubGraph& other, const theirs::Model& model) {
  CHECK(same(ours.inputs(), other.inputs()));
  CHECK(same(ours.outputs(), other.outputs()));
  REQUIRE(ours.tensor_count() == static_cast<std::int32_t>(other.tensors()->size()));
  for (std::int32_t i = 0; i < ours.tensor_count(); ++i) {
    CAPTURE(i);
    compare_tensors(ours.tensor_at(i), *other.tensors()->Get(static_cast<std::uint32_t>(i)), model);
  }
  REQUIRE(ours.node_count() == static_cast<std::int32_t>(other.operators()->size()));
  for (std::int32_t i = 0; i < ours.node_count(); ++i) {
    CAPTURE(i);
    compare_nodes(ours.node_at(i), *other.operators()->Get(static_cast<std::uint32_t>(i)), model);
  }
}

void compare(const void* bytes, std::size_t size) {
  bool damaged = false;
  const mote::graph ours(mote::byte_view(bytes, size), &damaged);
  const auto& model = *theirs::GetModel(bytes);
  flatbuffers::Verifier verifier(static_cast<const std::uint8_t*>(bytes), size);
  REQUIRE(theirs::VerifyModelBuffer(verifier));
  CHECK(ours.schema_version() == model.version());
  REQUIRE(ours.subgraph_count() == model.subgraphs()->size());
  for (std::uint32_t s = 0; s < ours.subgraph_count(); ++s) {
    CAPTURE(s);
    compare_subgraphs(ours.subgraph(static_cast<std::int32_t>(s)), *model.subgraphs()->Get(s), model);
  }
  CHECK_FALSE(damaged);
}

}  // namespace

TEST_CASE("differential: the sine model") { compare(sine_model, sizeof sine_model - 1); }

TEST_CASE("differential: what converters write seldom") {
  using namespace theirs;
  mote::tools::model_builder builder;
  const auto scalar = builder.add_tensor("", TensorType::FLOAT32, {});
  const auto state =
      builder.add_tensor("state", TensorType::INT8, {1, 2, 3, 4, 5, 6}, mote::tools::per_tensor(1.0F, -128));
  builder.graph().tensors.back()->is_variable = true;
  const auto weights = builder.add_constant<std::int8_t>("weights", {2, 1}, {127, -127},
                                                         mote::tools::per_channel({0.5F, 1e-30F}, 1));
  const auto wide = builder.add_constant<std::int64_t>("wide", {1}, {INT64_MIN});
  builder.add_operator(BuiltinOperator::DILATE, {scalar, -1, weights},
                       {state});  // a code that needs more than a byte
  builder.add_custom_operator("my_operator", {}, {scalar, state});
  DepthwiseConv2DOptionsT options;
  options.depth_multiplier = 3;
  options.dilation_h_factor = 2;
  builder.add_operator(BuiltinOperator::DEPTHWISE_CONV_2D, {wide}, {}, options, 7);
  builder.set_inputs({scalar, state});
  auto file = builder.finish();
  compare(file.data(), file.size());

  // The old field alone, as files had it before operators outgrew a byte.
  for (auto& code : builder.model().operator_codes) {
    if (code->deprecated_builtin_code < 127) code->builtin_code = BuiltinOperator::ADD;
  }
  file = builder.finish();
  compare(file.data(), file.size());
}

TEST_CASE("differential: the reference models and the conformance cases") {
  int files = 0;
  for (const char* folder : {"models", "conformance"}) {
    const fs::path path = fs::path(MOTE_SHARED_DIR) / folder;
    if (!fs::is_directory(path)) {
      MESSAGE("skipped: there is no ", path.string());
      return;
    }
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      if (entry.path().extension() != ".tflite") continue;
      const std::string name = entry.path().string();
      CAPTURE(name);
      const auto file = mote::tools::read_file(entry.path());
      compare(file.data(), file.size());
      ++files;
    }
  }
  CHECK(files > 900);
}
