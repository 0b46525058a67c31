// SPDX-License-Identifier: Apache-2.0

// Writes a model of one custom operator, as a converter would.

#include <cstdio>
#include <exception>

#include "files.hpp"
#include "model_builder.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: peak_hold_write FILE.tflite\n");
    return 2;
  }
  try {
    using tflite_subset::TensorType;
    mote::tools::model_builder builder;
    const auto levels = mote::tools::per_tensor(0.5F, -128);
    const auto x = builder.add_tensor("levels", TensorType::INT8, {1, 4}, levels);
    const auto y = builder.add_tensor("peaks", TensorType::INT8, {1, 4}, levels);
    builder.add_custom_operator("PeakHold", {x}, {y});
    builder.set_inputs({x});
    builder.set_outputs({y});
    mote::tools::write_file(argv[1], builder.finish());
    return 0;
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "peak_hold_write: %s\n", problem.what());
    return 1;
  }
}
