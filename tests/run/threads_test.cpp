// SPDX-License-Identifier: Apache-2.0
// One model, two instances, two threads.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <mote/mote.hpp>
#include <thread>
#include <vector>

#include "kws_ref_model.hpp"
#include "support/run_model.hpp"
#include "support/shared_files.hpp"

namespace {

struct sample {
  std::vector<char> input;
  std::vector<char> output;
};

sample read_sample(const std::string& number) {
  return {mote_test::read_model_file("kws_ref_model", number + ".in"),
          mote_test::read_model_file("kws_ref_model", number + ".out")};
}

/// Runs one sample again and again; gives whether the output was right each time.
template <class Input, class Invoke, class Output>
bool always_right(const sample& expected, Input input, Invoke invoke, Output output) {
  bool right = true;
  for (int round = 0; round < 20; ++round) {
    const auto in = input();
    std::copy(expected.input.begin(), expected.input.end(), in.begin());
    invoke();
    const auto out = output();
    right = right && std::equal(out.begin(), out.end(), expected.output.begin(), expected.output.end());
  }
  return right;
}

template <class RunFirst, class RunSecond>
void check_at_the_same_time(RunFirst run_first, RunSecond run_second) {
  bool first_right = false;
  bool second_right = false;
  std::thread first([&] { first_right = run_first(); });
  std::thread second([&] { second_right = run_second(); });
  first.join();
  second.join();
  CHECK(first_right);
  CHECK(second_right);
}

}  // namespace

TEST_CASE("threads: two static models") {
  using net = mote::static_model<kws_ref_model>;
  static net first;
  static net second;
  const auto run = [](net& model, const sample& expected) {
    return always_right(
        expected, [&] { return model.input<0>(); }, [&] { model.invoke(); },
        [&] { return model.output<0>(); });
  };
  const sample a = read_sample("1");
  const sample b = read_sample("2");
  check_at_the_same_time([&] { return run(first, a); }, [&] { return run(second, b); });
}

TEST_CASE("threads: two interpreters of the same bytes") {
  using interpreter = mote::interpreter<mote_test::tested_operators>;
  const auto run = [](const sample& expected) {
    const mote::byte_view bytes(kws_ref_model, sizeof kws_ref_model);
    const auto need = interpreter::required_arena_bytes(bytes);
    mote_test::arena_memory arena(*need);
    auto model = interpreter::load(bytes, arena.bytes());
    return model && always_right(
                        expected, [&] { return model->input(0).as<std::int8_t>(); }, [&] { model->invoke(); },
                        [&] { return model->output(0).as<std::int8_t>(); });
  };
  const sample a = read_sample("3");
  const sample b = read_sample("4");
  check_at_the_same_time([&] { return run(a); }, [&] { return run(b); });
}
