// SPDX-License-Identifier: Apache-2.0

// One model, compiled and loaded: what it gives in one door it must give in the other.

#ifndef MOTE_TESTS_SUPPORT_BOTH_DOORS_HPP
#define MOTE_TESTS_SUPPORT_BOTH_DOORS_HPP

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "mote/run/interpreter.hpp"
#include "mote/run/static_model.hpp"
#include "run_model.hpp"
#include "small_models.hpp"

namespace mote_test {

template <model_description (*Make)(), class Ops = tested_operators>
class both_doors {
 public:
  // An interpreter runs the model as it is, and in tests with the portable kernels, which take no other
  // scratch.
  using net = mote::static_model<bytes_of<Make>, Ops, mote::keep_all_channels,
                                 mote::for_target<mote::target::portable>>;
  using interpreter = mote::interpreter<Ops, mote::max_tensors<64>>;

  both_doors() : compiled_(std::make_unique<net>()), arena_(net::arena_bytes) {
    constexpr mote::byte_view bytes(bytes_of<Make>.data(), bytes_of<Make>.size());
    static_assert(*interpreter::required_arena_bytes(bytes) == net::arena_bytes);
    auto loaded = interpreter::load(bytes, arena_.bytes());
    REQUIRE(loaded);
    loaded_ = *loaded;
    CHECK(loaded_.state_bytes() == net::state_bytes);
    reset();
  }

  template <std::size_t Position, class T>
  void set(const std::vector<T>& values) {
    const auto input = compiled_->template input<Position>();
    REQUIRE(input.size() == values.size());
    std::copy(values.begin(), values.end(), input.begin());
    std::copy(values.begin(), values.end(), loaded_.input(Position).template as<T>().begin());
  }

  /// Runs the model: the elements of the first output.
  template <class T>
  std::vector<T> invoke() {
    compiled_->invoke();
    loaded_.invoke();
    return output<0, T>();
  }

  /// The elements of any output, after an invoke.
  template <std::size_t Position, class T>
  std::vector<T> output() {
    const auto output = compiled_->template output<Position>();
    const auto other = loaded_.output(Position).template as<T>();
    CHECK(std::equal(output.begin(), output.end(), other.begin(), other.end()));
    return std::vector<T>(output.begin(), output.end());
  }

  void reset() {
    compiled_->reset();
    loaded_.reset();
  }

 private:
  std::unique_ptr<net> compiled_;
  arena_memory arena_;
  interpreter loaded_;
};

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_BOTH_DOORS_HPP
