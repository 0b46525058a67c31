// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_KERNEL_CHOICE_HPP
#define MOTE_TARGET_KERNEL_CHOICE_HPP

#include <cstdint>
#include <type_traits>
#include <utility>

#include "mote/model/graph.hpp"
#include "mote/ops/op_list.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/kernel_list.hpp"
#include "mote/target/plane_layout.hpp"
#include "mote/target/policy.hpp"

// Which kernel runs each node of a graph, and in which format each tensor lies in memory. Kernels come first,
// as they decide on the formats; how much scratch a kernel needs may depend on those.
//
// All functions take checked graphs, at compile time or at run time, and keep what they find in an array of
// the caller's with one element a tensor.

namespace mote {

/// How a tensor comes to be.
struct kernel_choice {
  /// Of the node whose first output the tensor is: its position in kernels_of<Op>.
  std::uint8_t kernel = 0;
  activation_format format = activation_format::plain;
  /// Some node that reads the tensor, or a reshape of it, would be faster if it were mixed.
  bool is_wanted_mixed = false;
};

/// Whether an operator of the list has kernels beside its portable one.
template <class Ops>
inline constexpr bool has_kernels_v = false;
template <class... Ops>
inline constexpr bool has_kernels_v<op_list<Ops...>> = ((kernels_of<Ops>::size > 0) || ...);

namespace detail {

template <class Kernel, class = void>
struct has_constants : std::false_type {};
template <class Kernel>
struct has_constants<Kernel, std::void_t<decltype(Kernel::packed_words(std::declval<const node_view&>()))>>
    : std::true_type {};

}  // namespace detail

/// What a kernel that takes a node would cost there.
template <class Kernel>
constexpr kernel_cost cost_of(const node_view& view, std::int64_t total_work) {
  kernel_cost result;
  result.work = work_of(view);
  result.total_work = total_work;
  if constexpr (detail::has_constants<Kernel>::value) {
    constexpr std::uint32_t channel_bytes = 12;
    result.constant_bytes = 4 * Kernel::packed_words(view);
    if (view.input(1).is_constant()) {
      result.portable_constant_bytes = static_cast<std::uint32_t>(view.input(1).data.size()) +
                                       channel_bytes * static_cast<std::uint32_t>(view.output().shape.back());
    }
  }
  return result;
}

/// Whether a policy lets a kernel have a node that it takes. `room(overwrites)` is the scratch that it may
/// have, if it overwrites its input or not.
template <class Policy, class Kernel, class Room>
constexpr support admits(const node_view& view, std::int64_t total_work, Room room) {
  const support is_worth = Policy::admits(cost_of<Kernel>(view, total_work));
  if (!is_worth) return is_worth;
  const std::uint32_t scratch = scratch_of<Kernel>(view);
  if (scratch == 0) return kernel_limit::nothing;
  return scratch <= room(overwrites_input_v<Kernel>) ? kernel_limit::nothing : kernel_limit::arena;
}

/// Position of the first of an operator's kernels that takes a node and that the policy admits; of those that
/// read planes only if `gets_planes()`.
template <class Kernels, class Policy, class Room, class Planes>
constexpr std::uint8_t choose_kernel(const node_view& view, std::int64_t total_work, Room room,
                                     [[maybe_unused]] Planes gets_planes) {
  return static_cast<std::uint8_t>(Kernels::choose(view, [&](auto tag) {
    using kernel = typename decltype(tag)::type;
    if constexpr (reads_planes_v<kernel>) {
      if (!gets_planes()) return false;
    }
    return static_cast<bool>(admits<Policy, kernel>(view, total_work, room));
  }));
}

/// The node that can write the first input of a node as planes, which nothing else reads; none if there is
/// none. The kernels of the nodes before are chosen.
template <class Ops>
constexpr std::int32_t plane_writer(const graph& of, const node_view& reader, const kernel_choice* choices) {
  const std::int32_t tensor = reader.input_index(0);
  std::int32_t writer = reader.index() - 1;
  const auto writes_tensor = [&](const auto& outputs) { return !outputs.empty() && outputs[0] == tensor; };
  while (writer >= 0 && !writes_tensor(of.node_at(writer).outputs)) --writer;
  if (writer < 0) return none;
  std::int32_t readers = 0;
  for (std::int32_t i = writer + 1; i < of.node_count(); ++i) {
    const auto inputs = of.node_at(i).inputs;
    for (std::uint32_t k = 0; k < inputs.size(); ++k) readers += inputs[k] == tensor ? 1 : 0;
  }
  for (std::uint32_t i = 0; i < of.outputs().size(); ++i) readers += of.outputs()[i] == tensor ? 1 : 0;
  if (readers != 1) return none;
  bool writes = false;
  const node_view view(of, writer);
  Ops::visit(view, [&](auto op) {
    kernels_of<typename decltype(op)::type>::visit(choices[tensor].kernel, [&](auto kernel) {
      writes = writes_planes<typename decltype(kernel)::type>(view);
    });
  });
  return writes ? writer : none;
}

/// What planes need beyond the bytes of a tensor.
constexpr std::uint32_t extra_plane_bytes(const tensor& subject) {
  return plane_layout::of(subject.shape).bytes() - subject.size_bytes();
}

/// Chooses a kernel for each node of a graph. This is what asks kernels whether they take a node.
/// `room(node_view, overwrites)` gives the bytes of scratch that a node may have in a kernel that overwrites
/// its input or not.
template <class Ops, class Policy, class Room>
constexpr void choose_kernels(const graph& of, kernel_choice* choices, Room room) {
  const std::int64_t total_work = work_of(of);
  for (std::int32_t i = 0; i < of.node_count(); ++i) {
    const node_view view(of, i);
    Ops::visit(view, [&](auto op) {
      using kernels = kernels_of<typename decltype(op)::type>;
      if constexpr (kernels::size > 0) {
        choices[view.output_index(0)].kernel = choose_kernel<kernels, Policy>(
            view, total_work, [&](bool overwrites) { return room(view, overwrites); },
            [&] {
              const std::int32_t writer = plane_writer<Ops>(of, view, choices);
              if (writer == none) return false;
              const std::uint32_t extra = extra_plane_bytes(view.input(0));
              return extra <= room(view, false) && extra <= room(node_view(of, writer), false);
            });
      }
    });
  }
}

namespace detail {

template <class Kernel, class = void>
struct tells_gain : std::false_type {};
template <class Kernel>
struct tells_gain<Kernel, std::void_t<decltype(Kernel::gains_from_mixed(std::declval<const node_view&>()))>>
    : std::true_type {};

template <class Kernel>
constexpr bool gains_from_mixed([[maybe_unused]] const node_view& view) {
  if constexpr (tells_gain<Kernel>::value) return Kernel::reads_mixed && Kernel::gains_from_mixed(view);
  return Kernel::reads_mixed;
}

/// How a node takes part in the formats of activations.
struct format_sides {
  bool reads = false;   ///< its inputs can be mixed
  bool gains = false;   ///< it is faster if the first one is
  bool writes = false;  ///< its output can be mixed
  bool keeps = false;   ///< its output has the format of its input
  bool planes = false;  ///< its first input is to lie in planes
};

template <class Ops>
constexpr format_sides format_sides_of(const node_view& view, const kernel_choice* choices) {
  const auto has_even_depth = [](const tensor& subject) {
    return subject.shape.rank() > 0 && subject.shape.back() % 2 == 0;
  };
  format_sides result;
  Ops::visit(view, [&](auto tag) {
    using op = typename decltype(tag)::type;
    if constexpr (kernels_of<op>::size > 0) {
      kernels_of<op>::visit(choices[view.output_index(0)].kernel, [&](auto kernel) {
        using chosen = typename decltype(kernel)::type;
        // A layer that takes a tensor of several rows as one has the same even channels only then.
        result = {chosen::reads_mixed, gains_from_mixed<chosen>(view),
                  chosen::writes_mixed && has_even_depth(view.output()), false, reads_planes_v<chosen>};
      });
    }
    // The bytes stay as they are, and with them the parity of channels.
    if (shares_memory_v<op> && view.input(0).type == tensor_type::int8 && has_even_depth(view.input(0)) &&
        has_even_depth(view.output())) {
      result = {true, choices[view.output_index(0)].is_wanted_mixed, true, true, false};
    }
  });
  return result;
}

}  // namespace detail

/// Sets the format of each tensor of a graph, whose kernels are chosen: planes where a kernel reads those;
/// mixed where that suits the kernels on all its sides, and makes one of them faster.
template <class Ops>
constexpr void choose_formats(const graph& of, kernel_choice* choices) {
  constexpr auto mixed = activation_format::mixed;
  const auto is_mixed = [&](std::int32_t tensor) {
    return tensor != none && choices[tensor].format == mixed;
  };
  bool is_final = false;
  const auto forbid = [&](std::int32_t tensor) {
    if (!is_mixed(tensor)) return;
    choices[tensor].format = activation_format::plain;
    is_final = false;
  };
  for (std::int32_t i = 0; i < of.tensor_count(); ++i) {
    choices[i].format = activation_format::plain;
    choices[i].is_wanted_mixed = false;
  }
  // Nodes are in order of execution: what reads a tensor comes behind what writes it.
  for (std::int32_t i = of.node_count() - 1; i >= 0; --i) {
    const node_view view(of, i);
    const detail::format_sides sides = detail::format_sides_of<Ops>(view, choices);
    if (sides.gains) choices[view.input_index(0)].is_wanted_mixed = true;
    if (sides.planes) choices[view.input_index(0)].format = activation_format::planes;
    if (sides.writes && choices[view.output_index(0)].is_wanted_mixed) {
      choices[view.output_index(0)].format = mixed;
    }
  }
  for (std::uint32_t i = 0; i < of.outputs().size(); ++i) forbid(of.outputs()[i]);
  // Each round but the last takes something away.
  while (!is_final) {
    is_final = true;
    for (std::int32_t i = 0; i < of.node_count(); ++i) {
      const node_view view(of, i);
      const detail::format_sides sides = detail::format_sides_of<Ops>(view, choices);
      for (int k = 0; k < view.input_count() && !sides.reads; ++k) forbid(view.input_index(k));
      if (sides.keeps && is_mixed(view.input_index(0)) != is_mixed(view.output_index(0))) {
        forbid(view.input_index(0));
        forbid(view.output_index(0));
      }
    }
  }
}

/// Formats of the first input and of the output of a node.
constexpr format_pair formats_of(const node_view& view, const kernel_choice* choices) {
  const auto format_of = [&](std::int32_t tensor) {
    return tensor == none ? activation_format::plain : choices[tensor].format;
  };
  return {format_of(view.input_index(0)), format_of(view.output_index(0))};
}

}  // namespace mote

#endif
