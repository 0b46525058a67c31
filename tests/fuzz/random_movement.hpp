// SPDX-License-Identifier: Apache-2.0

// Operators that move elements.

#ifndef MOTE_TESTS_FUZZ_RANDOM_MOVEMENT_HPP
#define MOTE_TESTS_FUZZ_RANDOM_MOVEMENT_HPP

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "random_arithmetic.hpp"

namespace mote_fuzz {

class random_movement : protected random_arithmetic {
 protected:
  using random_arithmetic::random_arithmetic;

  void add_reshape() {
    const value in = anything();
    shape out = in.dimensions;
    switch (take_.below(4)) {
      case 0:
        out = {element_count(out)};
        break;
      case 1:
        out.insert(out.begin() + take_.below(out.size() + 1), 1);
        break;
      case 2:
        if (out.size() > 1) {
          out[out.size() - 2] *= out.back();
          out.pop_back();
        }
        break;
      default:
        std::reverse(out.begin(), out.end());
    }
    const bool expands = out.size() == in.dimensions.size() + 1;
    if (expands && take_.one_in(2)) {
      const auto at = std::find(out.begin(), out.end(), 1) - out.begin();
      emit(op::EXPAND_DIMS, {in, integers({static_cast<std::int32_t>(at)})}, tensor(in.type, out, like(in)));
    } else {
      emit(op::RESHAPE, {in, integers(out)}, tensor(in.type, out, like(in)), ReshapeOptionsT{});
    }
  }
  void add_squeeze() {
    const value in = anything();
    shape out;
    for (const std::int32_t size : in.dimensions) {
      if (size != 1) out.push_back(size);
    }
    emit(op::SQUEEZE, {in}, tensor(in.type, out, like(in)), SqueezeOptionsT{});
  }
  void add_transpose() {
    const value in = anything(1);
    indices order;
    shape out;
    for (int i = 0; i < in.rank(); ++i) order.push_back(i);
    for (std::size_t i = order.size(); i > 1; --i)
      std::swap(order[i - 1], order[static_cast<std::size_t>(take_.below(i))]);
    for (const std::int32_t from : order) out.push_back(in.dimension(from));
    emit(op::TRANSPOSE, {in, integers(order)}, tensor(in.type, out, like(in)));
  }
  void add_padding() {
    const value in = anything(1);
    const bool mirrors = take_.one_in(3);
    indices paddings;
    shape out = in.dimensions;
    for (std::int32_t& size : out) {
      const std::int32_t most = mirrors ? size - 1 : 3;
      const std::int32_t before = take_.between(0, most);
      const std::int32_t after = take_.between(0, most);
      paddings.insert(paddings.end(), {before, after});
      size += before + after;
    }
    const value sizes = integers(paddings, {in.rank(), 2});
    const value output = tensor(in.type, out, like(in));
    if (mirrors) {
      MirrorPadOptionsT options;
      options.mode = static_cast<MirrorPadMode>(take_.below(2));
      emit(op::MIRROR_PAD, {in, sizes}, output, options);
    } else if (take_.one_in(3)) {
      emit(op::PADV2, {in, sizes, constant(in.type, {1}, in.quantized)}, output);
    } else {
      emit(op::PAD, {in, sizes}, output);
    }
  }
  void add_slice() {
    const value in = anything(1);
    indices begin;
    indices sizes;
    for (const std::int32_t size : in.dimensions) {
      begin.push_back(take_.below(static_cast<std::size_t>(size)));
      sizes.push_back(take_.between(1, size - begin.back()));
    }
    emit(op::SLICE, {in, integers(begin), integers(sizes)}, tensor(in.type, sizes, like(in)));
  }
  void add_strided_slice() {
    const value in = anything(1);
    indices begin;
    indices end;
    indices steps;
    shape out;
    StridedSliceOptionsT options;
    for (int i = 0; i < in.rank(); ++i) {
      const std::int32_t size = in.dimension(i);
      std::int32_t first = take_.below(static_cast<std::size_t>(size));
      const std::int32_t last = take_.between(first + 1, size);
      const std::int32_t step = take_.one_in(3) ? take_.between(1, 3) : 1;
      const bool is_reversed = take_.one_in(6);
      begin.push_back(is_reversed ? last - 1 : first);
      end.push_back(is_reversed ? first - 1 - size : last);
      steps.push_back(is_reversed ? -step : step);
      if (!is_reversed && take_.one_in(4)) {
        options.begin_mask |= 1 << i;
        first = 0;
      }
      out.push_back((last - first - 1) / step + 1);
    }
    if (take_.one_in(4)) {
      options.shrink_axis_mask = 1;
      out.erase(out.begin());
    }
    emit(op::STRIDED_SLICE, {in, integers(begin), integers(end), integers(steps)},
         tensor(in.type, out, like(in)), options);
  }
  void add_join() {
    const value in = activations(take_.between(1, 4));
    const std::int32_t along = take_.below(in.dimensions.size());
    const std::int32_t count = take_.between(1, 4);
    std::vector<value> parts{in};
    while (static_cast<std::int32_t>(parts.size()) < count) {
      parts.push_back(take_.one_in(2) ? in : constant(in.type, in.dimensions, in.quantized));
    }
    const std::int32_t kind = take_.between(0, 2);
    shape out = in.dimensions;
    if (kind == 0) {
      ConcatenationOptionsT options;
      options.axis = along - (take_.one_in(3) ? in.rank() : 0);
      out[static_cast<std::size_t>(along)] *= count;
      emit(op::CONCATENATION, parts, tensor(in.type, out, like(in)), options);
    } else if (kind == 1) {
      PackOptionsT options;
      options.axis = along;
      options.values_count = count;
      out.insert(out.begin() + along, count);
      emit(op::PACK, parts, tensor(in.type, out, like(in)), options);
    } else {
      emit(op::ADD_N, parts, tensor(in.type, out));
    }
  }
  /// For operators with several outputs.
  void add_outputs(const std::vector<value>& outputs) {
    values_.insert(values_.end(), outputs.begin(), outputs.end());
  }
  static indices indices_of(const std::vector<value>& tensors) {
    indices result;
    for (const value& each : tensors) result.push_back(each.index);
    return result;
  }
  /// Parts of these sizes along an axis.
  std::vector<value> parts_of(const value& in, std::int32_t along, const indices& sizes) {
    std::vector<value> parts;
    for (const std::int32_t size : sizes) {
      shape out = in.dimensions;
      out[static_cast<std::size_t>(along)] = size;
      parts.push_back(tensor(in.type, out, like(in)));
    }
    return parts;
  }
  void add_split() {
    const value in = anything(1);
    const std::int32_t along = take_.below(in.dimensions.size());
    const std::int32_t size = in.dimension(along);
    const std::int32_t count = size <= 4 ? size : 2;
    if (size % count == 0 && take_.one_in(2)) {
      const auto parts = parts_of(in, along, indices(static_cast<std::size_t>(count), size / count));
      SplitOptionsT options;
      options.num_splits = count;
      builder_.add_operator(op::SPLIT, {integers({along}, {}).index, in.index}, indices_of(parts), options);
      add_outputs(parts);
      return;
    }
    const std::int32_t first = take_.between(1, size);
    const indices sizes = first < size ? indices{first, size - first} : indices{size};
    const auto parts = parts_of(in, along, sizes);
    SplitVOptionsT options;
    options.num_splits = static_cast<std::int32_t>(sizes.size());
    builder_.add_operator(op::SPLIT_V, {in.index, integers(sizes).index, integers({along}, {}).index},
                          indices_of(parts), options);
    add_outputs(parts);
  }
  void add_unpack() {
    const value in = anything(1);
    UnpackOptionsT options;
    options.axis = take_.below(in.dimensions.size());
    options.num = in.dimension(options.axis);
    shape out = in.dimensions;
    out.erase(out.begin() + options.axis);
    std::vector<value> parts;
    for (std::int32_t k = 0; k < options.num; ++k) parts.push_back(tensor(in.type, out, like(in)));
    builder_.add_operator(op::UNPACK, {in.index}, indices_of(parts), options);
    add_outputs(parts);
  }

  /// Positions along an axis of that size. Those that only the input knows may be anywhere.
  value positions(std::int32_t count, std::int32_t size) {
    if (take_.one_in(2)) return input(TensorType::INT32, {count});
    indices chosen;
    for (std::int32_t i = 0; i < count; ++i) chosen.push_back(take_.below(static_cast<std::size_t>(size)));
    return int32s(chosen, {count});
  }
  void add_gather() {
    const value in = anything(1);
    GatherOptionsT options;
    options.axis = take_.below(in.dimensions.size());
    const std::int32_t count = take_.between(1, 4);
    const value where = positions(count, in.dimension(options.axis));
    shape out = in.dimensions;
    out[static_cast<std::size_t>(options.axis)] = count;
    emit(op::GATHER, {in, where}, tensor(in.type, out, like(in)), options);
  }
  void add_gather_nd() {
    const value in = anything(1);
    const std::int32_t depth = take_.between(1, in.rank());
    const std::int32_t least = *std::min_element(in.dimensions.begin(), in.dimensions.end());
    emit(op::GATHER_ND, {in, positions(depth, least)},
         tensor(in.type, shape(in.dimensions.begin() + depth, in.dimensions.end()), like(in)));
  }
  void add_embedding_lookup() {
    const value in = activations(take_.between(2, 4));
    const std::int32_t count = take_.between(1, 4);
    const value where = positions(count, in.dimension(0));
    shape out = in.dimensions;
    out[0] = count;
    emit(op::EMBEDDING_LOOKUP, {where, in}, tensor(in.type, out, like(in)));
  }
  void add_dynamic_update_slice() {
    const value in = anything(1);
    shape part;
    for (const std::int32_t size : in.dimensions) part.push_back(take_.between(1, size));
    const value update = constant(in.type, part, in.quantized);
    emit(op::DYNAMIC_UPDATE_SLICE, {in, update, positions(in.rank(), 2)},
         tensor(in.type, in.dimensions, like(in)));
  }

  // ---- Images

  void add_resize() {
    const value in = activations(4);
    const shape out = {in.dimension(0), dimension(), dimension(), in.dimension(3)};
    const auto add = [&](op code, auto options) {
      options.align_corners = take_.one_in(3);
      options.half_pixel_centers = take_.one_in(3);
      emit(code, {in, int32s({out[1], out[2]}, {2})}, tensor(in.type, out, like(in)), options);
    };
    if (take_.one_in(2)) {
      add(op::RESIZE_BILINEAR, ResizeBilinearOptionsT{});
    } else {
      add(op::RESIZE_NEAREST_NEIGHBOR, ResizeNearestNeighborOptionsT{});
    }
  }
  void add_depth_blocks() {
    const value in = activations(4);
    const std::int32_t block = take_.between(1, 3);
    const shape deep = {in.dimension(0), in.dimension(1), in.dimension(2), in.dimension(3) * block * block};
    const shape wide = {in.dimension(0), in.dimension(1) * block, in.dimension(2) * block, in.dimension(3)};
    if (take_.one_in(2)) {
      SpaceToDepthOptionsT options;
      options.block_size = block;
      const value from = block == 1 ? in : input(in.type, wide);
      emit(op::SPACE_TO_DEPTH, {from}, tensor(in.type, deep, like(from)), options);
    } else {
      DepthToSpaceOptionsT options;
      options.block_size = block;
      const value from = block == 1 ? in : input(in.type, deep);
      emit(op::DEPTH_TO_SPACE, {from}, tensor(in.type, wide, like(from)), options);
    }
  }
  void add_batch_blocks() {
    const value in = activations(4);
    const std::int32_t block = take_.between(1, 2);
    const std::int32_t below = (block - in.dimension(1) % block) % block;
    const std::int32_t right = (block - in.dimension(2) % block) % block;
    const shape deep = {in.dimension(0) * block * block, (in.dimension(1) + below) / block,
                        (in.dimension(2) + right) / block, in.dimension(3)};
    const value blocks = int32s({block, block}, {2});
    const value margins = int32s({0, below, 0, right}, {2, 2});
    if (take_.one_in(2)) {
      emit(op::SPACE_TO_BATCH_ND, {in, blocks, margins}, tensor(in.type, deep, like(in)));
    } else {
      const value from = input(in.type, deep);
      emit(op::BATCH_TO_SPACE_ND, {from, blocks, margins}, tensor(in.type, in.dimensions, like(from)));
    }
  }

  // ---- Shapes

  void add_shape() {
    if (take_.one_in(3)) {
      const std::int32_t first = take_.between(1, 4);
      const std::int32_t second = take_.between(1, 4);
      emit(op::BROADCAST_ARGS, {input(TensorType::INT32, {first}), input(TensorType::INT32, {second})},
           tensor(TensorType::INT32, {std::max(first, second)}));
      return;
    }
    const value in = anything(1);
    ShapeOptionsT options;
    options.out_type = take_.one_in(3) ? TensorType::INT64 : TensorType::INT32;
    emit(op::SHAPE, {in}, tensor(options.out_type, {in.rank()}), options);
  }
  void add_broadcast() {
    const value in = anything(1);
    shape out = in.dimensions;
    for (std::int32_t& size : out) size = size == 1 ? dimension() : size;
    if (take_.one_in(3)) out.insert(out.begin(), dimension());
    emit(op::BROADCAST_TO, {in, integers(out)}, tensor(in.type, out, like(in)));
  }
  void add_fill() {
    const TensorType type = any_type();
    const quantization scheme = quantize(type);
    const shape out = dimensions(take_.between(1, 4));
    const value element = take_.one_in(2) ? constant(type, {}, scheme) : input(type, {});
    emit(op::FILL, {integers(out), element}, tensor(type, out, scheme));
  }
  void add_reverse() {
    const value in = anything(1);
    emit(op::REVERSE_V2, {in, int32s({axis(in.rank())}, {1})}, tensor(in.type, in.dimensions, like(in)));
  }
};

}  // namespace mote_fuzz

#endif  // MOTE_TESTS_FUZZ_RANDOM_MOVEMENT_HPP
