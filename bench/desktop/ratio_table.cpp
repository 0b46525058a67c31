// SPDX-License-Identifier: Apache-2.0
#include "ratio_table.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace bench {
namespace {

constexpr const char* clock_name = "clock";
constexpr int chain_length = 1000;

void chain_of_additions(benchmark::State& state) {
  std::uint64_t sum = 0;
  for (auto _ : state) {
    for (int i = 0; i < chain_length; ++i) {
      sum += 1;
      benchmark::DoNotOptimize(sum);
    }
  }
}

}  // namespace

void time_collector::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
    const double time = run.GetAdjustedCPUTime();
    const auto [known, is_new] = times_.emplace(run.run_name.function_name, time);
    if (!is_new) known->second = std::min(known->second, time);
  }
}

double time_collector::time(const std::string& name) const {
  const auto found = times_.find(name);
  return found == times_.end() ? 0.0 : found->second;
}

time_collector run_benchmarks(int argc, char** argv) {
  // The caller's own options come later and count.
  static char repetitions[] = "--benchmark_repetitions=9";
  static char interleaving[] = "--benchmark_enable_random_interleaving=true";
  static char least_time[] = "--benchmark_min_time=0.02";
  std::vector<char*> arguments{argv[0], repetitions, interleaving, least_time};
  arguments.insert(arguments.end(), argv + 1, argv + argc);
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  benchmark::RegisterBenchmark(clock_name, chain_of_additions);
  time_collector times;
  benchmark::RunSpecifiedBenchmarks(&times);
  return times;
}

double nanoseconds_per_cycle(const time_collector& times) { return times.time(clock_name) / chain_length; }

std::string quotient(double numerator, double denominator) {
  if (numerator <= 0.0 || denominator <= 0.0) return "-";
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", numerator / denominator);
  return text;
}

}  // namespace bench
