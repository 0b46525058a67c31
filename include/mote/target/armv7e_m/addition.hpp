// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_ADDITION_HPP
#define MOTE_TARGET_ARMV7E_M_ADDITION_HPP

#include <cstdint>
#include <limits>

#include "mote/config.hpp"
#include "mote/ops/addition.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/armv7e_m/activation_words.hpp"
#include "mote/target/armv7e_m/requantize.hpp"
#include "mote/target/dsp.hpp"

// ADD and SUB of int8 tensors of one shape.
//
// The reference rounds six times an element:
//   total = round(round(a * 2^20 * m1) / 2^k1) +- round(round(b * 2^20 * m2) / 2^k2)
//   output = clamp(round(round(total * m) / 2^k) + zero_point)
// There are only 256 values of each input, so a linear form is searched that gives the same output for all
// 65,536 pairs:
//   output = (offset + (multiplier1 * a >> 8) + (multiplier2 * b >> 8)) >> 20, saturated
// which takes 2 SMLAW and 1 SSAT. Rounded less, it differs at most where the reference's total comes very
// near to a total at which the output steps, and few pairs do: these are looked at one by one.

namespace mote::armv7e_m {

/// The linear form of a node, if one is found that is right for all pairs of bytes.
class fitted_addition {
 public:
  static constexpr int shift = 20;
  /// Packed words: two multipliers, offset.
  static constexpr std::uint32_t packed_words = 3;

  constexpr explicit fitted_addition(const node_view& view) {
    const exact_addition exact(view);
    const int right_shift = -exact.output_multiplier.exponent;
    if (!is_full_range(exact.stage) || right_shift < 8 || right_shift > 22) return;
    const staircase stairs(exact);
    const input first(exact, true);
    const input second(exact, false);
    const pairs_near_steps pairs(exact, stairs, first, second);
    if (!pairs.complete) return;
    // Changes of a multiplier that move the term of the largest value by one unit of the total.
    const std::int64_t nudge = right_shift < shift ? std::int64_t{1} << (shift - right_shift) : 1;
    for (const int i : {0, 1, -1, 2, -2}) {
      for (const int k : {0, 1, -1, 2, -2}) {
        if (fit(stairs, pairs, first, first.multiplier + i * nudge, second, second.multiplier + k * nudge)) {
          return;
        }
      }
    }
  }

  constexpr bool found() const { return found_; }
  constexpr void store(std::uint32_t* words) const {
    words[0] = static_cast<std::uint32_t>(first_multiplier_);
    words[1] = static_cast<std::uint32_t>(second_multiplier_);
    words[2] = static_cast<std::uint32_t>(offset_);
  }

 private:
  using exact_addition = mote::addition::quantized<std::int8_t>;
  static constexpr int values = 256;

  static constexpr std::int64_t term(std::int64_t multiplier, std::int32_t value) {
    return (multiplier * value) >> 8;
  }

  /// Where the output steps, in totals times the output multiplier: at multiples of the width, less `start`.
  /// Halves are rounded away from zero, which moves the steps of negative totals a little.
  struct staircase {
    int right_shift;
    std::int64_t width;
    std::int64_t start;
    std::int64_t near;  ///< many times the errors of the linear form, and much less than the width
    std::int32_t zero_point;

    constexpr explicit staircase(const exact_addition& exact)
        : right_shift(-exact.output_multiplier.exponent),
          width(std::int64_t{1} << (31 + right_shift)),
          start((width >> 1) + (std::int64_t{1} << 30)),
          near(std::int64_t{16} << 31),
          zero_point(exact.stage.offset) {}
    /// What one unit of the linear form stands for.
    constexpr std::int64_t unit() const { return width >> shift; }
    /// A total's distance from the step below, as a fraction of the width.
    constexpr std::uint32_t fraction(std::int64_t distance) const {
      return static_cast<std::uint32_t>(distance >> (right_shift - 1));
    }
    /// The output above the step that is nearest to a total.
    constexpr std::int64_t nearest(std::int64_t total) const {
      return ((total + start + (width >> 1)) >> (31 + right_shift)) + zero_point;
    }
  };

  /// One of the inputs.
  struct input {
    const exact_addition& exact;
    bool is_first;
    std::int64_t multiplier;

    constexpr input(const exact_addition& rule, bool first)
        : exact(rule),
          is_first(first),
          multiplier(ideal(first ? rule.inputs.first_multiplier : rule.inputs.second_multiplier) *
                     (first ? 1 : rule.sign)) {}
    /// What a value contributes to the total, times the output multiplier.
    constexpr std::int64_t product(std::int32_t value) const {
      constexpr int left = exact_addition::left_shift;
      const std::int32_t total =
          is_first ? exact.inputs.first<left>(value) : exact.sign * exact.inputs.second<left>(value);
      return std::int64_t{total} * exact.output_multiplier.value;
    }

   private:
    /// multiplier / 2^8 / 2^20 = own * 2^left_shift * output
    constexpr std::int64_t ideal(quantized_multiplier own) const {
      const quantized_multiplier output = exact.output_multiplier;
      const int right = 62 - exact_addition::left_shift - 8 - shift - own.exponent - output.exponent;
      if (right > 62) return 0;
      return (((std::int64_t{own.value} * output.value) >> (right - 1)) + 1) >> 1;
    }
  };

  /// The pairs of values whose total is near to a step at which the output does change.
  struct pairs_near_steps {
    struct pair {
      std::int8_t first;
      std::int8_t second;
      std::int16_t output;  ///< the one above the step
      bool is_above;
    };
    static constexpr int most = 64;

    bool complete = true;
    int count = 0;
    pair found[most]{};

    constexpr pairs_near_steps(const exact_addition& exact, const staircase& stairs, const input& first,
                               const input& second) {
      // As the steps are equally wide, only the fraction of a width counts by which a total is above one. The
      // second input's values are sorted by it: those that bring a value of the first near to a step are
      // neighbours. Fractions wrap around as 32-bit numbers do.
      std::uint32_t fractions[values]{};
      std::uint8_t order[values]{};
      for (std::int32_t i = 0; i < values; ++i) fractions[i] = stairs.fraction(second.product(i - 128));
      sort(fractions, order);
      const std::uint32_t near = stairs.fraction(stairs.near) + 2;  // 1 for each that was rounded down
      for (std::int32_t a = -128; a < 128; ++a) {
        const std::int64_t product = first.product(a);
        const std::uint32_t start = stairs.fraction(product + stairs.start);
        // The first one whose sum with `start` wraps around.
        int next = 0;
        for (int half = values / 2; half > 0; half /= 2) {
          if (fractions[order[next + half - 1]] <= ~start) next += half;
        }
        if (fractions[order[next]] <= ~start) ++next;
        const auto is_near = [&](int position, bool is_above) {
          const int b = order[position % values];
          const std::uint32_t above = fractions[b] + start;
          if ((is_above ? above : 0 - above) >= near) return false;
          const std::int64_t output = stairs.nearest(product + second.product(b - 128));
          if (output > -128 && output <= 127) {
            add(exact, a, b - 128, static_cast<std::int32_t>(output));
          }
          return true;
        };
        int k = 0;
        while (k < values && is_near(next + k, true)) ++k;
        k = 1;
        while (k <= values && is_near(next + values - k, false)) ++k;
      }
    }

   private:
    constexpr void add(const exact_addition& exact, std::int32_t a, std::int32_t b, std::int32_t output) {
      if (count == most) {
        complete = false;
      } else {
        found[count++] = {static_cast<std::int8_t>(a), static_cast<std::int8_t>(b),
                          static_cast<std::int16_t>(output), exact(a, b) >= output};
      }
    }
    /// Shell's sort of all positions.
    static constexpr void sort(const std::uint32_t (&keys)[values], std::uint8_t (&order)[values]) {
      for (int i = 0; i < values; ++i) order[i] = static_cast<std::uint8_t>(i);
      for (const int gap : {57, 23, 10, 4, 1}) {
        for (int i = gap; i < values; ++i) {
          const std::uint8_t moved = order[i];
          int at = i;
          for (; at >= gap && keys[order[at - gap]] > keys[moved]; at -= gap) order[at] = order[at - gap];
          order[at] = moved;
        }
      }
    }
  };

  /// The least and the largest of some numbers.
  struct bounds {
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    std::int64_t largest = std::numeric_limits<std::int64_t>::min();

    constexpr void include(std::int64_t number) {
      if (number < least) least = number;
      if (number > largest) largest = number;
    }
    constexpr bounds operator+(const bounds& other) const {
      return {least + other.least, largest + other.largest};
    }
  };

  /// Terms of all values with a multiplier, and their errors.
  struct term_bounds {
    bounds terms;
    bounds errors;

    constexpr term_bounds(const input& of, std::int64_t multiplier, std::int64_t unit) {
      for (std::int32_t value = -128; value < 128; ++value) {
        const std::int64_t own = term(multiplier, value);
        terms.include(own);
        errors.include(own * unit - of.product(value));
      }
    }
  };

  /// Whether there is an offset that is right for all pairs, which is kept then.
  constexpr bool fit(const staircase& stairs, const pairs_near_steps& pairs, const input& first,
                     std::int64_t multiplier1, const input& second, std::int64_t multiplier2) {
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    const auto fits = [](std::int64_t number) { return number <= most && number >= -most; };
    if (!fits(multiplier1) || !fits(multiplier2)) return false;
    const term_bounds one(first, multiplier1, stairs.unit());
    const term_bounds two(second, multiplier2, stairs.unit());
    const bounds errors = one.errors + two.errors;
    const std::int64_t zero = std::int64_t{stairs.zero_point} * (1 << shift);
    // Of the pairs that are not near to a step.
    bounds offsets{
        zero + detail::ceil_divide(stairs.start - stairs.near - errors.least, stairs.unit()),
        zero + detail::ceil_divide(stairs.start + stairs.near - errors.largest, stairs.unit()) - 1};
    for (int i = 0; i < pairs.count; ++i) {
      const auto& pair = pairs.found[i];
      const std::int64_t step = std::int64_t{pair.output} * (1 << shift) - term(multiplier1, pair.first) -
                                term(multiplier2, pair.second);
      if (pair.is_above) {
        if (step > offsets.least) offsets.least = step;
      } else if (step - 1 < offsets.largest) {
        offsets.largest = step - 1;
      }
    }
    if (offsets.least > offsets.largest) return false;
    const std::int64_t middle = (offsets.least + offsets.largest) >> 1;
    const bounds sums = one.terms + two.terms;
    if (!fits(sums.least + middle) || !fits(sums.largest + middle)) return false;
    first_multiplier_ = static_cast<std::int32_t>(multiplier1);
    second_multiplier_ = static_cast<std::int32_t>(multiplier2);
    offset_ = static_cast<std::int32_t>(middle);
    found_ = true;
    return true;
  }

  bool found_ = false;
  std::int32_t first_multiplier_ = 0;
  std::int32_t second_multiplier_ = 0;
  std::int32_t offset_ = 0;
};

/// ADD and SUB, int8, without broadcasting, of a multiple of 4 elements, with the full range as that of the
/// activation. Mixed activations need an even depth. The output may be either input.
template <class Op>
struct addition {
  static constexpr const char* name = Op::code == builtin_operator::add ? "addition" : "subtraction";

  static constexpr bool supports(const node_view& view) {
    const shape& output = view.output().shape;
    return view.input(0).shape == output && view.input(1).shape == output &&
           output.element_count() % 4 == 0 && fitted_addition(view).found();
  }
  static constexpr std::uint32_t packed_words(const node_view& /*view*/) {
    return fitted_addition::packed_words;
  }
  static constexpr void pack(const node_view& view, std::uint32_t* words) {
    fitted_addition(view).store(words);
  }

  template <class Context>
  static void run(const Context& context) {
    const auto g = context.template geometry<Op>();
    run<Context::template input_format<0>, Context::template input_format<1>, Context::output_format>(
        g.template size<decltype(g)::axes - 1>(), context.template input<std::int8_t, 0>(),
        context.template input<std::int8_t, 1>(), context.template packed<addition>(),
        context.template output<std::int8_t>());
  }

 private:
  template <activation_format First, activation_format Second, activation_format Out>
  MOTE_NOINLINE static void run(std::int32_t count, const std::int8_t* first, const std::int8_t* second,
                                const std::uint32_t* packed, std::int8_t* output) {
    constexpr int shift = fitted_addition::shift;
    const auto m1 = static_cast<std::int32_t>(packed[0]);
    const auto m2 = static_cast<std::int32_t>(packed[1]);
    const auto offset = static_cast<std::int32_t>(packed[2]);
    const std::int32_t mixed_offset = offset + (128 << shift);
    const std::uint32_t high_bytes = dsp::in_register(0xff00ff00);
    for (const std::int8_t* const end = output + count; output != end; output += 4, first += 4, second += 4) {
      const std::uint32_t a = load_plain<First>(first);
      const std::uint32_t b = load_plain<Second>(second);
      const std::uint32_t even_a = a << 8 & high_bytes;
      const std::uint32_t even_b = b << 8 & high_bytes;
      const std::uint32_t odd_a = a & high_bytes;
      const std::uint32_t odd_b = b & high_bytes;
      const std::uint32_t low = pair(dsp::smlawb(m2, even_b, dsp::smlawb(m1, even_a, mixed_offset)),
                                     dsp::smlawb(m2, odd_b, dsp::smlawb(m1, odd_a, offset)));
      const std::uint32_t high = pair(dsp::smlawt(m2, even_b, dsp::smlawt(m1, even_a, mixed_offset)),
                                      dsp::smlawt(m2, odd_b, dsp::smlawt(m1, odd_a, offset)));
      store_mixed<Out>(dsp::pkhbt<16>(low, high), output);
    }
  }
  /// Two mixed elements in the low half of the word.
  static std::uint32_t pair(std::int32_t even, std::int32_t odd) {
    constexpr int shift = fitted_addition::shift;
    return static_cast<std::uint32_t>(dsp::usat<8, shift>(even)) |
           static_cast<std::uint32_t>(dsp::ssat<8, shift>(odd)) << 8;
  }
};

}  // namespace mote::armv7e_m

#endif
