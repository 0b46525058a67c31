// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_STATIC_MODEL_HPP
#define MOTE_RUN_STATIC_MODEL_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "mote/ops/all.hpp"
#include "mote/optimize/node_order.hpp"
#include "mote/optimize/smaller_model.hpp"
#include "mote/run/canaries.hpp"
#include "mote/run/loader.hpp"
#include "mote/run/observer.hpp"
#include "mote/run/refused_model.hpp"
#include "mote/run/reset.hpp"
#include "mote/run/run_control.hpp"
#include "mote/run/static_context.hpp"
#include "mote/target/target.hpp"

namespace mote {

/// Option of a static model: a compile error if the arena needs more than Bytes.
template <std::size_t Bytes>
struct arena_budget {};

/// Option of a static model: what kernels may cost, policy::balanced unless it is given. One of those in
/// mote::policy, or your own: see target/policy.hpp.
template <class Policy>
struct optimize_for {};

/// Option of a static model: channels that make no difference stay in the program, and nodes in their order.
/// See optimize/channel_analysis.hpp and optimize/node_order.hpp.
struct keep_all_channels {};

/// Option of a static model: its constants, of which weights are the most, are initialized data, which
/// start-up code copies from flash into RAM, and are read there. For chips whose flash has wait states, with
/// RAM to spare beside the arena: as much as the program's .data tells. A linker script finds the constants
/// in sections .data.*constants_copy*.
struct constants_in_ram {};

/// The same for a budget of RAM: in the order of the nodes, the packed constants of each that has a kernel of
/// the target and whose constants still fit. Flash keeps all others; with the portable target these are all.
/// Of two such options the larger counts.
template <std::size_t Bytes>
struct constants_in_ram_up_to {};

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
template <std::uint32_t Count>
struct static_model_ops<max_subgraph_calls<Count>> {
  using type = op_list<>;
};
template <>
struct static_model_ops<canaries> {
  using type = op_list<>;
};
template <class Target>
struct static_model_ops<for_target<Target>> {
  using type = op_list<>;
};
template <>
struct static_model_ops<keep_all_channels> {
  using type = op_list<>;
};
template <>
struct static_model_ops<constants_in_ram> {
  using type = op_list<>;
};
template <std::size_t Bytes>
struct static_model_ops<constants_in_ram_up_to<Bytes>> {
  using type = op_list<>;
};

/// Bytes of RAM that an option gives to constants.
inline constexpr std::size_t all_constants = static_cast<std::size_t>(-1);
template <class Option>
inline constexpr std::size_t ram_for_constants = 0;
template <>
inline constexpr std::size_t ram_for_constants<constants_in_ram> = all_constants;
template <std::size_t Bytes>
inline constexpr std::size_t ram_for_constants<constants_in_ram_up_to<Bytes>> = Bytes;
template <class... Options>
constexpr std::size_t most_ram_for_constants() {
  std::size_t most = 0;
  static_cast<void>(((most = ram_for_constants<Options> > most ? ram_for_constants<Options> : most), ...));
  return most;
}

template <class Policy>
struct static_model_ops<optimize_for<Policy>> {
  using type = op_list<>;
};

constexpr byte_view view_of(const char* data, std::size_t size) { return {data, size}; }

/// The bytes of an embedded model as characters, the form in which the reader takes them.
template <const auto& Model, class = void>
struct embedded {
  static constexpr std::array<char, sizeof(Model)> make_copy() {
    std::array<char, sizeof(Model)> result{};
    for (std::size_t i = 0; i < sizeof(Model); ++i) result[i] = static_cast<char>(Model[i]);
    return result;
  }
  static constexpr std::array<char, sizeof(Model)> copy = make_copy();
  static constexpr byte_view bytes{copy.data(), copy.size()};
};
template <const auto& Model>
struct embedded<Model, std::enable_if_t<std::is_convertible_v<decltype((Model)), const char*>>> {
  static constexpr byte_view bytes{Model, sizeof(Model)};
};

/// What the compiler finds out about a model before any code is made for it.
template <class Source, class Ops, class Policy>
struct compiled_model {
  static constexpr mote::graph graph{Source::bytes};
  static constexpr std::int32_t subgraph_count =
      graph.subgraph_count() < max_subgraphs ? static_cast<std::int32_t>(graph.subgraph_count()) : 0;
  /// Tensors of all subgraphs, and as many blocks as their nodes can have.
  static constexpr std::size_t most_offsets = [] {
    std::int64_t count = 1;
    for (std::int32_t s = 0; s < subgraph_count; ++s) {
      const mote::graph subgraph = graph.subgraph(s);
      count += subgraph.tensor_count() + 2 * std::int64_t{subgraph.node_count()};
    }
    return static_cast<std::size_t>(count < 0xffe0 ? count : 1);
  }();
  struct outcome {
    memory_plan<most_offsets, has_kernels_v<Ops>> plan;
    diagnosis found;
  };
  static constexpr outcome load() {
    outcome result;
    result.found =
        diagnosis::of([&](problem_log& log) { load_model<Ops, Policy>(Source::bytes, result.plan, log); });
    return result;
  }
  static constexpr outcome loaded = load();
  static constexpr const auto& plan = loaded.plan;
  static constexpr const diagnosis& found = loaded.found;
};

/// What a static model is compiled from: the model as it is, or, if it can run, a smaller one whose nodes run
/// in the better order.
template <class Given, class Ops, class Policy, bool KeepsAllChannels>
struct reduced {
  static constexpr bool can_change() {
    if constexpr (KeepsAllChannels) {
      return false;
    } else {
      return compiled_model<Given, Ops, Policy>::found.ok();
    }
  }
  static constexpr bool can_be_smaller() {
    if constexpr (can_change()) {
      return optimize::analyzed_channels<Given>::analysis.removes_any();
    } else {
      return false;
    }
  }
  using smaller = std::conditional_t<can_be_smaller(), optimize::without_removable_channels<Given>, Given>;
  static constexpr bool has_better_order() {
    if constexpr (can_change()) {
      if constexpr (optimize::ordered_nodes<smaller>::order.differs()) {
        // What is better from node to node need not be as a whole.
        using ordered = optimize::with_ordered_nodes<smaller>;
        return compiled_model<ordered, Ops, Policy>::plan.arena_bytes <=
               compiled_model<smaller, Ops, Policy>::plan.arena_bytes;
      }
    }
    return false;
  }
  using type = std::conditional_t<has_better_order(), optimize::with_ordered_nodes<smaller>, smaller>;
};

/// The nodes whose packed constants a budget of RAM holds, each at the place of its first output in the plan.
template <class Net, class Ops, std::size_t Bytes>
struct ram_placement {
  static constexpr constants<bool, Net::most_offsets> choose() {
    constants<bool, Net::most_offsets> result{};
    std::size_t left = Bytes;
    for (std::int32_t s = 0; s < Net::subgraph_count; ++s) {
      const mote::graph subgraph = Net::graph.subgraph(s);
      for (std::int32_t i = 0; i < subgraph.node_count(); ++i) {
        const node_view view(subgraph, i);
        if (view.output_index(0) == none) continue;
        const std::size_t place = Net::plan.first[s] + static_cast<std::size_t>(view.output_index(0));
        const std::size_t bytes = packed_bytes(view, place);
        if (bytes > left) continue;
        result.values[place] = true;
        left -= bytes;
      }
    }
    return result;
  }
  static constexpr std::size_t packed_bytes(const node_view& view, std::size_t place) {
    std::size_t bytes = 0;
    Ops::visit(view, [&](auto op) {
      using kernels = kernels_of<typename decltype(op)::type>;
      if constexpr (kernels::size > 0) {
        kernels::visit(Net::plan.choices[place].kernel, [&](auto kernel) {
          if constexpr (has_constants<typename decltype(kernel)::type>::value) {
            // What alignment takes counts.
            bytes = (decltype(kernel)::type::packed_words(view) + std::size_t{1}) / 2 * 8;
          }
        });
      }
    });
    return bytes;
  }
  static constexpr constants<bool, Net::most_offsets> nodes = choose();
};

/// One subgraph of a model that can run.
template <class Net, class Ops, std::int32_t Index>
struct compiled_subgraph {
  template <std::int32_t Other>
  using other = compiled_subgraph<Net, Ops, Other>;

  static constexpr mote::graph graph = Net::graph.subgraph(Index);
  static constexpr auto node_count = static_cast<std::size_t>(graph.node_count());

  template <std::int32_t Node>
  static constexpr node_view view = node_view(graph, Node);

  static constexpr std::uint32_t offset(std::int32_t tensor) {
    return Net::plan.offsets[Net::plan.first[Index] + tensor];
  }
  /// Whether the packed constants of a node are within a budget of RAM.
  template <std::int32_t Node, std::size_t Bytes>
  static constexpr bool is_within_ram =
      ram_placement<Net, Ops, Bytes>::nodes.values[Net::plan.first[Index] + view<Node>.output_index(0)];

  /// Where the blocks of each node begin among those of the subgraph.
  static constexpr constants<std::int32_t, node_count + 1> count_blocks() {
    constants<std::int32_t, node_count + 1> result{};
    for (std::size_t i = 0; i < node_count; ++i) {
      result.values[i + 1] = result.values[i];
      Ops::visit(node_view(graph, static_cast<std::int32_t>(i)),
                 [&](auto op) { result.values[i + 1] += blocks_v<typename decltype(op)::type>; });
    }
    return result;
  }
  static constexpr constants<std::int32_t, node_count + 1> blocks = count_blocks();
  /// How a tensor comes to be.
  static constexpr kernel_choice choice(std::int32_t tensor) {
    if constexpr (has_kernels_v<Ops>) {
      if (tensor != none) return Net::plan.choices[Net::plan.first[Index] + tensor];
    }
    return {};
  }

  static constexpr std::uint32_t block_offset(std::int32_t node, int block) {
    return offset(graph.tensor_count() + blocks.values[node] + block);
  }
};

/// Whether a model has been put into its initial state; false in static storage, without a constructor. A
/// model without state takes no memory for it.
template <bool HasState>
struct state_mark {
  bool is_set;
};
template <>
struct state_mark<false> {};

template <class Net, class Ops, std::uint32_t CallLimit, bool HasCanaries, std::size_t RamForConstants>
class static_model_impl : private state_mark<(Net::plan.state_bytes > 0)> {
 public:
  static constexpr std::size_t arena_bytes = Net::plan.arena_bytes;
  /// The part of the arena that carries over from one invoke to the next.
  static constexpr std::size_t state_bytes = Net::plan.state_bytes;
  static constexpr std::size_t input_count = Net::graph.inputs().size();
  static constexpr std::size_t output_count = Net::graph.outputs().size();
  static constexpr std::size_t node_count = static_cast<std::size_t>(Net::graph.node_count());

  /// Name of the kernel that runs a node of the main subgraph: one of the target, or "portable". Nodes have
  /// the numbers of the model that is compiled, as in `mote shrink`, which may have another order than the
  /// file.
  static constexpr const char* kernel_of(std::int32_t node) {
    const char* name = "portable";
    visit_kernel(node, [&](auto kernel) { name = kernel_name_v<typename decltype(kernel)::type>; });
    return name;
  }
  /// Whether a kernel of the target runs a node of the main subgraph, or the target has none for its
  /// operator.
  static constexpr bool is_optimized(std::int32_t node) {
    bool has_kernels = false;
    Ops::visit(node_view(Net::graph, node),
               [&](auto op) { has_kernels = kernels_of<typename decltype(op)::type>::size > 0; });
    bool is_chosen = false;
    visit_kernel(node, [&](auto) { is_chosen = true; });
    return is_chosen || !has_kernels;
  }

 private:
  static constexpr bool are_all_optimized() {
    for (std::int32_t i = 0; i < Net::graph.node_count(); ++i) {
      if (!is_optimized(i)) return false;
    }
    return true;
  }

 public:
  /// Whether none of the nodes is left to the portable kernel of an operator for which the target has others.
  /// `mote inspect MODEL --target NAME` tells which are, and why.
  static constexpr bool all_layers_optimized = are_all_optimized();

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

  /// Runs the model once. Only a model that calls subgraphs, one with canaries, or an observer can make it
  /// end otherwise than completed.
  run_status invoke() { return invoke(null_observer{}); }
  template <class Observer>
  run_status invoke(Observer&& observer) {
    if constexpr (state_bytes > 0) {
      if (!this->is_set) reset();
    }
    if constexpr (HasCanaries) {
      if (!arena_.has_canaries()) arena_.write_canaries();
      if (!canaries_intact()) return run_status::arena_damaged;
    }
    run_control control(CallLimit);
    subgraph_runner<std::decay_t<Observer>>{arena_.data(), observer, control}.template run<0>();
    if constexpr (HasCanaries) {
      if (!canaries_intact()) return run_status::arena_damaged;
    }
    return control.status();
  }

  /// Puts what carries over from one invoke to the next back to where it was before the first, and the
  /// canaries.
  void reset() {
    if constexpr (HasCanaries) arena_.write_canaries();
    if constexpr (state_bytes > 0) {
      std::memset(arena_.data(), 0, state_bytes);
      unroll<0, Net::subgraph_count>([&](auto s) { reset_variables<decltype(s)::value>(); });
      this->is_set = true;
    }
  }

  /// Whether the canaries are what they were; those of a model that has them and has run.
  bool canaries_intact() const {
    static_assert(HasCanaries, "mote: the model has no canaries: they are the option mote::canaries");
    return arena_.canaries_intact();
  }

 private:
  template <std::int32_t Index>
  using subgraph = compiled_subgraph<Net, Ops, Index>;

  template <class Use>
  static constexpr void visit_kernel(std::int32_t node, Use use) {
    const node_view view(Net::graph, node);
    Ops::visit(view, [&](auto op) {
      kernels_of<typename decltype(op)::type>::visit(subgraph<0>::choice(view.output_index(0)).kernel, use);
    });
  }

  template <std::int32_t Tensor>
  auto tensor_at() {
    constexpr tensor subject = Net::graph.tensor_at(Tensor);
    return tensor_view<element_t<subject.type>>(
        reinterpret_cast<element_t<subject.type>*>(arena_.data() + subgraph<0>::offset(Tensor)),
        subject.shape, subject.quantization.scale(), subject.quantization.zero_point());
  }

  template <std::int32_t Index>
  void reset_variables() {
    unroll<0, subgraph<Index>::graph.tensor_count()>([&](auto i) {
      constexpr std::int32_t index = decltype(i)::value;
      if constexpr (subgraph<Index>::offset(index) < state_bytes) {
        constexpr tensor subject = subgraph<Index>::graph.tensor_at(index);
        if constexpr (subject.is_variable && initial_byte(subject) != 0) {
          std::memset(arena_.data() + subgraph<Index>::offset(index), initial_byte(subject),
                      subject.size_bytes());
        }
      }
    });
  }

  /// Runs subgraphs, each in memory of its own.
  template <class Observer>
  struct subgraph_runner {
    static constexpr bool is_observed = observes_nodes_v<Observer>;
    static constexpr bool has_constants_in_ram = RamForConstants == all_constants;
    template <class Subgraph, std::int32_t Node>
    static constexpr bool has_packed_in_ram() {
      if constexpr (RamForConstants == 0 || has_constants_in_ram) {
        return has_constants_in_ram;
      } else {
        return Subgraph::template is_within_ram<Node, RamForConstants>;
      }
    }
    static constexpr bool verifies_constants = std::is_same_v<Observer, verify_constants>;
    static constexpr bool may_end = Net::subgraph_count > 1 || may_cancel_v<Observer> || verifies_constants;

    std::byte* arena;
    Observer& observer;
    run_control& control;

    /// Whether the subgraph ran to its end.
    template <std::int32_t Index>
    bool call() const {
      if (!control.take_call()) return false;
      run<Index>();
      return !control.ended();
    }

    template <std::int32_t Index>
    void run() const {
      unroll<0, static_cast<int>(subgraph<Index>::node_count)>(
          [&](auto i) { run_node<subgraph<Index>, decltype(i)::value>(); });
    }

   private:
    template <class Subgraph, std::int32_t Node>
    void run_node() const {
      if constexpr (may_cancel_v<Observer>) {
        if (!control.ended() && !observer.proceed()) control.end(run_status::cancelled);
      }
      if constexpr (may_end) {
        if (control.ended()) return;
      }
      constexpr const node_view& view = Subgraph::template view<Node>;
      using operation = typename Ops::template find<Subgraph::template view<Node>>;
      const static_context<Subgraph, Node, subgraph_runner> context(arena, *this);
      if constexpr (!is_observed) {
        operation::run(context);
      } else {
        constexpr std::int32_t index = view.output_index(0);
        observer.begin(view);
        operation::run(context);
        if constexpr (index == none) {
          observer.end(view, tensor_ref());
        } else {
          constexpr tensor subject = Subgraph::graph.tensor_at(index);
          constexpr activation_format format = Subgraph::choice(index).format;
          std::byte* const data = arena + Subgraph::offset(index);
          [[maybe_unused]] auto* const activations = reinterpret_cast<std::int8_t*>(data);
          const tensor_ref output(data, subject);
          if constexpr (format == activation_format::mixed) {
            constexpr auto depth = static_cast<std::uint32_t>(subject.shape.back());
            flip_even_channels(activations, subject.size_bytes(), depth);
            observer.end(view, output);
            flip_even_channels(activations, subject.size_bytes(), depth);
          } else if constexpr (format == activation_format::planes) {
            constexpr plane_layout layout = plane_layout::of(subject.shape);
            layout.to_plain(activations);
            observer.end(view, output);
            layout.to_planes(activations);
          } else {
            observer.end(view, output);
          }
        }
      }
    }
  };

  static_arena<arena_bytes, HasCanaries> arena_;
};

/// Stands in for a model that was refused, so that the reasons are the only errors.
struct refused_static_model {
  static constexpr std::size_t arena_bytes = 0;
  static constexpr std::size_t state_bytes = 0;
  static constexpr std::size_t input_count = 0;
  static constexpr std::size_t output_count = 0;
  static constexpr bool all_layers_optimized = false;
  static constexpr const char* kernel_of(std::int32_t) { return ""; }
  static constexpr bool is_optimized(std::int32_t) { return false; }
  template <std::size_t>
  tensor_view<std::int8_t> input() {
    return {};
  }
  template <std::size_t>
  tensor_view<std::int8_t> output() {
    return {};
  }
  template <class... Observer>
  run_status invoke(Observer&&...) {
    return run_status::completed;
  }
  void reset() {}
};

template <const auto& Model, class... Options>
struct select_static_model {
  using listed = typename concatenated<op_list<>, typename static_model_ops<Options>::type...>::type;
  using target = typename selected<for_target, mote::target::native, Options...>::type;
  using policy = typename selected<optimize_for, mote::policy::balanced, Options...>::type;
  using portable_operators = std::conditional_t<std::is_same_v<listed, op_list<>>, ops::all, listed>;
  using operators = typename list_on_target<portable_operators, target>::type;
  static constexpr bool keeps_all_channels = (std::is_same_v<Options, keep_all_channels> || ...);
  using source = typename reduced<embedded<Model>, portable_operators, policy, keeps_all_channels>::type;
  using net = compiled_model<source, operators, policy>;
  // Asking for their size makes the compiler look into these types.
  // NOLINTBEGIN(bugprone-sizeof-expression)
  static_assert(sizeof(refused::reasons<net, std::make_index_sequence<net::found.size()>>) > 0);
  static_assert(((sizeof(refused::budget<net::plan.arena_bytes, budget_of<Options>>) > 0) && ...));
  // NOLINTEND(bugprone-sizeof-expression)
  using type =
      std::conditional_t<net::found.ok(),
                         static_model_impl<net, operators, subgraph_call_limit<Options...>,
                                           has_canaries_v<Options...>, most_ram_for_constants<Options...>()>,
                         refused_static_model>;
};

}  // namespace detail

/// A model compiled into the program: `Model` is a constexpr array with the bytes of a .tflite file, made by
/// mote_embed_model. Parsed, checked and planned by the compiler; a model that can't run is a compile error
/// that says why. Only the code and the constants that the model uses become part of the program.
///
/// Options: operators or lists of them (default: all of the library), arena_budget<Bytes>,
/// for_target<Target>, optimize_for<Policy>, constants_in_ram, constants_in_ram_up_to<Bytes>,
/// max_subgraph_calls<Count>, canaries, keep_all_channels.
///
/// Channels that are constant or that nothing depends on are left out where the outputs stay the same to the
/// byte, and convolutions may run in another order: what an observer sees are the nodes and tensors of that
/// model. Its inputs and outputs are those of the model.
///
/// The object is its arena: keep it in static storage. It needs no constructor to run and no heap. A model
/// with state or canaries that lies elsewhere must be reset before its first invoke.
template <const auto& Model, class... Options>
class static_model : public detail::select_static_model<Model, Options...>::type {};

}  // namespace mote

#endif
