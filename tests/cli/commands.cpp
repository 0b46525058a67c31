// SPDX-License-Identifier: Apache-2.0

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

#include "model_builder.hpp"
#include "shell.hpp"

namespace {

using shell::call_mote;
using shell::contains;
using namespace tflite_subset;
using mote::tools::model_builder;

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text += static_cast<char>(value);
  return text;
}

std::string text_of(const model_builder& builder) {
  const auto file = builder.finish();
  return {file.begin(), file.end()};
}

// Each run of digits as one '#'.
std::string without_numbers(const std::string& text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string result;
  for (const char c : text) {
    if (!is_digit(c)) {
      result += c;
    } else if (result.empty() || result.back() != '#') {
      result += '#';
    }
  }
  return result;
}

// Each run of spaces as one space.
std::string without_columns(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c != ' ' || result.empty() || result.back() != ' ') result += c;
  }
  return result;
}

// Columns of the widest line on a terminal: all bytes of UTF-8 but those that continue a character.
std::size_t width_of(const std::string& text) {
  std::size_t widest = 0;
  std::size_t width = 0;
  for (const char c : text) {
    const bool continues = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
    width = c == '\n' ? 0 : width + (continues ? 0 : 1);
    widest = std::max(widest, width);
  }
  return widest;
}

// Two inputs and two outputs: (a, b), (c, d, e) -> (c, d - e), (a + b). All scales are 1, all zero points 0.
model_builder arithmetic() {
  model_builder builder;
  const auto unit = mote::tools::per_tensor(1.0F, 0);
  const auto ab = builder.add_tensor("ab", TensorType::INT8, {1, 2}, unit);
  const auto cde = builder.add_tensor("cde", TensorType::INT8, {1, 3}, unit);
  const auto sum = builder.add_tensor("sum", TensorType::INT8, {1, 1}, unit);
  const auto difference = builder.add_tensor("difference", TensorType::INT8, {1, 2}, unit);
  const auto ones = builder.add_constant<std::int8_t>("ones", {1, 2}, {1, 1}, unit);
  const auto mixed = builder.add_constant<std::int8_t>("mixed", {2, 3}, {1, 0, 0, 0, 1, -1}, unit);
  builder.add_operator(BuiltinOperator::FULLY_CONNECTED, {ab, ones, -1}, {sum}, FullyConnectedOptionsT{});
  builder.add_operator(BuiltinOperator::FULLY_CONNECTED, {cde, mixed, -1}, {difference},
                       FullyConnectedOptionsT{});
  builder.set_inputs({ab, cde});
  builder.set_outputs({difference, sum});
  return builder;
}

// `length` times the same node, one after the other; with none, the input is the output.
model_builder chain(int length) {
  model_builder builder;
  const auto unit = mote::tools::per_tensor(1.0F, 0);
  const auto weights = builder.add_constant<std::int8_t>("weights", {2, 2}, {0, 1, 1, 0}, unit);
  auto last = builder.add_tensor("first/" + std::string(200, '-'), TensorType::INT8, {1, 2}, unit);
  builder.set_inputs({last});
  for (int i = 0; i < length; ++i) {
    const auto next = builder.add_tensor("next/" + std::string(200, '-'), TensorType::INT8, {1, 2}, unit);
    builder.add_operator(BuiltinOperator::FULLY_CONNECTED, {last, weights, -1}, {next},
                         FullyConnectedOptionsT{});
    last = next;
  }
  builder.set_outputs({last});
  return builder;
}

// Two layers with 8 channels between them, of which the second one reads the first 4.
model_builder with_unread_channels() {
  model_builder builder;
  const auto unit = mote::tools::per_tensor(1.0F, 0);
  const auto input = builder.add_tensor("input", TensorType::INT8, {1, 2}, unit);
  const auto between = builder.add_tensor("between", TensorType::INT8, {1, 8}, unit);
  const auto output = builder.add_tensor("output", TensorType::INT8, {1, 1}, unit);
  const auto first = builder.add_constant<std::int8_t>(
      "first", {8, 2}, {1, 0, 0, 1, 1, 1, 2, -1, 3, 1, 4, 1, 5, 1, 6, 1}, unit);
  const auto second = builder.add_constant<std::int8_t>("second", {1, 8}, {1, 2, 3, 4, 0, 0, 0, 0}, unit);
  builder.add_operator(BuiltinOperator::FULLY_CONNECTED, {input, first, -1}, {between},
                       FullyConnectedOptionsT{});
  builder.add_operator(BuiltinOperator::FULLY_CONNECTED, {between, second, -1}, {output},
                       FullyConnectedOptionsT{});
  builder.set_inputs({input});
  builder.set_outputs({output});
  return builder;
}

// A chain of operators that the library doesn't have.
model_builder with_missing_operators() {
  model_builder builder;
  const auto tensor = [&](const std::string& name) {
    return builder.add_tensor(name, TensorType::INT8, {1, 4}, mote::tools::per_tensor(1.0F, 0));
  };
  const auto a = tensor("a");
  const auto b = tensor("b");
  const auto c = tensor("c");
  const auto d = tensor("d");
  builder.add_operator(BuiltinOperator::DILATE, {a}, {b});
  builder.add_custom_operator("frobnicate", {b}, {c});
  builder.add_operator(BuiltinOperator::DILATE, {c}, {d});
  builder.set_inputs({a});
  builder.set_outputs({d});
  return builder;
}

// Both nodes are wrong, each in its way.
model_builder with_bad_tensors() {
  model_builder builder = arithmetic();
  builder.graph().tensors[4]->type = TensorType::FLOAT32;
  builder.graph().tensors[3]->quantization.reset();
  return builder;
}

}  // namespace

TEST_CASE("cli: wrong usage") {
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"fly"},
      {"--fly"},
      {"run"},
      {"run", "model", "in"},
      {"run", "model", "in", "out", "more"},
      {"run", "--fast", "model", "in"},
      {"inspect"},
      {"inspect", "one", "two"},
      {"inspect", "one", "--target"},
      {"inspect", "one", "--optimize", "ram"},
      {"inspect", "--fast", "one"},
      {"check"},
      {"check", "one", "two"},
      {"embed", "model"},
      {"embed", "model", "-o", "header"},
      {"embed", "model", "--name", "name"},
      {"embed", "model", "--name", "name", "-o"},
      {"shrink", "model"},
      {"shrink", "-o", "smaller"},
      {"shrink", "model", "-o"},
      {"shrink", "model", "more", "-o", "smaller"},
      {"shrink", "--fast", "-o", "smaller"},
      {"embed", "model", "-o", "header", "-o", "header", "--name", "name"},
      {"embed", "-x", "-o", "header", "--name", "name"},
      {"embed", "model", "-o", "header", "--name", "two words"},
      {"embed", "model", "-o", "header", "--name", "1st"},
      {"embed", "model", "-o", "header", "--name", ""},
  };
  for (const auto& arguments : wrong) {
    CAPTURE(arguments.size());
    const auto result = call_mote(arguments);
    CHECK(result.exit_code == 2);
    CHECK(result.out.empty());
    CHECK(contains(result.err, "usage: mote run MODEL IN OUT"));
  }
}

TEST_CASE("cli: help and version") {
  for (const char* option : {"--help", "-h"}) {
    const auto result = call_mote({option});
    CHECK(result.exit_code == 0);
    CHECK(contains(result.out, "usage: mote run MODEL IN OUT"));
    CHECK(result.err.empty());
  }
  CHECK(call_mote({"--version"}).out == "mote " MOTE_VERSION "\n");
}

TEST_CASE("cli: run takes any number of samples, all inputs and outputs in order") {
  shell::write("arithmetic.tflite", text_of(arithmetic()));
  shell::write("in", bytes({1, 2, 3, 4, 5, /**/ -1, -2, -3, 100, 90, /**/ 100, 100, 0, -128, 1}));
  const std::string expected = bytes({3, -1, 3, /**/ -3, 10, -3, /**/ 0, -128, 127});
  const std::string line = " samples, arena # bytes, #.# us per inference\n";

  const auto result = call_mote({"run", "arithmetic.tflite", "in", "out"});
  CHECK(result.exit_code == 0);
  CHECK(shell::read("out") == expected);
  CHECK(result.out.rfind("3 samples, ", 0) == 0);
  CHECK(without_numbers(result.out) == "#" + line);
  CHECK(result.err.empty());

  SUBCASE("one sample") {
    const auto one = call_mote({"run", "arithmetic.tflite", "-", "out"}, bytes({1, 2, 3, 4, 5}));
    CHECK(one.out.rfind("1 sample, ", 0) == 0);
    CHECK(shell::read("out") == expected.substr(0, 3));
  }
  SUBCASE("from standard input to standard output") {
    const auto piped = call_mote({"run", "arithmetic.tflite", "-", "-"}, shell::read("in"));
    CHECK(piped.exit_code == 0);
    CHECK(piped.out == expected);
    CHECK(without_numbers(piped.err) == "#" + line);
  }
  SUBCASE("the output over the input") {
    CHECK(call_mote({"run", "arithmetic.tflite", "in", "in"}).exit_code == 0);
    CHECK(shell::read("in") == expected);
  }
}

TEST_CASE("cli: run refuses an input that is not whole samples, and leaves the output alone") {
  shell::write("arithmetic.tflite", text_of(arithmetic()));
  shell::write("out", "as it was");
  for (const std::size_t size : {0U, 4U, 7U}) {
    CAPTURE(size);
    const auto result = call_mote({"run", "arithmetic.tflite", "-", "out"}, std::string(size, 'x'));
    CHECK(result.exit_code == 3);
    CHECK(contains(result.err, "input has " + std::to_string(size) + " bytes"));
    CHECK(contains(result.err, "take 5 bytes a sample"));
    CHECK(result.out.empty());
    CHECK(shell::read("out") == "as it was");
  }
}

TEST_CASE("cli: files that can't be read or written") {
  shell::write("arithmetic.tflite", text_of(arithmetic()));
  shell::write("in", bytes({1, 2, 3, 4, 5}));
  const auto expect = [](const std::vector<std::string>& arguments, int exit_code, const std::string& file) {
    CAPTURE(file);
    const auto result = call_mote(arguments);
    CHECK(result.exit_code == exit_code);
    CHECK(contains(result.err, file));
    CHECK_FALSE(contains(result.err, "usage"));
  };
  for (const char* command : {"inspect", "check"}) expect({command, "no_such_model"}, 3, "no_such_model");
  expect({"embed", "no_such_model", "-o", "header", "--name", "name"}, 3, "no_such_model");
  expect({"run", "no_such_model", "in", "out"}, 3, "no_such_model");
  expect({"run", ".", "in", "out"}, 3, "cannot read .");
  expect({"run", "arithmetic.tflite", "no_such_input", "out"}, 3, "no_such_input");
  expect({"run", "arithmetic.tflite", "in", "no_such_folder/out"}, 1, "no_such_folder/out");
  expect({"embed", "arithmetic.tflite", "-o", "no_such_folder/header", "--name", "name"}, 1,
         "no_such_folder/header");
  if (std::filesystem::exists("/dev/full")) {
    expect({"run", "arithmetic.tflite", "in", "/dev/full"}, 1, "/dev/full");
    expect({"embed", "arithmetic.tflite", "-o", "/dev/full", "--name", "name"}, 1, "/dev/full");
  }
}

TEST_CASE("cli: check says ok") {
  shell::write("arithmetic.tflite", text_of(arithmetic()));
  const auto result = call_mote({"check", "arithmetic.tflite"});
  CHECK(result.exit_code == 0);
  CHECK(without_numbers(result.out) == "ok, arena # bytes\n");
  CHECK(result.err.empty());
}

TEST_CASE("cli: every problem at once") {
  shell::write("missing.tflite", text_of(with_missing_operators()));
  const std::string missing =
      "missing operator CUSTOM 'frobnicate' version 1, needed by node 1\n"
      "missing operator DILATE version 1, needed by 2 nodes: 0 2\n";
  const auto checked = call_mote({"check", "missing.tflite"});
  CHECK(checked.exit_code == 3);
  CHECK(checked.out == missing);
  CHECK(checked.err.empty());

  shell::write("bad.tflite", text_of(with_bad_tensors()));
  const auto bad = call_mote({"check", "bad.tflite"});
  CHECK(bad.exit_code == 3);
  CHECK(contains(bad.out, "tensor 4 'ones': "));
  CHECK(contains(
      bad.out, "node 1 FULLY_CONNECTED, tensor 3 'difference': the tensor has no quantization parameters\n"));

  const auto ran = call_mote({"run", "bad.tflite", "-", "out"});
  CHECK(ran.exit_code == 3);
  CHECK(ran.out.empty());
  CHECK(contains(ran.err, "tensor 4 'ones': "));
  CHECK(contains(ran.err, "node 1 FULLY_CONNECTED, tensor 3 'difference': "));
}

TEST_CASE("cli: a truncated model is refused at any length") {
  const std::string whole = text_of(arithmetic());
  for (std::size_t size = 0; size < whole.size(); size += 41) {
    CAPTURE(size);
    shell::write("truncated.tflite", whole.substr(0, size));
    const auto result = call_mote({"check", "truncated.tflite"});
    CHECK(result.exit_code == 3);
    CHECK_FALSE(result.out.empty());
    CHECK(call_mote({"inspect", "truncated.tflite"}).exit_code == 3);
  }
}

TEST_CASE("cli: inspect") {
  shell::write("arithmetic.tflite", text_of(arithmetic()));
  const auto result = call_mote({"inspect", "arithmetic.tflite"});
  CHECK(result.exit_code == 0);
  CHECK(result.err.empty());
  const std::string text = without_columns(result.out);
  CHECK(contains(text, "\n 1 FULLY_CONNECTED version 1 6 MACs 6 weight bytes\n"));
  CHECK(contains(text, "\n in 5 mixed int8 2x3 1 0\n"));
  CHECK(contains(text, "\ntotal of 2 nodes, 6 tensors 8 MACs 8 weight bytes\n"));
  CHECK(contains(text, "\narena: "));
  CHECK(contains(text, "peak: 6 bytes at node 0 FULLY_CONNECTED\n"));
  CHECK(contains(text, " 2 in to 0 0 ab\n"));
  CHECK(contains(text, " 2 1 to out 3 difference\n"));
}

TEST_CASE("cli: inspect tells which kernels of a target run, and why others don't") {
  model_builder builder = arithmetic();
  builder.graph().tensors[2]->quantization->scale = {4.0F};
  shell::write("kernels.tflite", text_of(builder));
  const auto result = call_mote({"inspect", "kernels.tflite", "--target", "armv7e_m"});
  CHECK(result.exit_code == 0);
  const std::string text = without_columns(result.out);
  CHECK(contains(text, "\n node operator kernel of armv7e_m, optimized for balanced\n"));
  CHECK(contains(text, "\n 0 FULLY_CONNECTED fully_connected\n 1 FULLY_CONNECTED portable\n"));
  CHECK(contains(text, "\n not fully_connected: a multiplier of 1/2 and above, or below 2^-22\n"));
  CHECK(contains(text, "\n1 of the 2 nodes that the target has kernels for run in them\narena: "));
  CHECK(
      contains(text, "\nconstants of these kernels: 28 bytes, in flash or, with constants_in_ram, in RAM\n"));
  const auto flash = call_mote({"inspect", "--optimize", "ram", "kernels.tflite", "--target", "armv7e_m"});
  CHECK(contains(flash.out, "optimized for ram\n"));
  CHECK(contains(flash.out, "not fully_connected: scratch memory that the policy does not allow\n"));
  const auto unknown_target = call_mote({"inspect", "kernels.tflite", "--target", "armv9"});
  CHECK(unknown_target.exit_code == 2);
  CHECK(unknown_target.out.empty());
  const auto budget = call_mote(
      {"inspect", "kernels.tflite", "--target", "armv7e_m", "--optimize", "extra_constants<4294967295>"});
  CHECK(contains(budget.out, "optimized for extra_constants<4294967295>\n"));
  for (const char* unknown : {"fun", "extra_constants<", "extra_constants<>", "extra_constants<12",
                              "extra_constants<1x>", "extra_constants<4294967296>"}) {
    CHECK(call_mote({"inspect", "kernels.tflite", "--target", "armv7e_m", "--optimize", unknown}).exit_code ==
          2);
  }
}

TEST_CASE("cli: shrink leaves out channels that make no difference") {
  shell::write("unread.tflite", text_of(with_unread_channels()));
  const auto result = call_mote({"shrink", "unread.tflite", "-o", "smaller.tflite"});
  CHECK(result.exit_code == 0);
  CHECK(without_numbers(result.out) == "# of # bytes\n");
  CHECK(contains(without_columns(call_mote({"inspect", "unread.tflite"}).out),
                 "2 nodes, 5 tensors 24 MACs 24 weight"));
  CHECK(contains(without_columns(call_mote({"inspect", "smaller.tflite"}).out),
                 "2 nodes, 5 tensors 12 MACs 12 weight"));
  const std::string samples = bytes({1, 2, 3, -4, -128, 127, 0, 0, 5, -6});
  const auto output = call_mote({"run", "smaller.tflite", "-", "-"}, samples).out;
  CHECK(output.size() == 5);
  CHECK(output == call_mote({"run", "unread.tflite", "-", "-"}, samples).out);
}

TEST_CASE("cli: shrink writes a model to standard output, and nothing else") {
  shell::write("unread.tflite", text_of(with_unread_channels()));
  const auto result = call_mote({"shrink", "unread.tflite", "-o", "-"});
  CHECK(result.exit_code == 0);
  CHECK(without_numbers(result.err) == "# of # bytes\n");
  CHECK(call_mote({"shrink", "unread.tflite", "-o", "smaller.tflite"}).exit_code == 0);
  CHECK(result.out == shell::read("smaller.tflite"));
}

TEST_CASE("cli: inspect tells of the kernels of the smaller model") {
  shell::write("unread.tflite", text_of(with_unread_channels()));
  call_mote({"shrink", "unread.tflite", "-o", "smaller.tflite"});
  const auto kernels_of = [](const char* name) {
    const std::string text = call_mote({"inspect", name, "--target", "armv7e_m"}).out;
    return text.substr(text.find("kernel of armv7e_m"));
  };
  CHECK(kernels_of("unread.tflite") == kernels_of("smaller.tflite"));
}

TEST_CASE("cli: shrink leaves a model alone of which nothing can go") {
  const std::string model = text_of(arithmetic());
  shell::write("arithmetic.tflite", model);
  const std::string size = std::to_string(model.size());
  CHECK(call_mote({"shrink", "-o", "same.tflite", "arithmetic.tflite"}).out ==
        size + " of " + size + " bytes\n");
  CHECK(shell::read("same.tflite") == model);
}

TEST_CASE("cli: shrink refuses models that can't run") {
  shell::write("bad.tflite", text_of(with_bad_tensors()));
  const auto result = call_mote({"shrink", "bad.tflite", "-o", "never.tflite"});
  CHECK(result.exit_code == 3);
  CHECK(!std::filesystem::exists("never.tflite"));
}

TEST_CASE("cli: models of any length run and fit 100 columns") {
  for (const int length : {0, 1, 2, 29, 31, 87, 88, 300}) {
    CAPTURE(length);
    shell::write("chain.tflite", text_of(chain(length)));
    const auto ran = call_mote({"run", "chain.tflite", "-", "-"}, "ab");
    CHECK(ran.exit_code == 0);
    CHECK(ran.out == (length % 2 == 0 ? "ab" : "ba"));
    const auto inspected = call_mote({"inspect", "chain.tflite"});
    CHECK(inspected.exit_code == 0);
    CHECK(width_of(inspected.out) <= 100);
    CHECK(contains(inspected.out, "peak: "));
  }
}

TEST_CASE("cli: inspect prints what it can of a model that can't run") {
  shell::write("missing.tflite", text_of(with_missing_operators()));
  const auto result = call_mote({"inspect", "missing.tflite"});
  CHECK(result.exit_code == 3);
  const std::string text = without_columns(result.out);
  CHECK(contains(text, "\n 0 DILATE version 1 ? MACs"));
  CHECK(contains(text, "\n out 3 d int8 1x4 1 0\n"));
  CHECK(contains(result.out, "\nThe model can't run:\n  missing operator CUSTOM 'frobnicate' version 1"));
  CHECK_FALSE(contains(result.out, "\narena: "));
}

TEST_CASE("cli: embed writes what mote_embed_model writes") {
  // The last line of the literal is cut differently for each length; flatbuffers grow by 4 to 16 bytes.
  bool is_whole_line = false;
  for (std::size_t padding = 0; padding < 64 || !is_whole_line; padding += 4) {
    model_builder builder = arithmetic();
    builder.model().description = std::string(padding, 'x');
    const std::string model = text_of(builder);
    is_whole_line |= model.size() % 64 == 0;
    shell::write("arithmetic.tflite", model);
    const auto embedded = call_mote({"embed", "arithmetic.tflite", "-o", "ours.hpp", "--name", "arithmetic"});
    CHECK(embedded.exit_code == 0);
    CHECK(embedded.out.empty());
    CHECK(embedded.err.empty());
    const auto by_cmake =
        shell::call({CMAKE_COMMAND, "-D", "MODEL=arithmetic.tflite", "-D", "NAME=arithmetic", "-D",
                     "HEADER=theirs.hpp", "-P", MODEL_HEADER_SCRIPT});
    CHECK(by_cmake.exit_code == 0);
    const std::string header = shell::read("ours.hpp");
    CHECK(contains(header, "constexpr char arithmetic[]"));
    CHECK(header == shell::read("theirs.hpp"));
  }
}

TEST_CASE("cli: embed and models that the library can't run") {
  std::filesystem::remove("refused.hpp");
  shell::write("bad.tflite", text_of(with_bad_tensors()));
  const auto refused = call_mote({"embed", "bad.tflite", "-o", "refused.hpp", "--name", "bad"});
  CHECK(refused.exit_code == 3);
  CHECK(contains(refused.err, "tensor 4 'ones': "));
  CHECK_FALSE(std::filesystem::exists("refused.hpp"));

  // The program may bring the operators that the library lacks.
  shell::write("missing.tflite", text_of(with_missing_operators()));
  const auto warned = call_mote({"embed", "missing.tflite", "--name", "missing", "-o", "-"});
  CHECK(warned.exit_code == 0);
  CHECK(contains(warned.out, "constexpr char missing[]"));
  CHECK(contains(warned.err, "warning: missing.tflite: missing operator DILATE version 1"));
}
