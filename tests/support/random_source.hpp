// SPDX-License-Identifier: Apache-2.0

// Numbers for randomised tests: the same in every run.

#ifndef MOTE_TESTS_SUPPORT_RANDOM_SOURCE_HPP
#define MOTE_TESTS_SUPPORT_RANDOM_SOURCE_HPP

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace mote_test {

#ifdef __arm__
inline constexpr bool on_board = true;
#else
inline constexpr bool on_board = false;
#endif

/// Number of rounds of a randomised test: an emulated board gets fewer.
constexpr int rounds(int desktop, int board) { return on_board ? board : desktop; }

class random_source {
 public:
  explicit constexpr random_source(std::uint64_t seed) : state_(seed) {}

  /// Sebastiano Vigna's SplitMix64.
  constexpr std::uint64_t bits() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  constexpr std::int32_t between(std::int32_t low, std::int32_t high) {
    const auto count = static_cast<std::uint64_t>(std::int64_t{high} - low + 1);
    return static_cast<std::int32_t>(low + static_cast<std::int64_t>((bits() >> 32) * count >> 32));
  }
  constexpr bool chance(int one_in) { return between(1, one_in) == 1; }
  /// A value of the range, one in eight times one of its ends.
  template <class T>
  constexpr T integer(T low = std::numeric_limits<T>::min(), T high = std::numeric_limits<T>::max()) {
    static_assert(std::is_signed_v<T> || sizeof(T) < 4);
    if (chance(8)) return chance(2) ? low : high;
    return static_cast<T>(between(low, high));
  }
  /// From low up to, and not including, high.
  constexpr float real(float low, float high) {
    return low + (high - low) * (static_cast<float>(bits() >> 40) / static_cast<float>(1 << 24));
  }
  /// One of the elements of an array.
  template <class T, std::size_t Count>
  constexpr T one_of(const T (&elements)[Count]) {
    return elements[between(0, static_cast<std::int32_t>(Count) - 1)];
  }
  template <class Container>
  void fill(Container& elements) {
    for (auto& element : elements) element = integer<std::decay_t<decltype(element)>>();
  }

 private:
  std::uint64_t state_;
};

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_RANDOM_SOURCE_HPP
