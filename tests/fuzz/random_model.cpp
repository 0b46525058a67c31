// SPDX-License-Identifier: Apache-2.0
#include "random_model.hpp"

#include <memory>
#include <string>
#include <utility>

#include "random_movement.hpp"

namespace mote_fuzz {

namespace {

class generator : random_movement {
 public:
  generator(const std::uint8_t* bytes, std::size_t size) : random_movement(bytes, size) {}

  std::vector<std::uint8_t> make() {
    const std::int32_t nodes = take_.between(1, 8);
    for (std::int32_t i = 0; i < nodes; ++i) add_node();
    finish_subgraph();
    return builder_.finish();
  }

 private:
  static constexpr int most_depth = 3;

  // ---- Several subgraphs and what lasts

  /// Another subgraph with inputs like these. Its outputs are like those asked for, where it has any.
  template <class Fill>
  std::int32_t add_subgraph(const std::vector<value>& inputs, Fill fill) {
    auto& subgraphs = builder_.model().subgraphs;
    auto caller = std::make_unique<SubGraphT>();
    std::swap(caller, subgraphs.front());
    std::vector<value> outer_values;
    indices outer_inputs;
    std::swap(outer_values, values_);
    std::swap(outer_inputs, inputs_);
    ++depth_;
    for (const value& each : inputs) {
      const value added = tensor(each.type, each.dimensions, each.quantized);
      inputs_.push_back(added.index);
      values_.push_back(added);
    }
    builder_.graph().outputs = fill();
    builder_.graph().inputs = inputs_;
    --depth_;
    std::swap(outer_values, values_);
    std::swap(outer_inputs, inputs_);
    std::swap(caller, subgraphs.front());
    subgraphs.push_back(std::move(caller));
    return static_cast<std::int32_t>(subgraphs.size() - 1);
  }
  /// A copy of a value, or one that a few nodes have made and that happens to be alike.
  std::int32_t made_like(const value& wanted) {
    const auto fits = [&](const value& v) {
      return v.type == wanted.type && v.dimensions == wanted.dimensions;
    };
    const value from = find(fits, wanted.type, wanted.rank());
    const value to = tensor(wanted.type, wanted.dimensions, wanted.quantized);
    emit(op::RESHAPE, {from}, to);
    return to.index;
  }
  /// The body of a branch or a loop on a value.
  auto nodes_on(const value& in) {
    return [this, in] {
      const std::int32_t nodes = take_.between(0, 2);
      for (std::int32_t i = 0; i < nodes; ++i) add_node();
      return indices{made_like(in)};
    };
  }
  void add_if() {
    if (depth_ == most_depth) return;
    const value in = activations(take_.between(1, 4));
    const value condition = input(TensorType::BOOL, {1});
    IfOptionsT options;
    options.then_subgraph_index = add_subgraph({in}, nodes_on(in));
    options.else_subgraph_index =
        take_.one_in(3) ? options.then_subgraph_index : add_subgraph({in}, nodes_on(in));
    emit(op::IF, {condition, in}, tensor(in.type, in.dimensions, in.quantized), options);
  }
  /// Goes on until the largest element is behind the first few.
  void add_while() {
    if (depth_ == most_depth) return;
    const value in = activations(take_.between(1, 4));
    WhileOptionsT options;
    options.cond_subgraph_index = add_subgraph({in}, [&] {
      const value flat = tensor(in.type, {element_count(in.dimensions)}, in.quantized);
      emit(op::RESHAPE, {values_.front()}, flat);
      const value largest = tensor(TensorType::INT32, {});
      emit(op::ARG_MAX, {flat, integers({0}, {})}, largest);
      const value answer = tensor(TensorType::BOOL, {});
      emit(op::LESS, {largest, int32s({take_.between(0, 3)}, {})}, answer);
      return indices{answer.index};
    });
    options.body_subgraph_index = add_subgraph({in}, nodes_on(in));
    emit(op::WHILE, {in}, tensor(in.type, in.dimensions, in.quantized), options);
  }
  void add_variable() {
    const value in = anything();
    VarHandleOptionsT options;
    options.shared_name = std::string(1, static_cast<char>('a' + take_.below(3)));
    const value handle = tensor(TensorType::RESOURCE, {});
    builder_.add_operator(op::VAR_HANDLE, {}, {handle.index}, options);
    if (take_.one_in(2)) builder_.add_operator(op::ASSIGN_VARIABLE, {handle.index, in.index}, {});
    emit(op::READ_VARIABLE, {handle}, tensor(in.type, in.dimensions, in.quantized));
    if (take_.one_in(2) || depth_ > 0) return;
    CallOnceOptionsT once;
    once.init_subgraph_index = add_subgraph({}, [&] {
      const value same = tensor(TensorType::RESOURCE, {});
      builder_.add_operator(op::VAR_HANDLE, {}, {same.index}, options);
      builder_.add_operator(op::ASSIGN_VARIABLE,
                            {same.index, constant(in.type, in.dimensions, in.quantized).index}, {});
      return indices{};
    });
    builder_.add_operator(op::CALL_ONCE, {}, {}, once);
  }
  void add_node() {
    using adder = void (generator::*)();
    constexpr adder adders[] = {&generator::add_conv_2d,
                                &generator::add_depthwise_conv_2d,
                                &generator::add_transpose_conv,
                                &generator::add_fully_connected,
                                &generator::add_batch_matmul,
                                &generator::add_svdf,
                                &generator::add_lstm,
                                &generator::add_pool,
                                &generator::add_unary,
                                &generator::add_unary,
                                &generator::add_softmax,
                                &generator::add_leaky_relu,
                                &generator::add_prelu,
                                &generator::add_l2_normalization,
                                &generator::add_cast,
                                &generator::add_binary,
                                &generator::add_binary,
                                &generator::add_select,
                                &generator::add_cumsum,
                                &generator::add_reduction,
                                &generator::add_reshape,
                                &generator::add_squeeze,
                                &generator::add_transpose,
                                &generator::add_reverse,
                                &generator::add_padding,
                                &generator::add_slice,
                                &generator::add_strided_slice,
                                &generator::add_join,
                                &generator::add_split,
                                &generator::add_unpack,
                                &generator::add_gather,
                                &generator::add_gather_nd,
                                &generator::add_embedding_lookup,
                                &generator::add_dynamic_update_slice,
                                &generator::add_resize,
                                &generator::add_depth_blocks,
                                &generator::add_batch_blocks,
                                &generator::add_shape,
                                &generator::add_broadcast,
                                &generator::add_fill,
                                &generator::add_if,
                                &generator::add_while,
                                &generator::add_variable};
    // Most of a model's room; beyond, the loader says only that there is too much.
    constexpr std::size_t most_tensors = 150;
    if (builder_.graph().tensors.size() < most_tensors) (this->*take_.one_of(adders))();
  }

  /// The newest values are the outputs.
  void finish_subgraph() {
    indices outputs;
    for (std::size_t i = 0; i < 3 && i < values_.size(); ++i) {
      outputs.push_back(values_[values_.size() - 1 - i].index);
    }
    builder_.set_inputs(inputs_);
    builder_.set_outputs(outputs);
  }
};

}  // namespace

std::vector<std::uint8_t> random_model(const std::uint8_t* bytes, std::size_t size) {
  return generator(bytes, size).make();
}

}  // namespace mote_fuzz
