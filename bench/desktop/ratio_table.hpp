// SPDX-License-Identifier: Apache-2.0

// Runs Google Benchmark and prints a table of ratios. Absolute times are nobody's: they depend on the machine
// and on who else uses it.

#ifndef MOTE_BENCH_DESKTOP_RATIO_TABLE_HPP
#define MOTE_BENCH_DESKTOP_RATIO_TABLE_HPP

#include <benchmark/benchmark.h>

#include <map>
#include <string>

namespace bench {

/// Keeps the shortest time of each benchmark.
class time_collector : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override;

  /// In nanoseconds; 0 of a benchmark that did not run.
  [[nodiscard]] double time(const std::string& name) const;

 private:
  std::map<std::string, double> times_;
};

/// Runs the registered benchmarks: the repetitions take turns, so that what else happens on the machine meets
/// all of them.
time_collector run_benchmarks(int argc, char** argv);

/// Nanoseconds of a processor cycle while the benchmarks ran: a chain of additions, one a cycle, is one of
/// them.
double nanoseconds_per_cycle(const time_collector& times);

/// "2.50", or "-" where one of the times is missing.
std::string quotient(double numerator, double denominator);

}  // namespace bench

#endif  // MOTE_BENCH_DESKTOP_RATIO_TABLE_HPP
