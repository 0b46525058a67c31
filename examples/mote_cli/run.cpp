// SPDX-License-Identifier: Apache-2.0

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "commands.hpp"
#include "model_file.hpp"
#include "progress.hpp"

// mote run MODEL IN OUT

namespace mote::cli {
namespace {

using std::chrono::steady_clock;

/// An interpreter with an arena of exactly the size that the model needs.
class instance {
 public:
  explicit instance(const model_file& model)
      : arena_(allocate(model.plan().arena_bytes)),
        loaded_(std::make_unique<result<interpreter>>(
            interpreter::load(model.bytes(), {arena_.get(), model.plan().arena_bytes}))) {}

  interpreter& operator*() { return **loaded_; }
  interpreter* operator->() { return &**loaded_; }

 private:
  struct deleter {
    void operator()(std::byte* arena) const { ::operator delete[](arena, std::align_val_t{arena_alignment}); }
  };
  using memory = std::unique_ptr<std::byte[], deleter>;

  // Not initialised, so that a memory checker sees it when an operator reads what nothing has written.
  static memory allocate(std::size_t bytes) {
    try {
      return memory(new (std::align_val_t{arena_alignment}) std::byte[bytes]);
    } catch (const std::bad_alloc&) {
      throw refusal("the model needs an arena of " + std::to_string(bytes) +
                    " bytes, more than there is memory");
    }
  }

  memory arena_;
  std::unique_ptr<result<interpreter>> loaded_;
};

std::size_t count_samples(const interpreter& model, std::size_t input_bytes) {
  std::size_t sample_bytes = 0;
  for (std::size_t i = 0; i < model.input_count(); ++i) sample_bytes += model.input(i).size_bytes();
  // A model without inputs has one sample, of no bytes.
  if (sample_bytes == 0 && input_bytes == 0) return 1;
  if (sample_bytes == 0 || input_bytes == 0 || input_bytes % sample_bytes != 0) {
    throw refusal("the input has " + std::to_string(input_bytes) +
                  " bytes, which is not one or more samples: the model's inputs take " +
                  std::to_string(sample_bytes) + " bytes a sample");
  }
  return input_bytes / sample_bytes;
}

/// Copies the next sample to the model's inputs and gives the position after it. Done before each invoke,
/// because the memory of inputs is used for other tensors.
const char* write_inputs(const interpreter& model, const char* next) {
  for (std::size_t i = 0; i < model.input_count(); ++i) {
    const tensor_ref input = model.input(i);
    std::memcpy(input.data(), next, input.size_bytes());
    next += input.size_bytes();
  }
  return next;
}

/// Gives the time of all inferences together, without reading and writing.
steady_clock::duration run_samples(interpreter& model, const char* next, std::size_t samples,
                                   output_file& output) {
  progress shown(samples);
  steady_clock::duration time{};
  for (std::size_t done = 0; done < samples; ++done) {
    shown.update(done);
    next = write_inputs(model, next);
    const auto start = steady_clock::now();
    if (model.invoke() != run_status::completed) {
      throw refusal("a WHILE without end: the model called subgraphs more than " +
                    std::to_string(default_subgraph_calls) + " times");
    }
    time += steady_clock::now() - start;
    for (std::size_t i = 0; i < model.output_count(); ++i) {
      output.write(model.output(i).data(), model.output(i).size_bytes());
    }
  }
  return time;
}

}  // namespace

exit_code run(const arguments& given) {
  if (given.size() != 3) throw usage_error("run takes MODEL IN OUT");
  const model_file model(given[0]);
  if (!model.can_run()) model.refuse();
  instance loaded(model);
  const std::vector<char> input = read_file_or_stdin(given[1]);
  const std::size_t samples = count_samples(*loaded, input.size());

  // Opened after all that could be refused has been accepted: a refusal leaves the file as it was.
  output_file output(given[2]);
  const auto time = run_samples(*loaded, input.data(), samples, output);
  output.close();

  const std::chrono::duration<double, std::micro> microseconds = time;
  std::fprintf(given[2] == standard_stream ? stderr : stdout,
               "%zu sample%s, arena %zu bytes, %.3f us per inference\n", samples, samples == 1 ? "" : "s",
               loaded->arena_bytes(), microseconds.count() / static_cast<double>(samples));
  return exit_code::done;
}

}  // namespace mote::cli
