// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TENSOR_VIEW_HPP
#define MOTE_TENSOR_VIEW_HPP

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/model/graph.hpp"
#include "mote/ops/quantize.hpp"

namespace mote {

/// The elements of a tensor in the arena, with shape and quantization. Copying it copies no elements.
template <class T>
class tensor_view {
 public:
  using value_type = T;

  constexpr tensor_view() = default;
  constexpr tensor_view(T* data, const mote::shape& shape, float scale, std::int32_t zero_point)
      : data_(data), shape_(shape), scale_(scale), zero_point_(zero_point) {}

  constexpr T* data() const { return data_; }
  constexpr std::size_t size() const { return static_cast<std::size_t>(shape_.element_count()); }
  constexpr std::size_t size_bytes() const { return size() * sizeof(T); }
  constexpr T* begin() const { return data_; }
  constexpr T* end() const { return data_ + size(); }
  constexpr T& operator[](std::size_t index) const { return data_[index]; }
  constexpr const mote::shape& shape() const { return shape_; }
  /// real = scale() * (stored - zero_point()). 0 for a tensor without quantization.
  constexpr float scale() const { return scale_; }
  constexpr std::int32_t zero_point() const { return zero_point_; }

  /// Stores the quantized values of [first, last), at most size() of them, rounded half away from zero and
  /// saturated.
  template <class Iterator>
  constexpr void quantize(Iterator first, Iterator last) const {
    static_assert(std::is_integral_v<T>, "mote: quantize() is for tensors of integers");
    for (T* to = data_; first != last && to != end(); ++first, ++to) {
      *to = quantize_value<T>(static_cast<float>(*first), scale_, zero_point_);
    }
  }
  /// The same for all elements of a container or array.
  template <class Container>
  constexpr void quantize(const Container& values) const {
    quantize(std::begin(values), std::end(values));
  }
  /// The real value of an element.
  constexpr float dequantize(std::size_t index) const {
    if constexpr (std::is_floating_point_v<T>) {
      return data_[index];
    } else {
      return dequantize_value(data_[index], scale_, zero_point_);
    }
  }
  /// Index of the largest element, the first of several.
  constexpr std::size_t argmax() const {
    std::size_t best = 0;
    for (std::size_t i = 1; i < size(); ++i) {
      if (data_[best] < data_[i]) best = i;
    }
    return best;
  }

 private:
  T* data_ = nullptr;
  mote::shape shape_;
  float scale_ = 0.0F;
  std::int32_t zero_point_ = 0;
};

/// A tensor in the arena whose type is known at run time only.
class tensor_ref {
 public:
  /// No tensor: of a node without outputs.
  tensor_ref() = default;
  tensor_ref(std::byte* data, const tensor& from)
      : data_(data),
        shape_(from.shape),
        scale_(from.quantization.scale()),
        zero_point_(from.quantization.zero_point()),
        type_(from.type) {}

  std::byte* data() const { return data_; }
  std::size_t size_bytes() const { return static_cast<std::size_t>(shape_.element_count()) * size_of(type_); }
  tensor_type type() const { return type_; }
  const mote::shape& shape() const { return shape_; }
  float scale() const { return scale_; }
  std::int32_t zero_point() const { return zero_point_; }

  /// The elements as values of type T. An empty view where the tensor's type is another.
  template <class T>
  tensor_view<T> as() const {
    if (type_ != type_of<T>) return {nullptr, mote::shape(0), 0.0F, 0};
    return {reinterpret_cast<T*>(data_), shape_, scale_, zero_point_};
  }

 private:
  std::byte* data_ = nullptr;
  mote::shape shape_{0};
  float scale_ = 0.0F;
  std::int32_t zero_point_ = 0;
  tensor_type type_{};
};

}  // namespace mote

#endif
