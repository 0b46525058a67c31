// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_INTERPRETER_HPP
#define MOTE_RUN_INTERPRETER_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "mote/crc32.hpp"
#include "mote/run/canaries.hpp"
#include "mote/run/dynamic_context.hpp"
#include "mote/run/loader.hpp"
#include "mote/run/observer.hpp"
#include "mote/run/reset.hpp"
#include "mote/run/run_control.hpp"
#include "mote/span.hpp"

namespace mote {

/// Option of an interpreter: the most tensors that a model may have, those of all subgraphs, constants, and
/// the scratch and state memory of operators included. Each costs 4 bytes of the interpreter and 14 bytes of
/// stack during a load.
template <std::size_t Count>
struct max_tensors {
  static_assert(Count > 0 && Count <= 32767, "mote: max_tensors takes 1 to 32767");
  static constexpr std::size_t count = Count;
};

namespace detail {

template <class T>
struct as_op_list {
  using type = op_list<T>;
};
template <class... Ops>
struct as_op_list<op_list<Ops...>> {
  using type = op_list<Ops...>;
};
template <std::size_t Count>
struct as_op_list<max_tensors<Count>> {
  using type = op_list<>;
};

template <std::uint32_t Count>
struct as_op_list<max_subgraph_calls<Count>> {
  using type = op_list<>;
};
template <>
struct as_op_list<canaries> {
  using type = op_list<>;
};

template <class T>
inline constexpr std::size_t tensor_limit = 0;
template <std::size_t Count>
inline constexpr std::size_t tensor_limit<max_tensors<Count>> = max_tensors<Count>::count;

}  // namespace detail

/// Runs a model whose bytes come at run time, with the operators of its list and no others.
///
/// Arguments: operators, lists of them, and optionally max_tensors (256 if it isn't given),
/// max_subgraph_calls and canaries. The model's bytes are used in place, at any alignment, and must stay
/// unchanged as long as the interpreter is used, and so must the arena be left alone but for the tensors that
/// `input` gives. Two interpreters may use one model in two threads.
template <class... Options>
class interpreter {
 public:
  using operators =
      typename detail::concatenated<op_list<>, typename detail::as_op_list<Options>::type...>::type;
  static constexpr std::size_t tensor_limit =
      (detail::tensor_limit<Options> + ... + 0) == 0 ? 256 : (detail::tensor_limit<Options> + ... + 0);

  /// An empty one. Requires a load before anything else.
  interpreter() = default;

  /// Bytes of arena that the model needs: with that many it loads, with one fewer it does not.
  static constexpr result<std::size_t> required_arena_bytes(byte_view model) {
    memory_plan<tensor_limit> plan;
    const auto found = diagnosis::of([&](problem_log& log) { load_model<operators>(model, plan, log); });
    if (!found.ok()) return found;
    return plan.arena_bytes + guard_bytes;
  }

  /// Every reason why the model can't run, into storage of the caller's; as many as it holds.
  static constexpr void check(byte_view model, problem_log& log) {
    memory_plan<tensor_limit> plan;
    load_model<operators>(model, plan, log);
  }

  /// Checks the model and plans its arena. The arena must start at a multiple of arena_alignment.
  static result<interpreter> load(byte_view model, span<std::byte> arena) {
    interpreter loaded;
    const auto found = diagnosis::of([&](problem_log& log) {
      load_model<operators>(model, loaded.plan_, log);
      if (!log.empty()) return;
      const std::size_t need = loaded.arena_bytes();
      if (arena.size() < need) {
        log.add({error::arena_too_small, none, none, static_cast<std::int64_t>(need)});
      } else if (reinterpret_cast<std::uintptr_t>(arena.data()) % arena_alignment != 0) {
        log.add({error::arena_misaligned});
      }
    });
    if (!found.ok()) return found;
    loaded.graph_ = graph(model);
    loaded.arena_ = arena.data() + guard_bytes / 2;
    loaded.reset();
    return loaded;
  }

  /// The canaries included.
  std::size_t arena_bytes() const { return plan_.arena_bytes + guard_bytes; }
  /// The part of the arena that carries over from one invoke to the next.
  std::size_t state_bytes() const { return plan_.state_bytes; }
  std::size_t input_count() const { return graph_.inputs().size(); }
  std::size_t output_count() const { return graph_.outputs().size(); }

  /// Model input. Write it before each invoke: its memory is used for other tensors afterwards.
  tensor_ref input(std::size_t position) const {
    return tensor_at(graph_.inputs()[static_cast<std::uint32_t>(position)]);
  }
  /// Model output. Valid until the next invoke or the next write to an input.
  tensor_ref output(std::size_t position) const {
    return tensor_at(graph_.outputs()[static_cast<std::uint32_t>(position)]);
  }

  /// Runs the model once. Only a model that calls subgraphs, canaries, or an observer can make it end
  /// otherwise than completed.
  run_status invoke() { return invoke(null_observer{}); }
  template <class Observer>
  run_status invoke(Observer&& observer) {
    static_assert(!std::is_same_v<std::decay_t<Observer>, verify_constants>,
                  "mote: an interpreter reads its constants from the model: compare model_crc32()");
    if constexpr (has_canaries) {
      if (!canaries_intact()) return run_status::arena_damaged;
    }
    run_control control(subgraph_call_limit<Options...>);
    run(graph_, observer, control);
    if constexpr (has_canaries) {
      if (!canaries_intact()) return run_status::arena_damaged;
    }
    return control.status();
  }

  /// Puts what carries over from one invoke to the next back to where it was after the load, and the
  /// canaries.
  void reset() {
    if constexpr (has_canaries) {
      detail::write_canary(arena_ - canary_bytes);
      detail::write_canary(arena_ + plan_.arena_bytes);
    }
    if (plan_.state_bytes == 0) return;
    std::memset(arena_, 0, plan_.state_bytes);
    for (std::int32_t s = 0; s < static_cast<std::int32_t>(graph_.subgraph_count()); ++s) {
      const graph subgraph = graph_.subgraph(s);
      for (std::int32_t i = 0; i < subgraph.tensor_count(); ++i) {
        const std::uint32_t offset = plan_.offsets[plan_.first[s] + i];
        if (offset >= plan_.state_bytes) continue;
        const tensor subject = subgraph.tensor_at(i);
        if (subject.is_variable) fill_variable(subject, arena_ + offset);
      }
    }
  }

  /// Whether the canaries are what they were.
  bool canaries_intact() const {
    static_assert(has_canaries, "mote: the interpreter has no canaries: they are the option mote::canaries");
    return detail::is_canary(arena_ - canary_bytes) && detail::is_canary(arena_ + plan_.arena_bytes);
  }
  /// CRC-32 of the model's bytes as they are now. Keep the one after the load, or that of the file.
  std::uint32_t model_crc32() const { return crc32_of(graph_.bytes()); }

  /// The model as it is read, for tools.
  const graph& model() const { return graph_; }
  /// Offset of a tensor in the arena, not_in_arena for constants.
  std::uint32_t offset_of(std::int32_t tensor) const { return plan_.offsets[tensor]; }

 private:
  static constexpr bool has_canaries = detail::has_canaries_v<Options...>;
  static constexpr std::size_t guard_bytes = has_canaries ? 2 * canary_bytes : 0;

  tensor_ref tensor_at(std::int32_t index) const { return tensor_of(graph_, index); }
  tensor_ref tensor_of(const graph& subgraph, std::int32_t index) const {
    if (index == none) return {};
    return {arena_ + offsets_of(subgraph.index())[index], subgraph.tensor_at(index)};
  }
  const std::uint32_t* offsets_of(std::int32_t subgraph) const {
    return plan_.offsets + plan_.first[subgraph];
  }

  template <class Observer>
  struct call_data {
    interpreter& self;
    Observer& observer;
    run_control& control;
  };

  template <class Observer>
  void run(const graph& subgraph, Observer& observer, run_control& control) {
    call_data<Observer> data{*this, observer, control};
    const subgraph_runner runner{[](void* owner, std::int32_t index) {
                                   auto& from = *static_cast<call_data<Observer>*>(owner);
                                   if (!from.control.take_call()) return false;
                                   from.self.run(from.self.graph_.subgraph(index), from.observer,
                                                 from.control);
                                   return !from.control.ended();
                                 },
                                 [](void* owner, std::int32_t index) {
                                   return static_cast<call_data<Observer>*>(owner)->self.offsets_of(index);
                                 },
                                 &data};
    const std::uint32_t* offsets = offsets_of(subgraph.index());
    subgraph_memory memory{arena_, offsets, offsets + subgraph.tensor_count()};
    for (std::int32_t i = 0; i < subgraph.node_count() && !control.ended(); ++i) {
      if constexpr (detail::may_cancel_v<Observer>) {
        if (!observer.proceed()) return control.end(run_status::cancelled);
      }
      const node_view view(subgraph, i);
      if constexpr (detail::observes_nodes_v<Observer>) observer.begin(view);
      operators::visit(view, [&](auto op) {
        using operation = typename decltype(op)::type;
        operation::run(dynamic_context(view, memory, runner));
        memory.blocks += blocks_v<operation>;
      });
      if constexpr (detail::observes_nodes_v<Observer>) {
        observer.end(view, tensor_of(subgraph, view.output_index(0)));
      }
    }
  }

  graph graph_;
  memory_plan<tensor_limit> plan_;
  std::byte* arena_ = nullptr;
};

}  // namespace mote

#endif
