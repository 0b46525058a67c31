// SPDX-License-Identifier: Apache-2.0
#include "mote/optimize/channel_removal.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "networks.hpp"
#include "support/run_model.hpp"

namespace {

using mote_test::random_source;
using analysis_type = mote::optimize::channel_analysis<48, 2048>;
using removal = mote::optimize::channel_removal<analysis_type>;
using interpreter = mote::interpreter<mote_test::tested_operators, mote::max_tensors<48>>;

std::vector<char> without_channels(mote::byte_view bytes, bool& removes_any) {
  const auto analysis = std::make_unique<analysis_type>(mote::graph(bytes));
  removes_any = analysis->removes_any();
  std::vector<char> result(std::make_unique<removal>(*analysis, nullptr)->size());
  CHECK(std::make_unique<removal>(*analysis, result.data())->size() == result.size());
  return result;
}

/// A loaded model with its arena.
class loaded_model {
 public:
  explicit loaded_model(mote::byte_view bytes) : arena_(arena_bytes(bytes)) {
    auto loaded = interpreter::load(bytes, arena_.bytes());
    is_loaded_ = static_cast<bool>(loaded);
    if (is_loaded_) {
      model_ = *loaded;
    } else {
      mote_test::report(loaded.error(), bytes);
    }
  }

  bool is_loaded() const { return is_loaded_; }
  std::size_t arena_size() { return arena_.bytes().size(); }
  std::vector<std::int8_t> run(const std::vector<std::int8_t>& input) {
    const auto to = model_.input(0).as<std::int8_t>();
    REQUIRE(to.size() == input.size());
    std::copy(input.begin(), input.end(), to.begin());
    model_.invoke();
    std::vector<std::int8_t> result;
    for (std::size_t i = 0; i < model_.output_count(); ++i) {
      const auto output = model_.output(i).as<std::int8_t>();
      result.insert(result.end(), output.begin(), output.end());
    }
    return result;
  }
  std::size_t input_size() const { return model_.input(0).size_bytes(); }

 private:
  static std::size_t arena_bytes(mote::byte_view bytes) {
    const auto size = interpreter::required_arena_bytes(bytes);
    return size ? *size : 0;
  }

  mote_test::arena_memory arena_;
  interpreter model_;
  bool is_loaded_ = false;
};

/// Runs both on inputs that include the ends of the range everywhere.
void check_equal_outputs(mote::byte_view original, mote::byte_view smaller, random_source& random) {
  loaded_model a(original);
  loaded_model b(smaller);
  REQUIRE(a.is_loaded());
  REQUIRE(b.is_loaded());
  CHECK(b.arena_size() <= a.arena_size());
  for (int i = 0; i < 8; ++i) {
    std::vector<std::int8_t> input(a.input_size(), static_cast<std::int8_t>(i == 0 ? -128 : 127));
    if (i > 1) random.fill(input);
    CHECK(a.run(input) == b.run(input));
  }
}

constexpr auto two_layers = mote_test::write(mote_test::two_layers());

}  // namespace

TEST_CASE("channel_removal: the outputs stay the same") {
  bool removes_any = false;
  const std::vector<char> smaller = without_channels(two_layers.view(), removes_any);
  CHECK(removes_any);
  random_source random(1);
  check_equal_outputs(two_layers.view(), {smaller.data(), smaller.size()}, random);
}

TEST_CASE("channel_removal: shapes, scales and constants of the channels that stay") {
  bool removes_any = false;
  const std::vector<char> smaller = without_channels(two_layers.view(), removes_any);
  const mote::graph graph(mote::byte_view(smaller.data(), smaller.size()));
  // Channels 0, 4 and 7 are needed, and 1 fills up to four.
  CHECK(graph.tensor_at(0).shape == mote::shape(1, 2, 2, 4));
  CHECK(graph.tensor_at(1).shape == mote::shape(4, 1, 1, 4));
  CHECK(graph.tensor_at(2).shape == mote::shape(4));
  CHECK(graph.tensor_at(3).shape == mote::shape(1, 2, 2, 4));
  CHECK(graph.tensor_at(4).shape == mote::shape(4, 1, 1, 4));
  CHECK(graph.tensor_at(5).shape == mote::shape(4));
  CHECK(graph.tensor_at(1).quantization.scales.size() == 4);
  CHECK(graph.tensor_at(1).quantization.scale(1) == mote_test::tiny);
  const auto element = [&](std::int32_t tensor, std::int32_t index) {
    return graph.tensor_at(tensor).integer_at(index);
  };
  CHECK(element(1, 0) == 10);
  CHECK(element(1, 4) == 0);
  CHECK(element(1, 8) == 5);
  CHECK(element(1, 12) == -1);
  CHECK(element(2, 2) == -50);
  // Of the constant channels, 1 and 3 are zero, 2 is 50 above, and 5 the highest value.
  CHECK(element(4, 0) == 10);
  CHECK(element(4, 1) == 0);
  CHECK(element(4, 2) == 50);
  CHECK(element(4, 3) == -70);
  CHECK(element(5, 0) == 1 + 30 * 50 + 60 * (127 + 100));
}

TEST_CASE("channel_removal: a constant expression writes the same bytes") {
  static constexpr auto analysis = mote::optimize::channel_analysis<8, 16>(mote::graph(two_layers.view()));
  using constant_removal = mote::optimize::channel_removal<mote::optimize::channel_analysis<8, 16>>;
  constexpr std::size_t size = constant_removal(analysis, nullptr).size();
  constexpr auto written = [] {
    mote_test::byte_buffer<size> result;
    result.size = constant_removal(analysis, result.bytes).size();
    return result;
  }();
  bool removes_any = false;
  const std::vector<char> smaller = without_channels(two_layers.view(), removes_any);
  CHECK(std::vector<char>(written.bytes, written.bytes + written.size) == smaller);
}

TEST_CASE("channel_removal: random networks") {
  random_source random(2);
  int smaller_ones = 0;
  const int count = mote_test::rounds(400, 8);
  for (int i = 0; i < count; ++i) {
    const mote_test::random_network network(random);
    const auto bytes = mote_test::write<64 * 1024>(network.model());
    bool removes_any = false;
    const std::vector<char> smaller = without_channels(bytes.view(), removes_any);
    smaller_ones += removes_any ? 1 : 0;
    CAPTURE(i);
    check_equal_outputs(bytes.view(), {smaller.data(), smaller.size()}, random);
  }
  CHECK(smaller_ones > count / 4);
}
