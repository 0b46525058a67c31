// SPDX-License-Identifier: Apache-2.0

#include "kernel_table.hpp"

#include <charconv>
#include <cinttypes>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include "optimized_model.hpp"
#include "support.hpp"

namespace mote::cli {
namespace {

struct policy_functions {
  const char* name;
  support (*admits)(const kernel_cost&);
  std::uint64_t (*most_arena)(std::uint64_t);
};
template <class Policy>
constexpr policy_functions functions_of(const char* name) {
  return {name, Policy::admits, Policy::most_arena};
}
constexpr policy_functions all_policies[] = {
    functions_of<policy::balanced>("balanced"), functions_of<policy::speed>("speed"),
    functions_of<policy::flash>("flash"), functions_of<policy::ram>("ram")};

/// One of the library's policies, chosen at run time: so the loader is compiled once.
struct any_policy {
  static inline const policy_functions* selected = all_policies;
  /// Of extra_constants.
  static inline std::optional<std::uint32_t> budget;

  static void select(const std::string& name) {
    constexpr std::string_view budgeted = "extra_constants<";
    if (name.size() > budgeted.size() && name.compare(0, budgeted.size(), budgeted) == 0 &&
        name.back() == '>') {
      std::uint32_t bytes = 0;
      const char* const end = name.data() + name.size() - 1;
      const auto read = std::from_chars(name.data() + budgeted.size(), end, bytes);
      if (read.ec == std::errc() && read.ptr == end) {
        selected = all_policies;  // what it is derived from
        budget = bytes;
        return;
      }
    }
    for (const policy_functions& one : all_policies) {
      if (one.name != name) continue;
      selected = &one;
      budget.reset();
      return;
    }
    throw usage_error("unknown policy " + name + ": balanced, speed, flash, ram or extra_constants<BYTES>");
  }

  static support admits(const kernel_cost& cost) {
    return budget ? policy::admits_share(cost, *budget) : selected->admits(cost);
  }
  static std::uint64_t most_arena(std::uint64_t bytes) { return selected->most_arena(bytes); }
};

using all_operators = detail::concatenated<ops::all, signal::operators>::type;

/// The kernels of one target.
template <class Target>
class kernel_table {
 public:
  using operators = typename detail::list_on_target<all_operators, Target>::type;

  explicit kernel_table(const model_file& model)
      : model_(optimized_bytes(model)),
        bytes_(model_.data(), model_.size()),
        plan_(std::make_unique<plan>()) {
    problem_log unheard(nullptr, 0);
    load_model<operators, any_policy>(bytes_, *plan_, unheard);
    if (!unheard.empty()) throw refusal("the model needs more memory with these kernels than there is");
  }

  void print() {
    const auto subgraphs = static_cast<std::int32_t>(graph(bytes_).subgraph_count());
    for (std::int32_t s = 0; s < subgraphs; ++s) {
      const graph of(bytes_, nullptr, s);
      if (s != 0) std::printf("\nsubgraph %" PRId32 "\n", s);
      const std::int64_t total_work = work_of(of);
      for (std::int32_t i = 0; i < of.node_count(); ++i) print_node(node_view(of, i), total_work);
    }
    std::printf("%" PRId32 " of the %" PRId32 " nodes that the target has kernels for run in them\n",
                in_kernels_, with_kernels_);
    std::printf("arena: %" PRIu32 " bytes with these kernels\n", plan_->arena_bytes);
    std::printf("constants of these kernels: %" PRIu32 " bytes, in flash or, with constants_in_ram, in RAM\n",
                constant_bytes_);
  }

 private:
  using plan = memory_plan<interpreter::tensor_limit, has_kernels_v<operators>>;

  void print_node(const node_view& view, std::int64_t total_work) {
    const std::string name = operator_name(view.owner().node_at(view.index()));
    const auto line = [&](const char* kernel) {
      std::printf("%5" PRId32 "  %-38.38s%s\n", view.index(), name.c_str(), kernel);
    };
    bool has_kernels = false;
    operators::visit(view, [&](auto op) {
      using kernels = kernels_of<typename decltype(op)::type>;
      if constexpr (kernels::size > 0) {
        has_kernels = true;
        const std::size_t first = plan_->first[view.owner().index()];
        const int chosen = plan_->choices[first + static_cast<std::size_t>(view.output_index(0))].kernel;
        ++with_kernels_;
        const char* kernel_name = "portable";
        kernels::visit(chosen, [&](auto kernel) {
          using chosen_kernel = typename decltype(kernel)::type;
          kernel_name = kernel_name_v<chosen_kernel>;
          constant_bytes_ += cost_of<chosen_kernel>(view, total_work).constant_bytes;
          ++in_kernels_;
        });
        line(kernel_name);
        print_limits<kernels>(view, chosen, total_work);
      }
    });
    if (!has_kernels) line("portable: the target has no other");
  }

  /// What keeps the kernels before the chosen one away.
  template <class Kernels>
  static void print_limits(const node_view& view, int chosen, std::int64_t total_work) {
    const support types = Kernels::takes_types(view);
    int position = 0;
    Kernels::for_each([&](auto tag) {
      using kernel = typename decltype(tag)::type;
      if (position++ >= chosen) return;
      const support takes = types ? support(kernel::supports(view)) : types;
      // What takes it and is admitted had no room for its scratch.
      const auto no_room = [](bool) { return 0; };
      support reason = takes;
      if (takes) reason = mote::admits<any_policy, kernel>(view, total_work, no_room);
      if (reason && reads_planes_v<kernel>) reason = kernel_limit::no_planes;
      std::printf("         not %s: %s\n", kernel_name_v<kernel>, text_of(reason.limit()));
    });
  }

  std::vector<char> model_;
  byte_view bytes_;
  std::unique_ptr<plan> plan_;
  std::int32_t with_kernels_ = 0;
  std::int32_t in_kernels_ = 0;
  std::uint32_t constant_bytes_ = 0;
};

}  // namespace

void check_kernel_options(const std::string& target, const std::string& policy) {
  if (target != "armv7e_m") throw usage_error("unknown target " + target + ": armv7e_m");
  any_policy::select(policy);
}

void print_kernels(const model_file& model, const std::string& target, const std::string& policy) {
  check_kernel_options(target, policy);
  std::printf("\n node  %-38skernel of %s, optimized for %s\n", "operator", target.c_str(), policy.c_str());
  kernel_table<mote::target::armv7e_m>(model).print();
}

}  // namespace mote::cli
