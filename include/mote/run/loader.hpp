// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_LOADER_HPP
#define MOTE_RUN_LOADER_HPP

#include <cstddef>
#include <cstdint>

#include "mote/model/graph.hpp"
#include "mote/ops/op_list.hpp"
#include "mote/plan/arena_plan.hpp"

// Takes any bytes and either proves that they are a model that is safe to run, and plans its memory, or says
// all that is wrong. Static models and interpreters go through the same function; whatever runs later relies
// on it and checks nothing again.

namespace mote {

/// Where each tensor of a model lies in the arena.
template <std::size_t MaxTensors>
struct memory_plan {
  std::uint32_t offsets[MaxTensors]{};
  std::uint32_t arena_bytes = 0;
};

namespace detail {

/// The work of one load. Its arrays are the memory that a load needs: 14 bytes for each of MaxTensors.
template <class Ops, std::size_t MaxTensors>
class loader {
 public:
  constexpr loader(byte_view bytes, problem_log& log) : log_(log), graph_(bytes, &damaged_) {}

  constexpr void load(memory_plan<MaxTensors>& plan) {
    if (!check_header()) return;
    check_model_inputs();
    for (std::int32_t i = 0; i < graph_.node_count(); ++i) check_node(i);
    check_model_outputs();
    if (damaged_) log_.add({error::damaged_flatbuffer});
    if (log_.empty()) make_plan(plan);
  }

 private:
  static constexpr std::uint16_t unshared = 0xffff;
  static constexpr std::int16_t before_first_node = -1;

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
    if (subgraphs > 1) return refuse(error::unsupported_subgraphs, none, none, subgraphs);
    const std::int32_t tensors = graph_.tensor_count();
    if (tensors > static_cast<std::int32_t>(MaxTensors))
      return refuse(error::too_many_tensors, none, none, tensors);
    // Each node writes a tensor of its own. It follows that steps fit 16 bits.
    if (graph_.node_count() > tensors) return refuse(error::written_twice);
    // Vectors may overlap; a valid model's have this many elements at most.
    reads_left_ = static_cast<std::int64_t>(bytes.size() / sizeof(std::int32_t));
    return true;
  }

  constexpr buffer_request& life(std::int32_t tensor) { return lives_[tensor]; }
  constexpr bool is_written(std::int32_t tensor) { return lives_[tensor].is_needed(); }

  /// The checks of a tensor in the arena, before it gets memory.
  constexpr bool admit(std::int32_t node, std::int32_t index, const tensor& subject, std::int16_t step) {
    if (size_of(subject.type) == 0) {
      return refuse(error::unsupported_type, node, index, static_cast<std::int64_t>(subject.type));
    }
    if (subject.is_variable) return refuse(error::variable_tensor, node, index);
    life(index) = {subject.size_bytes(), step, step};
    shared_with_[index] = unshared;
    return true;
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
      life(index).last = static_cast<std::int16_t>(graph_.node_count());
    }
  }

  constexpr bool check_reads(const node_view& view, std::int16_t step) {
    for (int k = 0; k < view.input_count(); ++k) {
      const std::int32_t index = view.input_index(k);
      if (index == none) continue;
      if (!graph_.is_tensor(index)) return refuse(error::bad_tensor_index, step, index);
      tensor input;
      // What is wrong with a tensor that was written has been said there.
      problem_log unheard(nullptr, 0);
      if (!decode(index, input, is_written(index) ? unheard : log_)) return false;
      if (input.is_constant()) continue;
      if (!is_written(index)) return refuse(error::input_never_written, step, index);
      life(index).last = step;
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

  constexpr void check_node(std::int32_t index) {
    const std::size_t problems_before = log_.count();
    const node_view view(graph_, index, &log_);
    reads_left_ -= view.input_count() + view.output_count();
    if (reads_left_ < 0) {
      damaged_ = true;
      return;
    }
    const auto step = static_cast<std::int16_t>(index);
    const bool known = log_.count() != problems_before || Ops::visit(view, [&](auto op) {
                         using operation = typename decltype(op)::type;
                         if (!check_reads(view, step) || !check_writes(view, step)) return;
                         node_check check(view, log_);
                         operation::check(check);
                         if constexpr (shares_memory_v<operation>) share_memory(view);
                       });
    if (!known) refuse(error::unsupported_operator, index, none, static_cast<std::int64_t>(view.code()));
    for (int k = 0; k < view.output_count(); ++k) {
      if (graph_.is_tensor(view.output_index(k))) skip(view.output_index(k), step);
    }
  }

  constexpr void share_memory(const node_view& view) {
    const std::int32_t input = view.input_index(0);
    const std::int32_t output = view.output_index(0);
    if (graph_.is_tensor(input) && graph_.is_tensor(output) && is_written(input)) {
      shared_with_[output] = static_cast<std::uint16_t>(input);
    }
  }

  constexpr void make_plan(memory_plan<MaxTensors>& plan) {
    const auto count = static_cast<std::size_t>(graph_.tensor_count());
    // Nodes are in order of execution, so a tensor that shares memory comes after the one that it shares it
    // with: from the last node back, lives flow to the owner of the memory.
    for (std::int32_t i = graph_.node_count() - 1; i >= 0; --i) {
      const std::int32_t index = node_view(graph_, i).output_index(0);
      if (index == none || shared_with_[index] == unshared) continue;
      buffer_request& owner = lives_[shared_with_[index]];
      if (lives_[index].last > owner.last) owner.last = lives_[index].last;
      lives_[index].last = static_cast<std::int16_t>(lives_[index].first - 1);
    }
    const std::uint64_t bytes = arena_planner(lives_, count, plan.offsets, scratch_).arena_bytes();
    if (bytes >= not_in_arena) {
      refuse(error::arena_too_large);
      return;
    }
    plan.arena_bytes = static_cast<std::uint32_t>(bytes);
    for (std::int32_t i = 0; i < graph_.node_count(); ++i) {
      const std::int32_t index = node_view(graph_, i).output_index(0);
      if (index != none && shared_with_[index] != unshared)
        plan.offsets[index] = plan.offsets[shared_with_[index]];
    }
  }

  problem_log& log_;
  bool damaged_ = false;
  graph graph_;
  std::int64_t reads_left_ = 0;
  // No braces: with them GCC 12 initialises later objects with what a constant evaluation left in this one.
  buffer_request lives_[MaxTensors];
  std::uint16_t shared_with_[MaxTensors]{};
  planning_scratch<MaxTensors> scratch_;
};

}  // namespace detail

/// Checks the model against the operators Ops and plans its arena. Adds every problem to `log`; the plan is
/// complete only if there is none.
template <class Ops, std::size_t MaxTensors>
constexpr void load_model(byte_view bytes, memory_plan<MaxTensors>& plan, problem_log& log) {
  detail::loader<Ops, MaxTensors>(bytes, log).load(plan);
}

}  // namespace mote

#endif
