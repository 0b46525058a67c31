// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_STATUS_HPP
#define MOTE_STATUS_HPP

#include <cstddef>
#include <cstdint>

#include "mote/error.hpp"

namespace mote {

/// Stands for "no node" or "no tensor" in a problem.
inline constexpr std::int32_t none = -1;

/// One reason why a model can't run, and where it is.
struct problem {
  error code{};
  std::int32_t node = none;    ///< index of the operator in the subgraph, or none
  std::int32_t tensor = none;  ///< index of the tensor in the subgraph, or none
  std::int64_t detail = 0;     ///< the number at fault: the operator's code, a type, a size in bytes, ...
  std::int32_t subgraph = 0;   ///< index of the subgraph
};

/// Collects problems into storage of the caller's; counts those beyond its capacity.
class problem_log {
 public:
  constexpr problem_log(problem* storage, std::size_t capacity) : storage_(storage), capacity_(capacity) {}

  /// Problems added from now on are in this subgraph.
  constexpr void enter(std::int32_t subgraph) { subgraph_ = subgraph; }
  constexpr void add(const problem& found) {
    if (count_ < capacity_) {
      storage_[count_] = found;
      storage_[count_].subgraph = subgraph_;
    }
    ++count_;
  }
  /// Problems found, stored or not.
  constexpr std::size_t count() const { return count_; }
  constexpr bool empty() const { return count_ == 0; }
  constexpr std::size_t stored() const { return count_ < capacity_ ? count_ : capacity_; }

 private:
  problem* storage_;
  std::size_t capacity_;
  std::size_t count_ = 0;
  std::int32_t subgraph_ = 0;
};

/// What is wrong with a model: the first problems found, and the number of all.
template <std::size_t Capacity>
class basic_diagnosis {
 public:
  constexpr basic_diagnosis() = default;
  // NOLINTNEXTLINE(google-explicit-constructor)
  constexpr basic_diagnosis(const problem& only) : count_(1) { problems_[0] = only; }

  /// Runs `find(problem_log&)` and keeps what it finds.
  template <class Find>
  static constexpr basic_diagnosis of(Find find) {
    basic_diagnosis result;
    problem_log log(result.problems_, Capacity);
    find(log);
    result.count_ = log.count();
    return result;
  }

  constexpr bool ok() const { return count_ == 0; }
  constexpr std::size_t count() const { return count_; }
  constexpr std::size_t size() const { return count_ < Capacity ? count_ : Capacity; }
  constexpr const problem& operator[](std::size_t index) const { return problems_[index]; }
  constexpr const problem* begin() const { return problems_; }
  constexpr const problem* end() const { return problems_ + size(); }

 private:
  problem problems_[Capacity];
  std::size_t count_ = 0;
};

/// The diagnosis that load gives: enough to name several missing operators at once, 200 bytes.
using diagnosis = basic_diagnosis<8>;

/// A value, or the reasons why there is none.
template <class T>
class [[nodiscard]] result {
 public:
  constexpr result(const T& value) : value_(value) {}          // NOLINT(google-explicit-constructor)
  constexpr result(const diagnosis& error) : error_(error) {}  // NOLINT(google-explicit-constructor)

  constexpr explicit operator bool() const { return error_.ok(); }
  /// The value. Requires that there is one.
  constexpr T& operator*() { return value_; }
  constexpr const T& operator*() const { return value_; }
  constexpr T* operator->() { return &value_; }
  constexpr const T* operator->() const { return &value_; }
  constexpr const diagnosis& error() const { return error_; }

 private:
  T value_{};
  diagnosis error_;
};

}  // namespace mote

#endif
