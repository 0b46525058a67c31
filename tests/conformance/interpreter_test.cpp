// SPDX-License-Identifier: Apache-2.0
// Every case of the conformance collection in the interpreter, and a table of what came out.

#include "mote/run/interpreter.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "conformance.hpp"
#include "mote/describe.hpp"
#include "mote/ops/all.hpp"
#include "support/run_model.hpp"

namespace {

using interpreter = mote::interpreter<mote::ops::all, mote::max_tensors<256>>;
using mote_test::conformance_case;

enum verdict : std::size_t { passed, refused, wrong };

/// Runs a loaded model on its input, as often as the case says, and compares the last outputs.
bool equals_reference(interpreter& model, const conformance_case& subject) {
  const std::vector<char> input = subject.file(".in");
  for (int i = 0; i < subject.invokes; ++i) {
    std::size_t at = 0;
    for (std::size_t k = 0; k < model.input_count(); ++k) {
      const mote::tensor_ref tensor = model.input(k);
      REQUIRE(at + tensor.size_bytes() <= input.size());
      std::memcpy(tensor.data(), input.data() + at, tensor.size_bytes());
      at += tensor.size_bytes();
    }
    CHECK(at == input.size());
    model.invoke();
  }
  mote_test::comparison outputs(subject.file(".out"), subject.tolerance);
  for (std::size_t k = 0; k < model.output_count(); ++k) {
    const mote::tensor_ref tensor = model.output(k);
    outputs.add(tensor.type(), tensor.data(), tensor.size_bytes());
  }
  return outputs.passed();
}

verdict run(const conformance_case& subject) {
  const std::vector<char> file = subject.file(".tflite");
  const mote::byte_view bytes(file.data(), file.size());
  const auto need = interpreter::required_arena_bytes(bytes);
  if (!need) {
    mote_test::report(need.error(), bytes);
    return refused;
  }
  mote_test::arena_memory arena(*need);
  CHECK(!interpreter::load(bytes, {arena.bytes().data(), *need - 1}));
  auto model = interpreter::load(bytes, arena.bytes());
  REQUIRE(model);
  if (!equals_reference(*model, subject)) return wrong;
  // From the beginning again: a reset clears what the model remembers.
  model->reset();
  return equals_reference(*model, subject) ? passed : wrong;
}

/// The board is emulated, so it runs some cases of each operator.
bool is_chosen(const conformance_case& subject, int count_of_operator) {
  if (!mote_test::on_board) return true;
  constexpr int cases_of_an_operator = 4;
  return count_of_operator < cases_of_an_operator || subject.type != "int8";
}

}  // namespace

TEST_CASE("conformance: every case equals the reference") {
  const auto cases = mote_test::read_manifest();
  if (cases.empty()) {
    MESSAGE("skipped: there is no " MOTE_SHARED_DIR "/conformance");
    return;
  }
  std::map<std::string, int> seen;
  std::map<std::string, std::array<int, 3>> table;
  std::array<int, 3> total{};
  for (const conformance_case& subject : cases) {
    if (!is_chosen(subject, seen[subject.op]++)) continue;
    CAPTURE(subject.name);
    const verdict result = run(subject);
    CHECK(result == passed);
    ++table[subject.op + " " + subject.type][result];
    ++total[result];
  }
  std::printf("%-40s %6s %7s %5s\n", "operator and type", "passed", "refused", "wrong");
  for (const auto& [name, counts] : table) {
    std::printf("%-40s %6d %7d %5d\n", name.c_str(), counts[passed], counts[refused], counts[wrong]);
  }
  std::printf("%-40s %6d %7d %5d\n", "total", total[passed], total[refused], total[wrong]);
  CHECK(total[passed] >= 200);
}
