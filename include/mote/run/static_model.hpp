// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_STATIC_MODEL_HPP
#define MOTE_RUN_STATIC_MODEL_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "mote/ops/all.hpp"
#include "mote/run/loader.hpp"
#include "mote/run/observer.hpp"
#include "mote/run/refused_model.hpp"
#include "mote/run/static_context.hpp"

namespace mote {

/// Option of a static model: a compile error if the arena needs more than Bytes.
template <std::size_t Bytes>
struct arena_budget {};

namespace detail {

template <class T>
inline constexpr std::size_t budget_of = static_cast<std::size_t>(-1);
template <std::size_t Bytes>
inline constexpr std::size_t budget_of<arena_budget<Bytes>> = Bytes;

template <class T>
struct static_model_ops {
  using type = op_list<T>;
};
template <class... Ops>
struct static_model_ops<op_list<Ops...>> {
  using type = op_list<Ops...>;
};
template <std::size_t Bytes>
struct static_model_ops<arena_budget<Bytes>> {
  using type = op_list<>;
};

constexpr byte_view view_of(const char* data, std::size_t size) { return {data, size}; }

/// The bytes of an embedded model as characters, the form in which the reader takes them.
template <const auto& Model, class = void>
struct embedded {
  static constexpr auto copy = [] {
    std::array<char, sizeof(Model)> result{};
    for (std::size_t i = 0; i < sizeof(Model); ++i) result[i] = static_cast<char>(Model[i]);
    return result;
  }();
  static constexpr byte_view bytes{copy.data(), copy.size()};
};
template <const auto& Model>
struct embedded<Model, std::enable_if_t<std::is_convertible_v<decltype((Model)), const char*>>> {
  static constexpr byte_view bytes{Model, sizeof(Model)};
};

/// What the compiler finds out about a model before any code is made for it.
template <const auto& Model, class Ops>
struct compiled_model {
  static constexpr mote::graph graph{embedded<Model>::bytes};
  static constexpr std::size_t tensor_count = graph.tensor_count() > 0 && graph.tensor_count() < 0xffff
                                                  ? static_cast<std::size_t>(graph.tensor_count())
                                                  : 1;
  struct outcome {
    memory_plan<tensor_count> plan;
    diagnosis found;
  };
  static constexpr outcome loaded = [] {
    outcome result;
    result.found =
        diagnosis::of([&](problem_log& log) { load_model<Ops>(embedded<Model>::bytes, result.plan, log); });
    return result;
  }();
  template <std::int32_t Node>
  static constexpr node_view view = node_view(graph, Node);
  static constexpr const memory_plan<tensor_count>& plan = loaded.plan;
  static constexpr const diagnosis& found = loaded.found;
};

template <class Net, class Ops>
class static_model_impl {
 public:
  static constexpr std::size_t arena_bytes = Net::plan.arena_bytes;
  static constexpr std::size_t input_count = Net::graph.inputs().size();
  static constexpr std::size_t output_count = Net::graph.outputs().size();
  static constexpr std::size_t node_count = static_cast<std::size_t>(Net::graph.node_count());

  /// Model input as a tensor_view of its element type. Write it before each invoke: its memory is used for
  /// other tensors afterwards.
  template <std::size_t Position>
  auto input() {
    static_assert(Position < input_count, "mote: the model has fewer inputs");
    return tensor_at<Net::graph.inputs()[Position]>();
  }
  /// Model output. Valid until the next invoke or the next write to an input.
  template <std::size_t Position>
  auto output() {
    static_assert(Position < output_count, "mote: the model has fewer outputs");
    return tensor_at<Net::graph.outputs()[Position]>();
  }

  /// Runs the model once.
  void invoke() { invoke(null_observer{}); }
  template <class Observer>
  void invoke(Observer&& observer) {
    run_all(observer, std::make_index_sequence<node_count>{});
  }

 private:
  template <std::int32_t Tensor>
  auto tensor_at() {
    constexpr tensor subject = Net::graph.tensor_at(Tensor);
    return tensor_view<element_t<subject.type>>(
        reinterpret_cast<element_t<subject.type>*>(arena_ + Net::plan.offsets[Tensor]), subject.shape,
        subject.quantization.scale(), subject.quantization.zero_point());
  }

  template <class Observer, std::size_t... I>
  void run_all(Observer& observer, std::index_sequence<I...>) {
    (run<static_cast<std::int32_t>(I)>(observer), ...);
  }

  template <std::int32_t Node, class Observer>
  void run(Observer& observer) {
    constexpr const node_view& view = Net::template view<Node>;
    if constexpr (std::is_same_v<std::decay_t<Observer>, null_observer>) {
      Ops::template find<view.code()>::run(static_context<Net, Node>(arena_));
    } else {
      constexpr std::int32_t index = view.output_index(0);
      observer.begin(view);
      Ops::template find<view.code()>::run(static_context<Net, Node>(arena_));
      observer.end(view, tensor_ref(arena_ + Net::plan.offsets[index], Net::graph.tensor_at(index)));
    }
  }

  alignas(arena_alignment) std::byte arena_[arena_bytes];
};

/// Stands in for a model that was refused, so that the reasons are the only errors.
struct refused_static_model {
  static constexpr std::size_t arena_bytes = 0;
  static constexpr std::size_t input_count = 0;
  static constexpr std::size_t output_count = 0;
  template <std::size_t>
  tensor_view<std::int8_t> input() {
    return {};
  }
  template <std::size_t>
  tensor_view<std::int8_t> output() {
    return {};
  }
  template <class... Observer>
  void invoke(Observer&&...) {}
};

template <const auto& Model, class... Options>
struct select_static_model {
  using listed = typename concatenated<op_list<>, typename static_model_ops<Options>::type...>::type;
  using operators = std::conditional_t<std::is_same_v<listed, op_list<>>, ops::all, listed>;
  using net = compiled_model<Model, operators>;
  // Asking for their size makes the compiler look into these types.
  // NOLINTBEGIN(bugprone-sizeof-expression)
  static_assert(sizeof(refused::reasons<net, std::make_index_sequence<net::found.size()>>) > 0);
  static_assert(((sizeof(refused::budget<net::plan.arena_bytes, budget_of<Options>>) > 0) && ...));
  // NOLINTEND(bugprone-sizeof-expression)
  using type = std::conditional_t<net::found.ok(), static_model_impl<net, operators>, refused_static_model>;
};

}  // namespace detail

/// A model compiled into the program: `Model` is a constexpr array with the bytes of a .tflite file, made by
/// mote_embed_model. Parsed, checked and planned by the compiler; a model that can't run is a compile error
/// that says why. Only the code and the constants that the model uses become part of the program.
///
/// Options: operators or lists of them (default: all of the library), arena_budget<Bytes>.
///
/// The object is its arena: keep it in static storage. It needs no constructor to run and no heap.
template <const auto& Model, class... Options>
class static_model : public detail::select_static_model<Model, Options...>::type {};

}  // namespace mote

#endif
