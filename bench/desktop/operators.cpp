// SPDX-License-Identifier: Apache-2.0

// Layers in the library's kernels and in XNNPACK's, side by side.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <mote/mote.hpp>
#include <string>
#include <utility>
#include <vector>

#include "layers.hpp"
#include "ratio_table.hpp"
#include "xnnpack_layer.hpp"

namespace {

using bench::layer;
using bench::layer_kind;
using bench::layers;

constexpr int layer_count = static_cast<int>(std::size(layers));

/// The operator of a layer and its sizes as types, as a static model has them.
template <int Index, layer_kind Kind = layers[Index].kind>
struct fixed_layer {
  static constexpr const layer& subject = layers[Index];
  using op = std::conditional_t<Kind == layer_kind::conv, mote::ops::conv_2d, mote::ops::depthwise_conv_2d>;
  static constexpr mote::conv_geometry<mote::static_extents<
      1, subject.height, subject.width, subject.input_depth, subject.output_height(), subject.output_width(),
      subject.output_depth, subject.filter_height, subject.filter_width, subject.filter_depth(),
      subject.stride, subject.stride, 1, 1, subject.padding_height() / 2, subject.padding_width() / 2>>
      geometry{};
};
template <int Index>
struct fixed_layer<Index, layer_kind::fully_connected> {
  static constexpr const layer& subject = layers[Index];
  using op = mote::ops::fully_connected;
  static constexpr mote::matrix_geometry<
      mote::static_extents<subject.height, subject.input_depth, subject.output_depth>>
      geometry{};
};

/// A layer, ready to be run by all that can run it.
template <int Index>
class measured_layer {
 public:
  measured_layer()
      : data_(subject),
        model_(model_of(subject, data_)),
        graph_(view_of(model_)),
        view_(graph_, 0),
        xnnpack_(subject, data_) {
    const typename op::channels table(view_);
    for (std::int32_t c = 0; c < table.size(); ++c) channels_.push_back(table[c]);
    run_portable();
    const std::vector<std::int8_t> expected = output_;
    prepare_target();
    if (has_target()) {
      run_target();
      require(output_ == expected, "the target's kernel differs from the portable one");
    }
    if (xnnpack_.exists()) {
      xnnpack_.run();
      // It rounds once, in float.
      require(std::equal(expected.begin(), expected.end(), xnnpack_.output().begin(),
                         [](int a, int b) { return std::abs(a - b) <= 1; }),
              "XNNPACK differs by more than 1");
    }
  }

  void register_benchmarks() {
    add("portable", [this] { run_portable(); });
    if (has_target()) add("target", [this] { run_target(); });
    if (xnnpack_.exists()) add("xnnpack", [this] { xnnpack_.run(); });
  }

 private:
  static constexpr const layer& subject = layers[Index];
  using fixed = fixed_layer<Index>;
  using op = typename fixed::op;
  using kernels = mote::target::native::kernels<op>;

  static mote::byte_view view_of(const std::vector<std::uint8_t>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  static void require(bool condition, const char* otherwise) {
    if (condition) return;
    std::fprintf(stderr, "%s: %s\n", subject.name, otherwise);
    std::exit(1);
  }
  template <class Run>
  static void add(const char* what, Run run) {
    benchmark::RegisterBenchmark((std::string(subject.name) + "/" + what).c_str(),
                                 [run](benchmark::State& state) {
                                   for (auto _ : state) {
                                     run();
                                     benchmark::ClobberMemory();
                                   }
                                 });
  }

  [[nodiscard]] bool has_target() const { return position_ != kernels::size; }
  void prepare_target() {
    kernels::visit(position_, [&](auto tag) {
      using kernel = typename decltype(tag)::type;
      packed_.resize(kernel::packed_words(view_));
      kernel::pack(view_, packed_.data());
      scratch_.resize(kernel::scratch_bytes(view_));
    });
  }
  void run_target() {
    kernels::visit(position_, [&](auto tag) {
      using kernel = typename decltype(tag)::type;
      constexpr auto plain = mote::activation_format::plain;
      kernel::template run<plain, plain>(fixed::geometry, data_.input.data(), packed_.data(), output_.data(),
                                         scratch_.data());
    });
  }
  void run_portable() {
    const auto call = [&](auto kernel) {
      kernel(fixed::geometry, data_.input.data(), data_.weights.data(), channels_.data(),
             parameters_.input_offset, parameters_.stage, output_.data());
    };
    if constexpr (subject.kind == layer_kind::conv) {
      call([](const auto&... operands) { mote::portable::conv_2d(operands...); });
    } else if constexpr (subject.kind == layer_kind::depthwise) {
      call([](const auto&... operands) { mote::portable::depthwise_conv_2d(operands...); });
    } else {
      call([](const auto&... operands) { mote::portable::fully_connected(operands...); });
    }
  }

  bench::layer_data data_;
  std::vector<std::uint8_t> model_;
  mote::graph graph_;
  mote::node_view view_;
  int position_ = kernels::choose(view_);
  typename op::parameters parameters_{view_};
  std::vector<mote::channel> channels_;
  std::vector<std::uint32_t> packed_;
  std::vector<std::byte> scratch_;
  std::vector<std::int8_t> output_ =
      std::vector<std::int8_t>(static_cast<std::size_t>(subject.output_size()));
  bench::xnnpack_layer xnnpack_;
};

template <int Index>
void register_layer() {
  static measured_layer<Index> measured;
  measured.register_benchmarks();
}

template <int... Index>
void register_all(std::integer_sequence<int, Index...>) {
  (register_layer<Index>(), ...);
}

}  // namespace

int main(int argc, char** argv) {
  register_all(std::make_integer_sequence<int, layer_count>());
  const bench::time_collector times = bench::run_benchmarks(argc, argv);
  const double cycle = nanoseconds_per_cycle(times);
  std::printf("| layer | portable, MAC/cycle | native, MAC/cycle | portable / native | native / XNNPACK |\n");
  std::printf("| --- | --: | --: | --: | --: |\n");
  for (const layer& row : layers) {
    const std::string name = row.name;
    const double portable = times.time(name + "/portable");
    if (portable <= 0.0) continue;
    const double target = times.time(name + "/target");
    const double ours = target > 0.0 ? target : portable;
    const double xnnpack = times.time(name + "/xnnpack");
    const auto macs = static_cast<double>(row.macs());
    std::printf("| %s | %s | %s | %s | %s |\n", row.name, bench::quotient(macs * cycle, portable).c_str(),
                bench::quotient(macs * cycle, ours).c_str(), bench::quotient(portable, ours).c_str(),
                bench::quotient(ours, xnnpack).c_str());
  }
}
