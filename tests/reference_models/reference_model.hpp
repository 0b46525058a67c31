// SPDX-License-Identifier: Apache-2.0

// A reference model gives the reference's bytes for its eight inputs, through both doors. The tests of each
// model also bound its arena by the most bytes that are live at one time in it.

#ifndef MOTE_TESTS_REFERENCE_MODELS_REFERENCE_MODEL_HPP
#define MOTE_TESTS_REFERENCE_MODELS_REFERENCE_MODEL_HPP

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <mote/mote.hpp>
#include <string>
#include <vector>

#include "support/run_model.hpp"
#include "support/shared_files.hpp"

namespace mote_test {

/// Sees whether nodes begin and end in order.
struct order_observer {
  std::int32_t begun = 0;
  std::int32_t ended = 0;
  bool in_order = true;

  void begin(const mote::node_view& node) {
    in_order = in_order && node.index() == begun++ && begun == ended + 1;
  }
  void end(const mote::node_view& node, const mote::tensor_ref& output) {
    in_order = in_order && node.index() == ended++ && begun == ended;
    in_order = in_order && output.shape() == node.output().shape && output.type() == node.output().type;
  }
};

template <const auto& Model>
class reference_model {
 public:
  using net = mote::static_model<Model, mote::for_target<mote::target::portable>>;
  using interpreter = mote::interpreter<mote_test::tested_operators>;
  static_assert(net::input_count == 1 && net::output_count == 1);

  explicit reference_model(std::string name) : name_(std::move(name)) {
    for (int i = 1; i <= 8; ++i) {
      inputs_.push_back(read_model_file(name_, std::to_string(i) + ".in"));
      outputs_.push_back(read_model_file(name_, std::to_string(i) + ".out"));
      REQUIRE_MESSAGE(!inputs_.back().empty(), name_);
      REQUIRE_MESSAGE(!outputs_.back().empty(), name_);
    }
  }

  template <class Net = net>
  void check_static_model() const {
    static Net model;
    check_all([](const std::vector<char>& in, std::vector<char>& out) {
      const auto input = model.template input<0>();
      REQUIRE(input.size_bytes() == in.size());
      std::memcpy(input.data(), in.data(), in.size());
      model.invoke();
      const auto output = model.template output<0>();
      out.assign(reinterpret_cast<const char*>(output.data()),
                 reinterpret_cast<const char*>(output.data()) + output.size_bytes());
    });
    order_observer observer;
    model.invoke(observer);
    CHECK(observer.in_order);
    CHECK(observer.ended == static_cast<std::int32_t>(net::node_count));
  }

  void check_interpreter() const { check_interpreter_of(mote::byte_view(Model, sizeof(Model))); }

  /// A model whose bytes begin at an odd address.
  void check_interpreter_at_odd_address() const {
    arena_memory copy(sizeof(Model) + 1);
    std::memcpy(copy.bytes().data() + 1, Model, sizeof(Model));
    check_interpreter_of(mote::byte_view(copy.bytes().data() + 1, sizeof(Model)));
  }

 private:
  template <class Run>
  void check_all(Run run) const {
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      std::vector<char> output;
      run(inputs_[i], output);
      CHECK_MESSAGE(output == outputs_[i], name_, " input ", i + 1);
    }
  }

  void check_interpreter_of(mote::byte_view bytes) const {
    const auto need = interpreter::required_arena_bytes(bytes);
    REQUIRE(need);
    using as_it_is =
        mote::static_model<Model, mote::keep_all_channels, mote::for_target<mote::target::portable>>;
    CHECK(*need == as_it_is::arena_bytes);
    arena_memory arena(*need);
    CHECK(!interpreter::load(bytes, {arena.bytes().data(), *need - 1}));
    auto model = interpreter::load(bytes, arena.bytes());
    REQUIRE(model);
    check_all([&](const std::vector<char>& in, std::vector<char>& out) {
      const auto input = model->input(0);
      REQUIRE(input.size_bytes() == in.size());
      std::memcpy(input.data(), in.data(), in.size());
      model->invoke();
      const auto output = model->output(0);
      out.assign(reinterpret_cast<const char*>(output.data()),
                 reinterpret_cast<const char*>(output.data()) + output.size_bytes());
    });
    order_observer observer;
    model->invoke(observer);
    CHECK(observer.in_order);
    CHECK(observer.ended == static_cast<std::int32_t>(net::node_count));
  }

  std::string name_;
  std::vector<std::vector<char>> inputs_;
  std::vector<std::vector<char>> outputs_;
};

}  // namespace mote_test

#endif  // MOTE_TESTS_REFERENCE_MODELS_REFERENCE_MODEL_HPP
