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
#include "mote/run/element_types.hpp"
#include "mote/run/loader.hpp"
#include "mote/run/observer.hpp"
#include "mote/run/reset.hpp"
#include "mote/run/run_control.hpp"
#include "mote/span.hpp"
#include "mote/target/packed_kernels.hpp"
#include "mote/target/target.hpp"

namespace mote {

/// Option of an interpreter: the most tensors that a model may have, those of all subgraphs, constants, and
/// the scratch and state memory of operators included, as are the packed constants for a target's kernels.
/// Each costs 4 bytes of the interpreter and 14 bytes of stack during a load.
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
template <class Target>
struct as_op_list<for_target<Target>> {
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
template <class... Ts>
struct as_op_list<element_types<Ts...>> {
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
/// max_subgraph_calls, for_target, element_types and canaries. The model's bytes are used in place, at any
/// alignment, and must stay unchanged as long as the interpreter is used, and so must the arena be left alone
/// but for the tensors that `input` gives. Two interpreters may use one model in two threads.
///
/// The kernels of a target run on constants that a load packs into the arena, if it has the room: see
/// packed_arena_bytes. Layers for which there is none run in the portable kernels.
template <class... Options>
class interpreter {
 public:
  using operators = typename detail::list_of_types<
      typename detail::packed_list_on_target<
          typename detail::concatenated<op_list<>, typename detail::as_op_list<Options>::type...>::type,
          typename detail::selected<for_target, target::native, Options...>::type>::type,
      typename detail::selected_types<Options...>::type>::type;
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

  /// Bytes of arena with which all layers that the target has kernels for are packed: with one fewer, not all
  /// of them are. The same as required_arena_bytes for a target without kernels.
  static constexpr result<std::size_t> packed_arena_bytes(byte_view model) {
    memory_plan<tensor_limit> plan;
    const auto found =
        diagnosis::of([&](problem_log& log) { load_model<operators>(model, plan, log, not_in_arena); });
    if (!found.ok()) return found;
    return plan.arena_bytes + guard_bytes;
  }

  /// Every reason why the model can't run, into storage of the caller's; as many as it holds.
  static constexpr void check(byte_view model, problem_log& log) {
    memory_plan<tensor_limit> plan;
    load_model<operators>(model, plan, log);
  }

  /// Checks the model, plans its arena, and packs what constants the arena has room for. The arena must start
  /// at a multiple of arena_alignment.
  static result<interpreter> load(byte_view model, span<std::byte> arena) {
    interpreter loaded;
    const auto found = diagnosis::of([&](problem_log& log) {
      load_model<operators>(model, loaded.plan_, log,
                            arena.size() < guard_bytes ? 0 : arena.size() - guard_bytes);
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
    if constexpr (operators::has_packed) loaded.pack();
    loaded.reset();
    return loaded;
  }

  /// The canaries included.
  std::size_t arena_bytes() const { return plan_.arena_bytes + guard_bytes; }
  /// Layers that run on packed constants in kernels of the target, and those that could.
  std::size_t packed_layers() const { return plan_.packed_nodes; }
  std::size_t packable_layers() const { return plan_.packable_nodes; }
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

  void pack() {
    if (plan_.packed_nodes == 0) return;
    for (std::int32_t s = 0; s < static_cast<std::int32_t>(graph_.subgraph_count()); ++s) {
      const graph subgraph = graph_.subgraph(s);
      const std::uint32_t* const offsets = offsets_of(s);
      const std::uint32_t* blocks = offsets + subgraph.tensor_count();
      for (std::int32_t i = 0; i < subgraph.node_count(); ++i) {
        const node_view view(subgraph, i);
        operators::visit(view, [&](auto op) {
          using operation = typename decltype(op)::type;
          if constexpr (is_packed_v<operation>) {
            const packed_place place{blocks[packed_block_v<operation>]};
            const packed_operands operands{offsets[view.input_index(0)], offsets[view.output_index(0)],
                                           blocks[0]};
            if (place.is_packed()) {
              operation::pack(view, place.kernel(), operands, arena_ + place.offset());
            }
          }
          blocks += blocks_v<operation>;
        });
      }
    }
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
      const node entry = subgraph.node_at(i);
      operators::visit(entry, [&](auto op) {
        using operation = typename decltype(op)::type;
        run_node<operation>(subgraph, entry, memory, runner, observer);
        memory.blocks += blocks_v<operation>;
      });
    }
  }

  template <class Op, class Observer>
  void run_node(const graph& subgraph, const node& entry, const subgraph_memory& memory,
                const subgraph_runner& runner, Observer& observer) {
    constexpr bool is_observed = detail::observes_nodes_v<Observer>;
    if constexpr (is_packed_v<Op> && !is_observed) {
      // What else would be read of the model has been packed with the constants.
      if (run_packed<Op>(memory)) return;
    }
    const node_view view(subgraph, entry);
    if constexpr (is_observed) observer.begin(view);
    if constexpr (is_packed_v<Op>) {
      if (!is_observed || !run_packed<Op>(memory)) Op::run(dynamic_context(view, memory, runner));
    } else {
      Op::run(dynamic_context(view, memory, runner));
    }
    if constexpr (is_observed) observer.end(view, tensor_of(subgraph, view.output_index(0)));
  }

  template <class Op>
  bool run_packed(const subgraph_memory& memory) {
    const packed_place place{memory.blocks[packed_block_v<Op>]};
    if (!place.is_packed() || !Op::has_constants(place.kernel())) return false;
    Op::run_packed(place.kernel(), place.keeps_input(), arena_, arena_ + place.offset());
    return true;
  }

  graph graph_;
  memory_plan<tensor_limit> plan_;
  std::byte* arena_ = nullptr;
};

}  // namespace mote

#endif
