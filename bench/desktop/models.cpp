// SPDX-License-Identifier: Apache-2.0

// Whole models: as static models in portable kernels and in the machine's own, and in the interpreter.

#include <cstdio>
#include <string>

#include "model.hpp"
#include "ratio_table.hpp"

namespace bench {

std::vector<measured_model>& measured_models() {
  static std::vector<measured_model> models;
  return models;
}

}  // namespace bench

int main(int argc, char** argv) {
  const bench::time_collector times = bench::run_benchmarks(argc, argv);
  const double cycle = nanoseconds_per_cycle(times);
  std::printf(
      "| model | static: portable, MAC/cycle | native, MAC/cycle | portable / native | interpreter: "
      "portable, "
      "MAC/cycle | native, MAC/cycle | portable / native |\n"
      "| --- | --: | --: | --: | --: | --: | --: |\n");
  for (const bench::measured_model& row : bench::measured_models()) {
    const double macs = static_cast<double>(row.macs) * cycle;
    std::printf("| %s |", row.name.c_str());
    for (const std::string door : {"", " interpreter"}) {
      const double portable = times.time(row.name + "/portable" + door);
      const double native = times.time(row.name + "/native" + door);
      std::printf(" %s | %s | %s |", bench::quotient(macs, portable).c_str(),
                  bench::quotient(macs, native).c_str(), bench::quotient(portable, native).c_str());
    }
    std::printf("\n");
  }
}
