// SPDX-License-Identifier: Apache-2.0

// A model that grows by one operator after the other, as random bytes decide.

#ifndef MOTE_TESTS_FUZZ_MODEL_DRAFT_HPP
#define MOTE_TESTS_FUZZ_MODEL_DRAFT_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <numeric>
#include <utility>
#include <vector>

#include "model_builder.hpp"
#include "support/random_source.hpp"

namespace mote_fuzz {

// NOLINTNEXTLINE(google-build-using-namespace): the vocabulary of the format.
using namespace tflite_subset;
using mote::tools::quantization;
using op = BuiltinOperator;
using shape = std::vector<std::int32_t>;
using indices = std::vector<std::int32_t>;

/// Takes decisions from the bytes, and goes on with random ones that these begin.
class decisions {
 public:
  decisions(const std::uint8_t* bytes, std::size_t size)
      : next_(bytes), end_(bytes + size), rest_(std::accumulate(bytes, end_, std::uint64_t{size}, mix)) {}

  std::uint8_t byte() { return next_ == end_ ? static_cast<std::uint8_t>(rest_.bits()) : *next_++; }
  /// Below `count`.
  std::int32_t below(std::size_t count) {
    return static_cast<std::int32_t>(byte() % std::max<std::size_t>(count, 1));
  }
  std::int32_t between(std::int32_t low, std::int32_t high) {
    return low + below(static_cast<std::size_t>(high - low) + 1);
  }
  bool one_in(std::size_t count) { return below(count) == 1; }
  template <class T>
  T bits() {
    std::uint8_t raw[sizeof(T)];
    for (auto& each : raw) each = byte();
    T value;
    std::memcpy(&value, raw, sizeof value);
    return value;
  }
  template <class T, std::size_t Count>
  T one_of(const T (&elements)[Count]) {
    return elements[below(Count)];
  }

 private:
  static std::uint64_t mix(std::uint64_t sum, std::uint8_t byte) { return (sum ^ byte) * 0x100000001b3; }

  const std::uint8_t* next_;
  const std::uint8_t* end_;
  mote_test::random_source rest_;
};

/// A tensor of the subgraph at hand.
struct value {
  std::int32_t index = -1;
  TensorType type{};
  shape dimensions;
  quantization quantized;

  int rank() const { return static_cast<int>(dimensions.size()); }
  std::int32_t dimension(int axis) const { return dimensions[static_cast<std::size_t>(axis)]; }
};

std::int32_t element_count(const shape& of) {
  std::int64_t count = 1;
  for (const std::int32_t dimension : of) count = std::min<std::int64_t>(count * dimension, 1 << 16);
  return static_cast<std::int32_t>(count);
}

std::size_t element_size(TensorType type) {
  switch (type) {
    case TensorType::FLOAT32:
    case TensorType::INT32:
    case TensorType::UINT32:
      return 4;
    case TensorType::INT64:
    case TensorType::UINT64:
      return 8;
    case TensorType::INT16:
      return 2;
    default:
      return 1;
  }
}
/// The tensors of the subgraph at hand, and what makes more of them.
class model_draft {
 protected:
  model_draft(const std::uint8_t* bytes, std::size_t size) : take_(bytes, size) {}

  // ---- Tensors

  TensorType activation_type() {
    constexpr TensorType types[] = {TensorType::INT8, TensorType::INT8,    TensorType::INT8, TensorType::INT8,
                                    TensorType::INT8, TensorType::FLOAT32, TensorType::INT16};
    return take_.one_of(types);
  }
  TensorType any_type() {
    constexpr TensorType types[] = {TensorType::INT8,  TensorType::FLOAT32, TensorType::INT16,
                                    TensorType::INT32, TensorType::BOOL,    TensorType::INT64,
                                    TensorType::UINT8, TensorType::UINT32};
    return take_.one_of(types);
  }
  float scale() {
    constexpr float usual[] = {1.0F / 256, 1.0F / 128, 0.05F, 0.1F, 0.5F, 1.0F, 1.0F / 32768, 2.0F, 0.003F};
    return take_.one_in(16) ? take_.bits<float>() : take_.one_of(usual);
  }
  quantization quantize(TensorType type) {
    switch (type) {
      case TensorType::INT8:
        return mote::tools::per_tensor(scale(), take_.between(-128, 127));
      case TensorType::UINT8:
        return mote::tools::per_tensor(scale(), take_.byte());
      case TensorType::INT16:
        return mote::tools::per_tensor(scale(), take_.one_in(16) ? 3 : 0);
      default:
        return {};
    }
  }
  std::int32_t dimension() { return take_.one_in(16) ? take_.between(1, 64) : take_.between(1, 8); }
  shape dimensions(int rank) {
    shape result;
    for (int axis = 0; axis < rank; ++axis) result.push_back(dimension());
    if (rank > 3) result[0] = take_.between(1, 2);
    return result;
  }
  value tensor(TensorType type, const shape& sizes, const quantization& quantized) {
    return {builder_.add_tensor("", type, sizes, quantized), type, sizes, quantized};
  }
  value tensor(TensorType type, const shape& sizes) { return tensor(type, sizes, quantize(type)); }
  /// Of a subgraph that others call, the caller decides the inputs.
  value input(TensorType type, const shape& sizes) {
    if (depth_ > 0) return constant(type, sizes, quantize(type));
    const value added = tensor(type, sizes);
    inputs_.push_back(added.index);
    values_.push_back(added);
    return added;
  }
  /// One that is there, or a new input.
  template <class Suits>
  value find(Suits suits, TensorType type, int rank) {
    std::vector<value> found;
    std::copy_if(values_.begin(), values_.end(), std::back_inserter(found), suits);
    if (found.empty() || take_.one_in(8)) return input(type, dimensions(rank));
    return found[found.size() - 1 - static_cast<std::size_t>(take_.below(found.size()))];
  }
  value activations(int rank) {
    const bool any = take_.one_in(16);
    const auto suits = [&](const value& v) {
      const bool is_usual =
          v.type == TensorType::INT8 || v.type == TensorType::INT16 || v.type == TensorType::FLOAT32;
      return v.rank() == rank && (any || is_usual);
    };
    return find(suits, activation_type(), rank);
  }
  value of_type(TensorType type, int rank) {
    return find([&](const value& v) { return v.type == type; }, type, rank);
  }
  value anything(int least_rank = 0) {
    return find([&](const value& v) { return v.rank() >= least_rank; }, any_type(),
                take_.between(least_rank, 5));
  }
  value constant(TensorType type, const shape& sizes, const quantization& quantized) {
    mote_test::random_source random(take_.bits<std::uint16_t>());
    std::vector<std::uint8_t> data(static_cast<std::size_t>(element_count(sizes)) * element_size(type));
    for (std::uint8_t& each : data) each = static_cast<std::uint8_t>(random.bits());
    if (type == TensorType::INT4) data.resize((data.size() + 1) / 2);
    return {builder_.add_constant_bytes("", type, sizes, data, quantized), type, sizes, quantized};
  }
  value int32s(const indices& values, const shape& sizes) {
    return {builder_.add_constant<std::int32_t>("", sizes, values), TensorType::INT32, sizes, {}};
  }
  value integers(const indices& values, const shape& sizes) {
    if (!take_.one_in(4)) return int32s(values, sizes);
    const std::vector<std::int64_t> wide(values.begin(), values.end());
    return {builder_.add_constant<std::int64_t>("", sizes, wide), TensorType::INT64, sizes, {}};
  }
  value integers(const indices& values) {
    return integers(values, {static_cast<std::int32_t>(values.size())});
  }
  /// The second of two operands: a tensor of the same type that is there, a constant, or the first again.
  value partner(const value& first) {
    if (take_.one_in(4)) return first;
    shape sizes = first.dimensions;
    for (std::int32_t& size : sizes) {
      if (take_.one_in(6)) size = 1;
    }
    if (take_.one_in(6) && !sizes.empty()) sizes.erase(sizes.begin());
    if (take_.one_in(2)) return constant(first.type, sizes, quantize(first.type));
    return find([&](const value& v) { return v.type == first.type && v.dimensions == first.dimensions; },
                first.type, first.rank());
  }
  /// An output's quantization: the input's, most often, where operators want that.
  quantization like(const value& from) { return take_.one_in(6) ? quantize(from.type) : from.quantized; }

  // ---- Nodes

  template <class... Options>
  value emit(op code, const std::vector<value>& inputs, const value& output, Options... options) {
    indices numbers;
    for (const value& each : inputs) numbers.push_back(each.index);
    builder_.add_operator(code, numbers, {output.index}, std::move(options)...);
    values_.push_back(output);
    return output;
  }
  ActivationFunctionType fused() {
    return static_cast<ActivationFunctionType>(take_.one_in(3) ? take_.below(4) : 0);
  }
  Padding padding() { return take_.one_in(2) ? Padding::VALID : Padding::SAME; }
  std::int32_t axis(int rank) { return take_.between(-rank, rank - 1); }

  decisions take_;
  mote::tools::model_builder builder_;
  std::vector<value> values_;  ///< what has been written, from the oldest to the newest
  indices inputs_;
  int depth_ = 0;  ///< of the subgraphs that call the one at hand
};

}  // namespace mote_fuzz

#endif  // MOTE_TESTS_FUZZ_MODEL_DRAFT_HPP
