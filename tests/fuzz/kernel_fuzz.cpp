// SPDX-License-Identifier: Apache-2.0
// Each kernel of the Cortex-M4, and of AVX2 where there is that, that supports a random layer gives what the
// portable one gives, in all of its formats but planes, whose sizes are types, and touches nothing but its
// operands.

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

#include "model_builder.hpp"
#include "mote/ops/extents.hpp"
#include "mote/target/armv7e_m.hpp"
#include "mote/target/avx2.hpp"
#include "runtime.hpp"
#include "support/flip_even_channels.hpp"
#include "support/random_source.hpp"

namespace {

namespace tflite = tflite_subset;
using mote::activation_format;
using mote_fuzz::exact_memory;
using mote_test::random_source;

// ---- Layers

/// Sizes come from the fuzzer's bytes, contents from numbers that these begin.
class layer_source {
 public:
  layer_source(const std::uint8_t* bytes, std::size_t size)
      : next_(bytes), end_(bytes + size), random(size + (size > 0 ? bytes[size - 1] : 0U)) {}

  std::int32_t between(std::int32_t low, std::int32_t high) {
    return low + (next_ == end_ ? 0 : *next_++ % (high - low + 1));
  }
  /// A number of channels: multiples of 4, which kernels like, and others.
  std::int32_t channels() {
    const std::int32_t choice = between(0, 3);
    return choice == 0 ? between(1, 20) : choice == 1 ? 4 * between(1, 24) : 4 * between(1, 6);
  }

 private:
  const std::uint8_t* next_;
  const std::uint8_t* end_;

 public:
  random_source random;
};

mote::tools::quantization activations(layer_source& from) {
  constexpr std::int32_t special[] = {-128, 0, 127, -128};
  const std::int32_t choice = from.between(0, 5);
  const std::int32_t zero_point = choice < 4 ? special[choice] : from.random.between(-128, 127);
  return mote::tools::per_tensor(from.random.real(0.01F, 0.1F), zero_point);
}

enum class layer_kind : std::uint8_t { convolution, depthwise, fully_connected };

struct layer_sizes {
  layer_kind kind = layer_kind::convolution;
  std::int32_t height = 1;
  std::int32_t width = 1;
  std::int32_t depth = 1;
  std::int32_t outputs = 1;
  std::int32_t filter_h = 1;
  std::int32_t filter_w = 1;
  std::int32_t stride_h = 1;
  std::int32_t stride_w = 1;
  std::int32_t dilation = 1;
  bool is_same = true;

  bool is_depthwise() const { return kind == layer_kind::depthwise; }
  bool is_dense() const { return kind == layer_kind::fully_connected; }
  std::int32_t reach(std::int32_t filter) const { return (filter - 1) * dilation + 1; }
  std::int32_t output_size(std::int32_t size, std::int32_t filter, std::int32_t stride) const {
    return ((is_same ? size - 1 : size - reach(filter)) + stride) / stride;
  }
};

/// What kernels are made for, most often, and what is near.
layer_sizes random_sizes(layer_source& from) {
  layer_sizes s;
  s.is_same = from.between(0, 1) == 0;
  const std::int32_t shape = from.between(0, 5);
  switch (shape) {
    case 0:
      s.kind = layer_kind::fully_connected;
      break;
    case 1:  // a few pixels
      break;
    case 2:  // 3x3, a channel each
      s.kind = layer_kind::depthwise;
      s.filter_h = s.filter_w = 3;
      s.stride_h = s.stride_w = from.between(1, 2);
      break;
    case 3:  // images of one channel
      s.kind = from.between(0, 1) == 0 ? layer_kind::convolution : layer_kind::depthwise;
      s.filter_h = from.between(1, 10);
      s.filter_w = from.between(1, 8);
      s.stride_h = from.between(1, 2);
      s.stride_w = 2;
      break;
    case 4:  // 3x3 of many channels
      s.filter_h = s.filter_w = 3;
      s.stride_h = s.stride_w = from.between(1, 2);
      s.is_same = true;
      break;
    default:
      s.kind = from.between(0, 1) == 0 ? layer_kind::convolution : layer_kind::depthwise;
      s.filter_h = from.between(1, 5);
      s.filter_w = from.between(1, 5);
      s.stride_h = from.between(1, 3);
      s.stride_w = from.between(0, 3) == 0 ? from.between(1, 3) : s.stride_h;
      s.dilation = from.between(0, 3) == 0 ? 2 : 1;
  }
  if (s.is_dense()) {
    s.is_same = true;
  } else if (shape == 4 || (shape == 2 && from.between(0, 1) == 0)) {
    s.height = 4 * from.between(1, 4);
    s.width = 4 * from.between(1, shape == 4 ? 4 : 9);
  } else {
    s.height = from.between(s.is_same ? 1 : s.reach(s.filter_h), s.reach(s.filter_h) + 11);
    s.width = from.between(s.is_same ? 1 : s.reach(s.filter_w), s.reach(s.filter_w) + 31);
  }
  constexpr std::int32_t many[] = {16, 32, 64};
  s.depth = shape == 3 ? 1 : shape == 4 ? many[from.between(0, 2)] : from.channels();
  s.outputs = shape == 4          ? 2 * from.between(1, 6)
              : !s.is_depthwise() ? from.channels()
              : s.depth > 1       ? s.depth * (from.between(0, 7) == 0 ? 2 : 1)
                                  : from.between(1, 9);
  return s;
}

/// The layer as the only node of a model.
std::vector<std::uint8_t> layer_model(layer_source& from) {
  mote::tools::model_builder builder;
  const layer_sizes s = random_sizes(from);
  const std::int32_t terms = s.filter_h * s.filter_w * (s.is_depthwise() ? 1 : s.depth);

  const auto scheme = activations(from);
  const std::int32_t batches = from.between(0, 5) == 0 ? 2 : 1;
  const std::vector<std::int32_t> in = s.is_dense()
                                           ? std::vector<std::int32_t>{batches, s.depth}
                                           : std::vector<std::int32_t>{batches, s.height, s.width, s.depth};
  const std::int32_t input = builder.add_tensor("", tflite::TensorType::INT8, in, scheme);

  std::vector<float> scales(from.between(0, 1) == 0 ? 1 : static_cast<std::size_t>(s.outputs));
  const bool has_extremes = from.between(0, 7) == 0;
  for (float& scale : scales) {
    constexpr float extremes[] = {0.0F, 1e-38F, 1e-12F, 1e-6F, 1.0F, 100.0F};
    scale = has_extremes && from.random.chance(3) ? from.random.one_of(extremes)
                                                  : from.random.real(0.001F, 0.01F);
  }
  std::vector<std::int8_t> weights(static_cast<std::size_t>(s.outputs * terms));
  const std::int32_t content = from.between(0, 7);
  for (std::int8_t& w : weights) {
    w = content == 0   ? from.random.integer<std::int8_t>()
        : content == 1 ? static_cast<std::int8_t>(from.random.chance(2) ? -127 : 127)
                       : from.random.integer<std::int8_t>(-127);
  }
  const std::vector<std::int32_t> filter =
      s.is_dense()       ? std::vector<std::int32_t>{s.outputs, s.depth}
      : s.is_depthwise() ? std::vector<std::int32_t>{1, s.filter_h, s.filter_w, s.outputs}
                         : std::vector<std::int32_t>{s.outputs, s.filter_h, s.filter_w, s.depth};
  const std::int32_t filter_index =
      builder.add_constant("", filter, weights, mote::tools::per_channel(scales, s.is_depthwise() ? 3 : 0));

  std::vector<std::int32_t> bias(static_cast<std::size_t>(s.outputs));
  const std::int32_t most = 1000 * terms;
  for (std::int32_t& b : bias) b = from.random.between(-most, most);
  const std::int32_t bias_index = from.between(0, 7) == 0 ? -1 : builder.add_constant("", {s.outputs}, bias);

  // About as wide as the sums, or a part of them, or wider.
  auto out_scheme = activations(from);
  out_scheme.scales[0] = scheme.scales[0] * 0.005F * 73.0F * 1000.0F * from.random.real(0.02F, 1.5F) / 127.0F;
  const auto fused = static_cast<tflite::ActivationFunctionType>(from.between(0, 1) * from.between(0, 3));
  const std::vector<std::int32_t> out =
      s.is_dense() ? std::vector<std::int32_t>{batches, s.outputs}
                   : std::vector<std::int32_t>{batches, s.output_size(s.height, s.filter_h, s.stride_h),
                                               s.output_size(s.width, s.filter_w, s.stride_w), s.outputs};
  const std::int32_t output = builder.add_tensor("", tflite::TensorType::INT8, out, out_scheme);

  const auto windowed = [&](auto options) {
    options.padding = s.is_same ? tflite::Padding::SAME : tflite::Padding::VALID;
    options.stride_h = s.stride_h;
    options.stride_w = s.stride_w;
    options.dilation_h_factor = options.dilation_w_factor = s.dilation;
    options.fused_activation_function = fused;
    return options;
  };
  const std::vector<std::int32_t> operands = {input, filter_index, bias_index};
  switch (s.kind) {
    case layer_kind::convolution:
      builder.add_operator(tflite::BuiltinOperator::CONV_2D, operands, {output},
                           windowed(tflite::Conv2DOptionsT{}));
      break;
    case layer_kind::depthwise:
      builder.add_operator(tflite::BuiltinOperator::DEPTHWISE_CONV_2D, operands, {output},
                           windowed(tflite::DepthwiseConv2DOptionsT{}));
      break;
    case layer_kind::fully_connected:
      tflite::FullyConnectedOptionsT options;
      options.fused_activation_function = fused;
      builder.add_operator(tflite::BuiltinOperator::FULLY_CONNECTED, operands, {output}, options);
  }
  builder.set_inputs({input});
  builder.set_outputs({output});
  return builder.finish();
}

// ---- Kernels

using activations_type = std::vector<std::int8_t>;

/// Operands at the ends of their blocks of memory.
class placed {
 public:
  explicit placed(std::size_t size) : memory_(size, 0) {}
  placed(const void* from, std::size_t size) : memory_(size, 0) { std::memcpy(memory_.data(), from, size); }
  template <class T>
  T* as() {
    return reinterpret_cast<T*>(memory_.data());
  }

 private:
  exact_memory memory_;
};

template <class Kernel, activation_format In, activation_format Out, class Geometry>
void check_formats(const mote::node_view& view, const Geometry& geometry, const activations_type& input,
                   const activations_type& expected) {
  const auto in_format = [](const activations_type& plain, activation_format format, std::int32_t depth) {
    return format == activation_format::mixed ? mote_test::flip_even_channels(plain, depth) : plain;
  };
  placed packed(4 * Kernel::packed_words(view));
  if constexpr (std::is_invocable_v<decltype(Kernel::pack), const mote::node_view&, std::uint32_t*,
                                    activation_format>) {
    Kernel::pack(view, packed.as<std::uint32_t>(), Out);
  } else {
    Kernel::pack(view, packed.as<std::uint32_t>());
  }
  const auto given = in_format(input, In, view.input(0).shape.back());
  placed from(given.data(), given.size());
  placed scratch(mote::scratch_of<Kernel>(view, {In, Out}));
  placed to(expected.size());
  const auto run = [&](std::int8_t* output) {
    Kernel::template run<In, Out>(geometry, from.as<std::int8_t>(), packed.as<std::uint32_t>(), output,
                                  scratch.as<void>());
    const auto wanted = in_format(expected, Out, view.output().shape.back());
    mote_fuzz::require(std::equal(wanted.begin(), wanted.end(), output), "a kernel differs");
  };
  run(to.as<std::int8_t>());
  if (mote::detail::overwrites_input<Kernel>::value && expected.size() <= input.size()) {
    run(from.as<std::int8_t>());
  }
}

template <class Op, class Kernel>
void check_kernel(const mote::node_view& view, const activations_type& input,
                  const activations_type& expected) {
  if (!Kernel::supports(view)) return;
  constexpr auto plain = activation_format::plain;
  constexpr auto mixed = activation_format::mixed;
  const auto extents = Op::extents(view);
  const typename Op::template geometry<mote::dynamic_extents<decltype(extents)::count>> geometry{extents};
  check_formats<Kernel, plain, plain>(view, geometry, input, expected);
  if constexpr (Kernel::writes_mixed) check_formats<Kernel, plain, mixed>(view, geometry, input, expected);
  if constexpr (Kernel::reads_mixed) check_formats<Kernel, mixed, plain>(view, geometry, input, expected);
  if constexpr (Kernel::reads_mixed && Kernel::writes_mixed) {
    check_formats<Kernel, mixed, mixed>(view, geometry, input, expected);
  }
}

template <class Op, class... Kernels>
void check_kernels(mote::kernel_list<Kernels...> /*kernels*/, const mote::node_view& view,
                   const activations_type& input, const activations_type& expected) {
  const auto check = [&](auto tag) {
    using kernel = typename decltype(tag)::type;
    // Planes are for sizes that are types.
    if constexpr (!mote::reads_planes_v<kernel>) check_kernel<Op, kernel>(view, input, expected);
  };
  (check(mote::type_tag<Kernels>{}), ...);
}

template <class Op>
void check_operator(const mote::node_view& view, const activations_type& input,
                    const activations_type& expected) {
  if (view.code() != Op::code) return;
  check_kernels<Op>(mote::target::armv7e_m::kernels<Op>{}, view, input, expected);
#if MOTE_HAS_AVX2
  check_kernels<Op>(mote::target::avx2::kernels<Op>{}, view, input, expected);
#endif
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  layer_source from(bytes, size);
  const auto file = layer_model(from);
  mote_fuzz::placed_model model(file.data(), file.size(), 0);
  const mote_fuzz::load_outcome outcome = mote_fuzz::load(model.view());
  if (!outcome.is_accepted) return 0;
  const mote::graph graph(model.view());
  const mote::node_view view(graph, 0);
  activations_type input(view.input(0).size_bytes());
  from.random.fill(input);
  const auto expected = mote_fuzz::output_of(model.view(), outcome.arena_bytes,
                                             {static_cast<const void*>(input.data()), input.size()});
  check_operator<mote::ops::conv_2d>(view, input, expected);
  check_operator<mote::ops::depthwise_conv_2d>(view, input, expected);
  check_operator<mote::ops::fully_connected>(view, input, expected);
  return 0;
}
