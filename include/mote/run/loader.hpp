// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_LOADER_HPP
#define MOTE_RUN_LOADER_HPP

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "mote/model/graph.hpp"
#include "mote/ops/op_list.hpp"
#include "mote/plan/arena_plan.hpp"
#include "mote/target/kernel_choice.hpp"

// Takes any bytes and either proves that they are a model that is safe to run, and plans its memory, or says
// all that is wrong. Static models and interpreters go through the same function; whatever runs later relies
// on it and checks nothing again.
//
// The arena begins with what lasts from one invoke to the next: variable tensors, resource variables and the
// operators' own state. Behind it lies the memory of the first subgraph. One that an operator calls is
// planned before its caller and is a block of memory for the time of the call; called from several places, it
// keeps a place of its own. Constants that are packed for a target's kernels come last.

namespace mote {

/// A place of packed constants, as memory_plan::offsets has it: the offset in the arena, or not_in_arena. The
/// low bits say which kernel they are for, and whether the node's first input is needed after it.
struct packed_place {
  static constexpr std::uint32_t kernel_bits = 7;
  static constexpr std::uint32_t input_bit = 8;
  static_assert(kernel_bits + input_bit < arena_alignment);

  std::uint32_t bits = not_in_arena;

  constexpr bool is_packed() const { return bits != not_in_arena; }
  constexpr std::uint32_t offset() const { return bits & ~(kernel_bits | input_bit); }
  constexpr int kernel() const { return static_cast<int>(bits & kernel_bits); }
  constexpr bool keeps_input() const { return (bits & input_bit) != 0; }
};

namespace detail {

/// What a target's kernels add to a memory_plan.
template <std::size_t MaxTensors, bool HasKernels>
struct kernel_plan {};
template <std::size_t MaxTensors>
struct kernel_plan<MaxTensors, true> {
  /// For each subgraph its tensors, at the same places as in memory_plan::offsets.
  kernel_choice choices[MaxTensors]{};
};

}  // namespace detail

/// Where each tensor of a model lies in the arena. HasKernels is has_kernels_v of the operators that it is
/// for.
template <std::size_t MaxTensors, bool HasKernels = false>
struct memory_plan : detail::kernel_plan<MaxTensors, HasKernels> {
  /// For each subgraph its tensors, then the blocks of its nodes.
  std::uint32_t offsets[MaxTensors]{};
  /// Where a subgraph's tensors begin in `offsets`.
  std::uint16_t first[max_subgraphs]{};
  std::uint32_t arena_bytes = 0;
  /// The part of the arena, from its start, that lasts from one invoke to the next.
  std::uint32_t state_bytes = 0;
  /// Nodes that have packed constants, and those that could have them.
  std::uint16_t packed_nodes = 0;
  std::uint16_t packable_nodes = 0;
};

namespace detail {

/// The work of one load. Its arrays are the memory that a load needs: 14 bytes for each of MaxTensors.
template <class Ops, class Policy, std::size_t MaxTensors>
class loader {
 public:
  using memory_plan = mote::memory_plan<MaxTensors, has_kernels_v<Ops>>;

  constexpr loader(byte_view bytes, problem_log& log) : log_(log), graph_(bytes, &damaged_) {}

  constexpr void load(memory_plan& plan) {
    if (!check_header()) return;
    for (std::size_t i = 0; i < MaxTensors; ++i) {
      lives_[i] = {};
      shared_with_[i] = unshared;
      plan.offsets[i] = not_in_arena;
    }
    for (std::int32_t s = 0; s < subgraph_count_; ++s) {
      log_.enter(s);
      if (!check_subgraph(s, plan)) break;
    }
    log_.enter(0);
    if (damaged_) log_.add({error::damaged_flatbuffer});
    kept_bytes_ = state_bytes_;
    if (log_.empty()) make_plan(plan, log_);
  }

  /// After a load without problems: plans again, with a target's kernels. Constants are packed for all nodes
  /// that these can run, or for as many as an arena of `limit` bytes holds.
  constexpr void pack(memory_plan& plan, std::uint64_t limit) {
    const std::uint32_t unpacked = plan.arena_bytes;
    if (limit < unpacked) return;
    give_scratch(plan, true);
    for (std::int32_t i = 0; i < used_; ++i) {
      if (is_packed(i)) ++plan.packable_nodes;
    }
    if (plan_again(plan) && plan.arena_bytes <= limit) {
      place_packed(plan, limit);
      // So that the sizes of an arena, unpacked and packed, are in order.
      if (plan.arena_bytes < unpacked) plan.arena_bytes = unpacked;
    } else {
      give_scratch(plan, false);
      plan_again(plan);
    }
  }

 private:
  // Values of shared_with_ that are no tensors.
  static constexpr std::uint16_t unshared = 0xffff;
  static constexpr std::uint16_t in_state = 0xfffe;  // lives_ holds nothing, the offset is known
  static constexpr std::uint16_t packed = 0xffe0;    // plus the low bits of a packed_place: constants
  static constexpr std::uint16_t handle = 0xfffd;  // of the resource variable whose number is in lives_.size
  static constexpr std::uint16_t lent = 0xfffc;    // others share the memory of this tensor
  static constexpr std::int16_t before_first_node = -1;
  static constexpr std::int32_t most_nodes = 0x7ffe;
  static constexpr std::uint32_t most_name = 1024;  // bytes of a resource variable's

  /// A resource variable: the node that declared it first, and the first tensor that was read or assigned.
  struct variable {
    std::int32_t node;
    std::int32_t value;
    std::uint32_t offset;
    std::uint8_t node_subgraph;
    std::uint8_t value_subgraph;
  };

  constexpr bool refuse(error code, std::int32_t node = none, std::int32_t tensor = none,
                        std::int64_t detail = 0) {
    log_.add({code, node, tensor, detail});
    return false;
  }

  constexpr bool check_header() {
    const byte_view bytes = graph_.bytes();
    // Offsets in a flatbuffer are signed 32-bit numbers, so none is larger.
    if (bytes.size() > 0x7fffffff) return refuse(error::damaged_flatbuffer);
    if (bytes.size() < 8) return refuse(error::damaged_flatbuffer);
    if (!flatbuffer::has_identifier(bytes, schema::file_identifier)) return refuse(error::not_a_tflite_model);
    if (damaged_) return refuse(error::damaged_flatbuffer);
    const std::uint32_t version = graph_.schema_version();
    if (version != schema::version) return refuse(error::unsupported_schema_version, none, none, version);
    const std::uint32_t subgraphs = graph_.subgraph_count();
    if (subgraphs == 0) return refuse(error::no_subgraph);
    if (subgraphs > max_subgraphs) return refuse(error::too_many_subgraphs, none, none, subgraphs);
    subgraph_count_ = static_cast<std::int32_t>(subgraphs);
    // Vectors may overlap; a valid model's, those of its nodes included, have this many elements at most.
    reads_left_ = static_cast<std::int64_t>(bytes.size() / sizeof(std::int32_t));
    return true;
  }

  /// False if nothing can be said about later subgraphs.
  constexpr bool check_subgraph(std::int32_t index, memory_plan& plan) {
    graph_ = graph_.subgraph(index);
    const std::int32_t tensors = graph_.tensor_count();
    if (tensors > static_cast<std::int32_t>(MaxTensors) - used_) {
      return refuse(error::too_many_tensors, none, none, std::int64_t{used_} + tensors);
    }
    if (graph_.node_count() > most_nodes) {
      return refuse(error::too_many_nodes, none, none, graph_.node_count());
    }
    first_ = used_;
    used_ += tensors;
    plan.first[index] = static_cast<std::uint16_t>(first_);
    check_model_inputs();
    for (std::int32_t i = 0; i < graph_.node_count() && reads_left_ >= 0; ++i) check_node(i, plan);
    check_model_outputs();
    return !damaged_;
  }

  constexpr buffer_request& life(std::int32_t tensor) { return lives_[first_ + tensor]; }
  constexpr std::uint16_t& sharing(std::int32_t tensor) { return shared_with_[first_ + tensor]; }
  constexpr bool is_written(std::int32_t tensor) {
    return life(tensor).is_needed() || sharing(tensor) == in_state || sharing(tensor) == handle;
  }

  /// The checks of a tensor in the arena, before it gets memory.
  constexpr bool admit(std::int32_t node, std::int32_t index, const tensor& subject, std::int16_t step) {
    if (size_of(subject.type) == 0) {
      return refuse(error::unsupported_type, node, index, static_cast<std::int64_t>(subject.type));
    }
    if (subject.is_variable) return refuse(error::variable_written, node, index);
    life(index) = {subject.size_bytes(), step, step};
    return true;
  }

  /// Memory that lasts: its offset.
  constexpr std::uint32_t keep(std::uint64_t bytes) {
    const std::uint64_t offset = state_bytes_;
    state_bytes_ += align_up(bytes);
    return static_cast<std::uint32_t>(offset);
  }

  constexpr bool decode(std::int32_t index, tensor& into, problem_log& log) {
    const std::size_t before = log.count();
    into = graph_.tensor_at(index, &log);
    return log.count() == before;
  }

  /// Takes a refused tensor as written, so that nodes which read it aren't refused for it.
  constexpr void skip(std::int32_t index, std::int16_t step) {
    if (!is_written(index)) life(index) = {0, step, step};
  }

  constexpr void check_model_inputs() {
    for (std::uint32_t i = 0; i < graph_.inputs().size(); ++i) {
      const std::int32_t index = graph_.inputs()[i];
      tensor input;
      if (!graph_.is_tensor(index)) {
        refuse(error::bad_tensor_index, none, index);
        return;
      }
      if (is_written(index)) {
        refuse(error::model_input_repeated, none, index);
        return;
      }
      if (decode(index, input, log_)) {
        if (input.is_constant()) {
          refuse(error::model_input_is_constant, none, index);
        } else {
          admit(none, index, input, before_first_node);
        }
      }
      skip(index, before_first_node);
    }
  }

  constexpr void check_model_outputs() {
    for (std::uint32_t i = 0; i < graph_.outputs().size(); ++i) {
      const std::int32_t index = graph_.outputs()[i];
      if (!graph_.is_tensor(index)) {
        refuse(error::bad_tensor_index, none, index);
        return;
      }
      // A model with other problems has unwritten tensors because of them.
      if (!is_written(index)) {
        if (log_.empty()) refuse(error::model_output_never_written, none, index);
        continue;
      }
      if (sharing(index) == handle) {
        refuse(error::unsupported_type, none, index, static_cast<std::int64_t>(tensor_type::resource));
        continue;
      }
      if (life(index).is_needed()) life(index).last = static_cast<std::int16_t>(graph_.node_count());
    }
  }

  constexpr bool check_reads(const node_view& view, std::int16_t step, memory_plan& plan) {
    for (int k = 0; k < view.input_count(); ++k) {
      const std::int32_t index = view.input_index(k);
      if (index == none) continue;
      if (!graph_.is_tensor(index)) return refuse(error::bad_tensor_index, step, index);
      tensor input;
      // What is wrong with a tensor that was written has been said there.
      problem_log unheard(nullptr, 0);
      if (!decode(index, input, is_written(index) ? unheard : log_)) return false;
      if (input.is_constant()) continue;
      if (!is_written(index) && input.is_variable && size_of(input.type) != 0) {
        sharing(index) = in_state;
        plan.offsets[first_ + index] = keep(input.size_bytes());
      }
      if (!is_written(index)) return refuse(error::input_never_written, step, index);
      if (life(index).is_needed()) life(index).last = step;
    }
    return true;
  }

  constexpr bool check_writes(const node_view& view, std::int16_t step) {
    for (int k = 0; k < view.output_count(); ++k) {
      const std::int32_t index = view.output_index(k);
      if (!graph_.is_tensor(index)) return refuse(error::bad_tensor_index, step, index);
      if (is_written(index)) return refuse(error::written_twice, step, index);
      tensor output;
      if (!decode(index, output, log_)) return false;
      if (output.is_constant()) return refuse(error::constant_written, step, index);
      if (!admit(step, index, output, step)) return false;
    }
    return true;
  }

  constexpr void check_node(std::int32_t index, memory_plan& plan) {
    const std::size_t problems_before = log_.count();
    const node_view view(graph_, index, &log_);
    reads_left_ -= std::int64_t{1} + view.input_count() + view.output_count();
    if (reads_left_ < 0) {
      damaged_ = true;
      return;
    }
    const auto step = static_cast<std::int16_t>(index);
    const bool known = log_.count() != problems_before || Ops::visit(view, [&](auto op) {
                         using operation = typename decltype(op)::type;
                         check_operation<operation>(view, step, plan);
                         if constexpr (blocks_v<operation> != 0) {
                           // The node may be unchecked because of a problem that was told earlier.
                           add_blocks<operation>(view, step, plan, log_.empty());
                         }
                       });
    if (!known) refuse(error::unsupported_operator, index, none, static_cast<std::int64_t>(view.code()));
    for (int k = 0; k < view.output_count(); ++k) {
      if (graph_.is_tensor(view.output_index(k))) skip(view.output_index(k), step);
    }
  }

  template <class Op>
  constexpr void check_operation(const node_view& view, std::int16_t step, memory_plan& plan) {
    if (!check_reads(view, step, plan)) return;
    node_check check(view, log_);
    if constexpr (variable_use_v<Op> == variable_use::declare) {
      declare_variable<Op>(check);
    } else {
      if (!check_writes(view, step)) return;
      const std::size_t before = log_.count();
      Op::check(check);
      if constexpr (shares_memory_v<Op>) share_memory(view);
      if constexpr (variable_use_v<Op> != variable_use::nothing) {
        if (log_.count() == before) use_variable<Op>(check);
      }
    }
  }

  // ---- Memory of the nodes

  template <class Op>
  constexpr void add_blocks(const node_view& view, std::int16_t step, memory_plan& plan, bool is_sound) {
    if (blocks_v < Op >> static_cast<std::int32_t>(MaxTensors) - used_) {
      refuse(error::too_many_tensors, none, none, std::int64_t{used_} + blocks_v<Op>);
      return;
    }
    if (is_sound) {
      if constexpr (callees_v<Op> != 0) {
        lives_[used_] = {0, step, step};
        for (int k = 0; k < callees_v<Op>; ++k) {
          std::uint8_t& callers = callers_[Op::callee(view, k)];
          if (callers < 2) ++callers;
        }
      } else if constexpr (is_packed_v<Op>) {
        lives_[used_] = {Op::scratch_bytes(view, Op::unpacked), step, step};
      } else if constexpr (has_scratch_v<Op>) {
        lives_[used_] = {Op::scratch_bytes(view), step, step};
      }
      if constexpr (has_state_v<Op>) plan.offsets[used_ + state_block_v<Op>] = keep(Op::state_bytes(view));
    }
    used_ += blocks_v<Op>;
  }

  constexpr void share_memory(const node_view& view) {
    const std::int32_t input = view.input_index(0);
    const std::int32_t output = view.output_index(0);
    if (graph_.is_tensor(input) && graph_.is_tensor(output) && life(input).is_needed()) {
      sharing(output) = static_cast<std::uint16_t>(input);
      if (sharing(input) == unshared) sharing(input) = lent;
    }
  }

  // ---- Resource variables

  static constexpr bool same_text(const flatbuffer::vector<char>& a, const flatbuffer::vector<char>& b) {
    if (a.size() != b.size()) return false;
    for (std::uint32_t i = 0; i < a.size(); ++i) {
      if (a[i] != b[i]) return false;
    }
    return true;
  }

  template <class Op>
  constexpr void declare_variable(node_check& check) {
    const node_view& view = check.view();
    const std::int32_t index = view.output_index(0);
    if (!check.operands(0, 0)) return;
    if (!graph_.is_tensor(index)) {
      refuse(error::bad_tensor_index, view.index(), index);
      return;
    }
    if (is_written(index)) {
      refuse(error::written_twice, view.index(), index);
      return;
    }
    if (!check.type(check.output(), {tensor_type::resource})) return;
    const auto field = [](const node& of, unsigned number) { return of.options.string(number); };
    using options = schema::var_handle_options;
    const node declared = graph_.node_at(view.index());
    for (const unsigned number : {options::container, options::shared_name}) {
      // Each handle's names are compared with those of all variables.
      const std::uint32_t length = field(declared, number).size();
      if (!check.require(length <= most_name, error::bad_option, index, length)) return;
    }
    std::int32_t number = 0;
    for (; number < variable_count_; ++number) {
      const variable& known = variables_[number];
      const node other = graph_.subgraph(known.node_subgraph).node_at(known.node);
      if (same_text(field(declared, options::container), field(other, options::container)) &&
          same_text(field(declared, options::shared_name), field(other, options::shared_name))) {
        break;
      }
    }
    if (number == variable_count_) {
      if (number == max_variables) {
        refuse(error::too_many_variables, view.index());
        return;
      }
      variables_[variable_count_++] = {view.index(), none, 0, static_cast<std::uint8_t>(graph_.index()), 0};
    }
    sharing(index) = handle;
    life(index).size = static_cast<std::uint32_t>(number);
  }

  template <class Op>
  constexpr void use_variable(node_check& check) {
    const node_view& view = check.view();
    const std::int32_t index = view.input_index(0);
    if (sharing(index) != handle) {
      // What is wrong with the handle may have been said where it was declared.
      if (log_.empty() || check.input(0).type != tensor_type::resource) {
        refuse(error::unknown_variable, view.index(), index);
      }
      return;
    }
    constexpr bool reads = variable_use_v<Op> == variable_use::read;
    const operand value = reads ? check.output() : check.input(1);
    variable& subject = variables_[life(index).size];
    if (subject.value == none) {
      subject.value = value.index;
      subject.value_subgraph = static_cast<std::uint8_t>(graph_.index());
      subject.offset = keep(value.size_bytes());
      return;
    }
    const tensor first = graph_.subgraph(subject.value_subgraph).tensor_at(subject.value);
    check.require(value.type == first.type && value.shape == first.shape, error::variable_mismatch,
                  value.index);
  }

  // ---- The plan

  constexpr void make_plan(memory_plan& plan, problem_log& log) {
    // Those that call others come after them.
    std::uint8_t order[max_subgraphs]{};
    bool is_planned[max_subgraphs]{};
    std::uint64_t sizes[max_subgraphs]{};
    std::int32_t planned = 0;
    for (bool found = true; planned < subgraph_count_;) {
      if (!found) {
        log.add({error::recursive_subgraphs});
        return;
      }
      found = false;
      for (std::int32_t s = 0; s < subgraph_count_; ++s) {
        if (is_planned[s] || !enter(s, plan, is_planned, sizes)) continue;
        sizes[s] = plan_subgraph(plan);
        if (sizes[s] >= not_in_arena) {
          log.add({error::arena_too_large});
          return;
        }
        is_planned[s] = true;
        order[planned++] = static_cast<std::uint8_t>(s);
        found = true;
      }
    }

    std::uint32_t bases[max_subgraphs]{};
    for (std::int32_t s = 1; s < subgraph_count_; ++s) {
      if (callers_[s] > 1) bases[s] = keep(sizes[s]);
    }
    const std::uint64_t bytes = state_bytes_ + sizes[0];
    if (bytes >= not_in_arena) {
      log.add({error::arena_too_large});
      return;
    }
    bases[0] = static_cast<std::uint32_t>(state_bytes_);
    for (std::int32_t i = planned - 1; i >= 0; --i) place_subgraph(order[i], plan, bases);
    plan.state_bytes = bases[0];
    plan.arena_bytes = static_cast<std::uint32_t>(bytes);
  }

  /// Calls `use(view, block)` for each node that calls others, with the place of its block.
  template <class Use>
  constexpr void for_each_caller([[maybe_unused]] Use use) {
    if constexpr (Ops::has_callees) {
      std::int32_t block = first_ + graph_.tensor_count();
      for (std::int32_t i = 0; i < graph_.node_count(); ++i) {
        const node_view view(graph_, i);
        Ops::visit(view, [&](auto op) {
          using operation = typename decltype(op)::type;
          if constexpr (callees_v<operation> != 0) {
            for (int k = 0; k < callees_v<operation>; ++k) use(operation::callee(view, k), block);
          }
          block += blocks_v<operation>;
        });
      }
    }
  }

  // ---- Packed constants

  /// Calls `use(type_tag<Op>{}, view, block)` for each node of the subgraph at hand whose operator has
  /// blocks.
  template <class Use>
  constexpr void for_each_block(Use use) {
    std::int32_t block = first_ + graph_.tensor_count();
    for (std::int32_t i = 0; i < graph_.node_count(); ++i) {
      const node_view view(graph_, i);
      Ops::visit(view, [&](auto op) {
        if constexpr (blocks_v<typename decltype(op)::type> != 0) use(op, view, block);
        block += blocks_v<typename decltype(op)::type>;
      });
    }
  }

  /// Chooses kernels and makes scratch large enough for them and for the portable ones, or for these only.
  constexpr void give_scratch(memory_plan& plan, bool with_kernels) {
    for (std::int32_t s = 0; s < subgraph_count_; ++s) {
      graph_ = graph_.subgraph(s);
      first_ = plan.first[s];
      for_each_block([&](auto op, const node_view& view, std::int32_t block) {
        using operation = typename decltype(op)::type;
        if constexpr (is_packed_v<operation>) {
          static_assert(operation::unpacked <= static_cast<int>(packed_place::kernel_bits) + 1);
          const int kernel = with_kernels ? operation::choose(view) : operation::unpacked;
          lives_[block].size = operation::scratch_bytes(view, kernel);
          const std::int32_t constants = block + packed_block_v<operation>;
          if (kernel == operation::unpacked) {
            shared_with_[constants] = unshared;
          } else {
            const std::uint32_t input = is_read_after(view) ? packed_place::input_bit : 0;
            shared_with_[constants] =
                static_cast<std::uint16_t>(packed + static_cast<std::uint32_t>(kernel) + input);
            lives_[constants].size = operation::packed_bytes(view, kernel);
          }
        }
      });
    }
  }
  /// Whether a node's first input, which isn't constant, has a reader after the node. Requires a plan.
  constexpr bool is_read_after(const node_view& view) {
    std::int32_t owner = view.input_index(0);
    while (sharing(owner) < packed) owner = sharing(owner);
    const bool has_life = sharing(owner) == unshared || sharing(owner) == lent;
    return !has_life || life(owner).last > view.index();
  }
  constexpr bool is_packed(std::int32_t block) const {
    return shared_with_[block] >= packed && shared_with_[block] < packed + arena_alignment;
  }

  /// Gives constants the rest of an arena. Where it doesn't hold all, the smaller ones come first: a byte of
  /// them serves more products, as weights of deep layers belong to few pixels.
  constexpr void place_packed(memory_plan& plan, std::uint64_t limit) {
    std::uint64_t end = plan.arena_bytes;
    for (;;) {
      std::int32_t next = none;
      for (std::int32_t i = 0; i < used_; ++i) {
        if (!is_packed(i) || plan.offsets[i] != not_in_arena) continue;
        if (next == none || lives_[i].size < lives_[next].size) next = i;
      }
      const std::uint64_t begin = align_up(end);
      if (next == none || begin + lives_[next].size > limit || begin + lives_[next].size >= not_in_arena)
        break;
      plan.offsets[next] = static_cast<std::uint32_t>(begin) + (shared_with_[next] - packed);
      end = begin + lives_[next].size;
      ++plan.packed_nodes;
    }
    plan.arena_bytes = static_cast<std::uint32_t>(end);
  }

  constexpr bool plan_again(memory_plan& plan) {
    problem_log unheard(nullptr, 0);
    state_bytes_ = kept_bytes_;
    make_plan(plan, unheard);
    return unheard.empty();
  }

  /// Sets the sizes of the blocks that callees live in. False if one of these isn't planned yet.
  constexpr bool enter(std::int32_t index, const memory_plan& plan, const bool* is_planned,
                       const std::uint64_t* sizes) {
    graph_ = graph_.subgraph(index);
    first_ = plan.first[index];
    end_ = index + 1 < subgraph_count_ ? plan.first[index + 1] : used_;
    bool ready = true;
    for_each_caller([&](std::int32_t /*callee*/, std::int32_t block) { lives_[block].size = 0; });
    for_each_caller([&](std::int32_t callee, std::int32_t block) {
      ready = ready && is_planned[callee];
      if (callers_[callee] == 1 && sizes[callee] > lives_[block].size) {
        lives_[block].size = static_cast<std::uint32_t>(sizes[callee]);
      }
    });
    return ready;
  }

  // ---- The kernels of a target

  /// Calls `use(type_tag<Op>{}, view, block)` for each node whose operator has kernels.
  template <class Use>
  constexpr void for_each_with_kernels(Use use) {
    std::int32_t block = first_ + graph_.tensor_count();
    for (std::int32_t i = 0; i < graph_.node_count(); ++i) {
      const node_view view(graph_, i);
      Ops::visit(view, [&](auto op) {
        using operation = typename decltype(op)::type;
        if constexpr (kernels_of<operation>::size > 0) use(op, view, block);
        block += blocks_v<operation>;
      });
    }
  }

  /// Bytes that a node can have beside all that lives with it, in an arena of `most` bytes; without its
  /// output if that can lie over the input.
  constexpr std::uint64_t room_at(const node_view& view, bool overwrites, std::uint64_t most) const {
    std::uint64_t live = 0;
    for (std::int32_t i = first_; i < end_; ++i) {
      if (lives_[i].lives_at(view.index())) live += align_up(lives_[i].size);
    }
    if (overwrites && can_overwrite_input(view)) {
      live -= align_up(lives_[first_ + view.output_index(0)].size);
    }
    return live < most ? most - live : 0;
  }

  /// Gives the nodes of the subgraph at hand kernels, with as much scratch as the policy allows. `bytes` is
  /// what it takes without.
  constexpr std::uint64_t plan_kernels(memory_plan& plan, std::uint64_t bytes) {
    kernel_choice* const choices = plan.choices + first_;
    const std::uint64_t most = Policy::most_arena(bytes);
    choose_kernels<Ops, Policy>(graph_, choices, [&](const node_view& view, bool overwrites) {
      return room_at(view, overwrites, most);
    });
    for (;;) {
      choose_formats<Ops>(graph_, choices);
      for_each_with_kernels([&](auto op, const node_view& view, std::int32_t block) {
        using operation = typename decltype(op)::type;
        const int kernel = choices[view.output_index(0)].kernel;
        const format_pair formats = formats_of(view, choices);
        lives_[block].size = operation::scratch_bytes(view, kernel, formats);
        if (formats.output == activation_format::planes) {
          life(view.output_index(0)).size = plane_layout::of(view.output().shape).bytes();
        }
        if (operation::overwrites_input(kernel) && can_overwrite_input(view)) {
          sharing(view.output_index(0)) = static_cast<std::uint16_t>(view.input_index(0));
        }
      });
      extend_shared_lives();
      bytes = place(plan);
      // What fits at each step may not fit together.
      if (bytes <= most || !shrink_scratch(choices)) return bytes;
      part_from_inputs();
    }
  }

  /// Whether the output of a node can lie over its input: nothing else reads that any more.
  constexpr bool can_overwrite_input(const node_view& view) const {
    const std::int32_t input = first_ + view.input_index(0);
    const std::int32_t output = first_ + view.output_index(0);
    return shared_with_[input] == unshared && shared_with_[output] == unshared &&
           lives_[input].last == view.index() && lives_[output].is_needed() &&
           lives_[output].size <= lives_[input].size;
  }
  /// Takes back what outputs share with the inputs that they overwrite.
  constexpr void part_from_inputs() {
    for_each_with_kernels([&](auto, const node_view& view, std::int32_t) {
      const std::int32_t input = view.input_index(0);
      const std::int32_t output = view.output_index(0);
      if (sharing(output) != input) return;
      sharing(output) = unshared;
      life(output).last = life(input).last;
      life(input).last = static_cast<std::int16_t>(view.index());
    });
  }

  /// Lets the node with the most scratch, or planes, have a kernel with less; false if there is none left.
  constexpr bool shrink_scratch(kernel_choice* choices) {
    const auto in_planes = [&](const node_view& view) {
      return choices[view.input_index(0)].format == activation_format::planes;
    };
    const auto claim = [&](const node_view& view, std::int32_t block) {
      return lives_[block].size + (in_planes(view) ? extra_plane_bytes(view.input(0)) : 0);
    };
    std::uint32_t largest = 0;
    for_each_with_kernels([&](auto op, const node_view& view, std::int32_t block) {
      const bool is_portable =
          choices[view.output_index(0)].kernel == kernels_of<typename decltype(op)::type>::size;
      if (!is_portable && claim(view, block) > largest) largest = claim(view, block);
    });
    if (largest == 0) return false;
    const std::int64_t total_work = work_of(graph_);
    for_each_with_kernels([&](auto op, const node_view& view, std::int32_t block) {
      using kernels = kernels_of<typename decltype(op)::type>;
      std::uint8_t& position = choices[view.output_index(0)].kernel;
      const bool is_largest = position != kernels::size && claim(view, block) >= largest;
      const bool loses_planes = in_planes(view) && plane_writer<Ops>(graph_, view, choices) == none;
      if (!is_largest && !loses_planes) return;
      // One further down the list, so that this ends.
      const auto next = choose_kernel<kernels, Policy>(
          view, total_work, [&](bool) { return largest - 1; }, [] { return false; });
      position = next > position ? next : static_cast<std::uint8_t>(kernels::size);
      if (in_planes(view)) life(view.input_index(0)).size = view.input(0).size_bytes();
    });
    return true;
  }

  /// Nodes are in order of execution, so a tensor that shares memory comes after the one that it shares it
  /// with: from the last node back, lives flow to the owner of the memory.
  constexpr void extend_shared_lives() {
    for (std::int32_t i = graph_.node_count() - 1; i >= 0; --i) {
      const std::int32_t index = sharing_output(i);
      if (index == none) continue;
      buffer_request& owner = life(sharing(index));
      if (life(index).last > owner.last) owner.last = life(index).last;
      life(index).last = static_cast<std::int16_t>(life(index).first - 1);
    }
  }

  constexpr std::uint64_t plan_subgraph(memory_plan& plan) {
    extend_shared_lives();
    const std::uint64_t bytes = place(plan);
    if constexpr (has_kernels_v<Ops>) return plan_kernels(plan, bytes);
    return bytes;
  }

  /// Bytes of an arena with all that lives in the subgraph at hand.
  constexpr std::uint64_t place(memory_plan& plan) {
    return arena_planner(lives_ + first_, static_cast<std::size_t>(end_ - first_), plan.offsets + first_,
                         scratch_)
        .arena_bytes();
  }

  /// Makes the offsets of a subgraph and of those that it calls count from the start of the arena.
  constexpr void place_subgraph(std::int32_t index, memory_plan& plan, std::uint32_t* bases) {
    graph_ = graph_.subgraph(index);
    first_ = plan.first[index];
    end_ = index + 1 < subgraph_count_ ? plan.first[index + 1] : used_;
    for (std::int32_t i = first_; i < end_; ++i) {
      if (lives_[i].is_needed()) plan.offsets[i] += bases[index];
      if (shared_with_[i] == handle) plan.offsets[i] = variables_[lives_[i].size].offset;
    }
    for (std::int32_t i = 0; i < graph_.node_count(); ++i) {
      const std::int32_t output = sharing_output(i);
      if (output != none) plan.offsets[first_ + output] = plan.offsets[first_ + sharing(output)];
    }
    for_each_caller([&](std::int32_t callee, std::int32_t block) {
      if (callers_[callee] == 1) bases[callee] = plan.offsets[block];
    });
  }

  /// The first output of a node if it shares its input's memory, or none.
  constexpr std::int32_t sharing_output(std::int32_t node) {
    const auto outputs = graph_.node_at(node).outputs;
    const std::int32_t index = outputs.empty() ? none : outputs[0];
    return index != none && sharing(index) < packed ? index : none;
  }

  problem_log& log_;
  bool damaged_ = false;
  graph graph_;
  std::int64_t reads_left_ = 0;
  std::uint64_t state_bytes_ = 0;
  std::uint64_t kept_bytes_ = 0;  // of these, what nodes and variables keep
  std::int32_t subgraph_count_ = 0;
  std::int32_t first_ = 0;  // of the tensors of the subgraph at hand
  std::int32_t end_ = 0;
  std::int32_t used_ = 0;
  std::int32_t variable_count_ = 0;
  std::uint8_t callers_[max_subgraphs]{};  // nodes that call a subgraph; 2 stands for several
  variable variables_[max_variables]{};
  // No braces: with them GCC 12 initialises later objects with what a constant evaluation left in this one.
  buffer_request lives_[MaxTensors];
  std::uint16_t shared_with_[MaxTensors]{};
  planning_scratch<MaxTensors> scratch_;
};

}  // namespace detail

/// Checks the model against the operators Ops and plans its arena. Adds every problem to `log`; the plan is
/// complete only if there is none. The policy decides what the kernels of a target may cost.
///
/// Where operators have kernels that run on packed constants, these get what an arena of `limit` bytes
/// leaves. A model that needs more than that is planned without.
template <class Ops, class Policy = policy::balanced, std::size_t MaxTensors>
constexpr void load_model(byte_view bytes, memory_plan<MaxTensors, has_kernels_v<Ops>>& plan,
                          problem_log& log, [[maybe_unused]] std::uint64_t limit = 0) {
  detail::loader<Ops, Policy, MaxTensors> loader(bytes, log);
  loader.load(plan);
  if constexpr (Ops::has_packed) {
    if (log.empty()) loader.pack(plan, limit);
  }
}

}  // namespace mote

#endif
