// SPDX-License-Identifier: Apache-2.0

// mote: runs, inspects, checks, embeds and shrinks int8 .tflite models on the desktop.

#include <cstdio>
#include <exception>
#include <mote/version.hpp>
#include <string>

#include "commands.hpp"

namespace {

using namespace mote::cli;

constexpr char usage_text[] = R"(usage: mote run MODEL IN OUT
       mote inspect MODEL [--target NAME [--optimize POLICY]]
       mote check MODEL
       mote embed MODEL -o HEADER --name NAME
       mote shrink MODEL -o SMALLER
       mote --help | --version
)";

constexpr char help_text[] = R"(
MODEL is an int8 .tflite file.

run      Reads the raw bytes of all inputs, in order, from IN and writes those of all outputs to OUT. IN may
         hold any number of samples, one after the other: they run in one instance, so state carries over.
         Either may be '-' for standard input or output. Prints one line: the number of samples, the bytes of
         arena, the time per inference.
inspect  Prints the operators with their tensors, quantization, multiply-accumulates and weight bytes (those of
         all constants), and draws the arena over time. A model that can't run is printed as far as it can be
         read, with the reasons. With a target, prints which of its kernels run the nodes of a static model,
         which are those that shrink writes, and what keeps faster ones away. NAME is armv7e_m; POLICY is
         balanced (default), speed, flash, ram or 'extra_constants<BYTES>'.
check    Prints 'ok' and the bytes of arena, or every reason why the model can't run, one a line.
embed    Writes a C++ header with the model as the constexpr array NAME, for mote::static_model. A model is
         embedded with a warning where it needs operators that the library doesn't have (the program may
         bring its own) and refused where anything else is wrong with it.
shrink   Writes the model as it is compiled into a static model: without channels that are constant for every
         input or that nothing depends on, its convolutions in the order that takes less memory. Outputs stay the
         same to the byte. Prints the sizes; a model with several subgraphs, for one, keeps all its channels.

Exit status: 0 done, 1 the output can't be written, 2 wrong usage, 3 the model or the input is refused.
)";

exit_code print_help() {
  std::fputs(usage_text, stdout);
  std::fputs(help_text, stdout);
  return exit_code::done;
}

exit_code print_version() {
  std::printf("mote %d.%d.%d\n", mote::version_major, mote::version_minor, mote::version_patch);
  return exit_code::done;
}

exit_code dispatch(const arguments& all) {
  if (all.empty()) throw usage_error("there is no command");
  const std::string& command = all.front();
  const arguments rest(all.begin() + 1, all.end());
  for (const std::string& argument : all) {
    if (argument == "--help" || argument == "-h") return print_help();
  }
  if (command == "--version") return print_version();
  if (command == "embed") return embed(rest);
  if (command == "inspect") return inspect(rest);
  if (command == "shrink") return shrink(rest);
  for (const std::string& argument : all) {
    if (is_option(argument)) throw usage_error("unknown option " + argument);
  }
  if (command == "run") return run(rest);
  if (command == "check") return check(rest);
  throw usage_error("unknown command " + command);
}

int fail(exit_code code, const std::exception& problem) {
  std::fprintf(stderr, "mote: %s\n", problem.what());
  if (code == exit_code::wrong_usage) std::fputs(usage_text, stderr);
  return static_cast<int>(code);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const exit_code result = dispatch(arguments(argv + 1, argv + argc));
    output_file(standard_stream).close();  // throws if anything printed got lost
    return static_cast<int>(result);
  } catch (const usage_error& problem) {
    return fail(exit_code::wrong_usage, problem);
  } catch (const refusal& problem) {
    return fail(exit_code::refused, problem);
  } catch (const std::exception& problem) {
    return fail(exit_code::failed, problem);
  }
}
