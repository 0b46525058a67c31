// SPDX-License-Identifier: Apache-2.0

// Runs handmade models in the interpreter, and takes apart what the oracle has for them.

#ifndef MOTE_TESTS_SUPPORT_RUN_MODEL_HPP
#define MOTE_TESTS_SUPPORT_RUN_MODEL_HPP

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

#include "handmade_model.hpp"
#include "mote/describe.hpp"
#include "mote/run/interpreter.hpp"
#include "oracle.hpp"
#include "random_source.hpp"
#include "tested_operators.hpp"

namespace mote_test {

/// Memory for an arena, of exactly this size and aligned as an arena must be.
class arena_memory {
 public:
  explicit arena_memory(std::size_t size)
      : size_(size), storage_(static_cast<std::byte*>(::operator new(size, alignment))) {
    std::fill_n(storage_.get(), size, std::byte{0});
  }

  mote::span<std::byte> bytes() { return {storage_.get(), size_}; }

 private:
  static constexpr std::align_val_t alignment{mote::arena_alignment};
  struct release {
    void operator()(std::byte* storage) const { ::operator delete(storage, alignment); }
  };
  std::size_t size_;
  std::unique_ptr<std::byte[], release> storage_;
};

/// Reports to the test why a model was refused.
inline void report(const mote::diagnosis& found, mote::byte_view model) {
  for (const mote::problem& problem : found) {
    char text[200];
    mote::describe(problem, model, text);
    FAIL_CHECK(text);
  }
}

/// Runs a model `times` times: the elements of its inputs, in order, give those of its first output after the
/// last time. Nothing if it is refused.
template <class Output, class Ops = tested_operators, std::size_t Tensors, class... Inputs>
std::vector<Output> run_model_repeatedly(int times, const basic_model_description<Tensors>& from,
                                         const std::vector<Inputs>&... inputs) {
  using interpreter = mote::interpreter<Ops, mote::max_tensors<16>>;
  const auto bytes = write<16 * 1024>(from);
  const auto size = interpreter::required_arena_bytes(bytes.view());
  if (!size) return report(size.error(), bytes.view()), std::vector<Output>{};
  arena_memory arena(*size);
  auto model = interpreter::load(bytes.view(), arena.bytes());
  if (!model) return report(model.error(), bytes.view()), std::vector<Output>{};
  for (int i = 0; i < times; ++i) {
    std::size_t position = 0;
    [[maybe_unused]] const auto set = [&](const auto& elements) {
      using element = typename std::decay_t<decltype(elements)>::value_type;
      const auto input = model->input(position++).template as<element>();
      REQUIRE(input.size() == elements.size());
      std::copy(elements.begin(), elements.end(), input.begin());
    };
    (set(inputs), ...);
    model->invoke();
  }
  const auto output = model->output(0).template as<Output>();
  return std::vector<Output>(output.begin(), output.end());
}

/// The same once.
template <class Output, class Ops = tested_operators, std::size_t Tensors, class... Inputs>
std::vector<Output> run_model(const basic_model_description<Tensors>& from,
                              const std::vector<Inputs>&... inputs) {
  return run_model_repeatedly<Output, Ops>(1, from, inputs...);
}

template <class T>
tensor_description activations_of(const oracle::tensor<T>& from) {
  tensor_description result;
  result.type = mote::type_of<T>;
  for (const int dimension : from.dimensions) result.shape.push_back(dimension);
  for (const float scale : from.quantized.scale) result.scales.push_back(scale);
  if (!from.quantized.scale.empty()) result.zero_points = {from.quantized.zero_point};
  return result;
}

/// Weights with their output channels along `channel_axis`, or a bias.
template <class T>
tensor_description constant_of(const oracle::tensor<T>& from, std::int32_t channel_axis = 0) {
  tensor_description result = activations_of(from);
  result.data = {from.data.data(), from.data.size()};
  result.quantized_dimension = channel_axis;
  return result;
}

template <class T>
oracle::tensor<T> random_tensor(random_source& random, const oracle::shape& dimensions,
                                const oracle::quantization& quantized = {}) {
  oracle::tensor<T> result{dimensions, std::vector<T>(oracle::count(dimensions)), quantized};
  random.fill(result.data);
  return result;
}

inline int random_zero_point(random_source& random) {
  constexpr int special[] = {-128, 0, 127};
  return random.chance(2) ? random.one_of(special) : random.between(-128, 127);
}

/// One scale or one for each channel.
inline std::vector<float> random_weight_scales(random_source& random, int channels) {
  std::vector<float> result(random.chance(2) ? 1 : static_cast<std::size_t>(channels));
  for (float& scale : result) scale = random.real(0.001F, 0.01F);
  return result;
}

/// A quantization for sums of `terms` products that fills the output's range, or does not, or leaves it.
inline oracle::quantization random_output(random_source& random, float input_scale, int terms) {
  const float typical = input_scale * 0.005F * 5000.0F * std::sqrt(static_cast<float>(terms));
  return {{typical * random.real(0.003F, 0.06F)}, random_zero_point(random)};
}

inline oracle::tensor<std::int32_t> random_bias(random_source& random, int channels, int terms) {
  oracle::tensor<std::int32_t> result{
      {channels}, std::vector<std::int32_t>(static_cast<std::size_t>(channels)), {}};
  for (std::int32_t& element : result.data) element = random.between(-1000 * terms, 1000 * terms);
  return result;
}

inline oracle::activation random_activation(random_source& random) {
  constexpr oracle::activation all[] = {oracle::activation::none, oracle::activation::relu,
                                        oracle::activation::relu_n1_to_1, oracle::activation::relu6};
  return random.one_of(all);
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_RUN_MODEL_HPP
