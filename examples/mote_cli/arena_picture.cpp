// SPDX-License-Identifier: Apache-2.0

#include "arena_picture.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "node_table.hpp"

namespace mote::cli {
namespace {

constexpr int margin = 11;  // columns to the left of the picture, for the scale
constexpr int most_columns = static_cast<int>(line_width) - margin;
constexpr int most_columns_of_step = 8;
constexpr int most_rows = 20;

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// The letter that stands for a block in picture and list. After 62 they start again.
std::string_view letter_of(std::size_t block) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  return letters.substr(block % letters.size(), 1);
}

/// Time across: some columns for each step or, in long models, some steps for each column.
class time_axis {
 public:
  explicit time_axis(std::int32_t steps)
      : steps_(steps),
        columns_(steps > most_columns ? most_columns
                                      : steps * std::min(most_columns / steps, most_columns_of_step)) {}

  int columns() const { return columns_; }
  /// The steps of a column. They are counted from arena_layout::before_first_node.
  std::int32_t first_step(int column) const { return column * steps_ / columns_ - 1; }
  std::int32_t last_step(int column) const { return ((column + 1) * steps_ - 1) / columns_ - 1; }
  int middle_column(std::int32_t step) const {
    const int first = (step + 1) * columns_ / steps_;
    const int last = std::max(first, (step + 2) * columns_ / steps_ - 1);
    return (first + last) / 2;
  }

  /// Names the steps below their columns, as many as there is room for.
  std::string labels() const {
    const std::int32_t nodes = steps_ - 2;
    std::string line(at(columns_), ' ');
    put(line, -1, "in");
    put(line, nodes, "out");
    const auto room = static_cast<int>(std::to_string(nodes).size()) + 1;
    std::int32_t stride = 1;
    for (int i = 0; stride * columns_ < room * steps_; ++i) stride = i % 3 == 1 ? stride / 2 * 5 : stride * 2;
    for (std::int32_t node = 0; node < nodes; node += stride) put(line, node, std::to_string(node));
    line.resize(line.find_last_not_of(' ') + 1);
    return line;
  }

 private:
  /// Writes a step's name, unless it would touch another.
  void put(std::string& line, std::int32_t step, const std::string& name) const {
    const std::size_t first =
        std::min(at(middle_column(step)) - (name.size() - 1) / 2, line.size() - name.size());
    const std::size_t before = first == 0 ? 0 : first - 1;
    const std::size_t taken = line.find_first_not_of(' ', before);
    if (taken == std::string::npos || taken > first + name.size()) line.replace(first, name.size(), name);
  }

  std::int32_t steps_;
  int columns_;
};

/// Bytes up: the least power of two a row, or half as much again, with which the picture isn't too high.
class byte_axis {
 public:
  explicit byte_axis(std::uint32_t arena_bytes) {
    for (std::uint64_t power = 1; row_bytes_ == 0; power *= 2) {
      if (arena_bytes <= power * most_rows) {
        row_bytes_ = power;
      } else if (power > 1 && arena_bytes <= power / 2 * 3 * most_rows) {
        row_bytes_ = power / 2 * 3;
      }
    }
    rows_ = static_cast<int>((arena_bytes + row_bytes_ - 1) / row_bytes_);
  }

  int rows() const { return rows_; }
  std::uint64_t row_bytes() const { return row_bytes_; }
  std::uint64_t offset(int row) const { return row_bytes_ * static_cast<std::uint64_t>(row); }
  /// Bytes of a block that lie in a row.
  std::uint64_t bytes_in_row(const arena_block& block, int row) const {
    const std::uint64_t begin = std::max<std::uint64_t>(block.offset, offset(row));
    const std::uint64_t end =
        std::min<std::uint64_t>(std::uint64_t{block.offset} + block.bytes, offset(row + 1));
    return end > begin ? end - begin : 0;
  }

 private:
  std::uint64_t row_bytes_ = 0;
  int rows_ = 0;
};

/// The blocks in a grid of cells. A cell belongs to the block that has the most bytes in it.
class picture {
 public:
  explicit picture(const arena_layout& layout)
      : blocks_(layout.blocks()), time_(layout.step_count()), bytes_(layout.arena_bytes()) {
    for (int row = 0; row < bytes_.rows(); ++row) {
      for (int column = 0; column < time_.columns(); ++column) owners_.push_back(find_owner(row, column));
    }
    fill_cells();
    for (std::size_t block = 0; block < blocks_.size(); ++block) place_letter(static_cast<int>(block));
  }

  const time_axis& time() const { return time_; }

  void print() const {
    for (int row = bytes_.rows() - 1; row >= 0; --row) {
      const bool is_labelled = row % 4 == 0;
      std::string line;
      for (int column = 0; column < time_.columns(); ++column) line += cells_[cell(row, column)];
      line.resize(line.find_last_not_of(' ') + 1);
      std::printf("%*s %s%s\n", margin - 2, is_labelled ? std::to_string(bytes_.offset(row)).c_str() : "",
                  is_labelled ? "┤" : "│", line.c_str());
    }
  }

 private:
  std::size_t cell(int row, int column) const { return at(row * time_.columns() + column); }

  int find_owner(int row, int column) const {
    int owner = none;
    std::uint64_t most = 0;
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const arena_block& block = blocks_[i];
      const std::uint64_t bytes = bytes_.bytes_in_row(block, row);
      if (bytes > most && block.first <= time_.last_step(column) && time_.first_step(column) <= block.last) {
        owner = static_cast<int>(i);
        most = bytes;
      }
    }
    return owner;
  }

  /// Gives neighbours different fills, as far as there are enough.
  void fill_cells() {
    constexpr std::array<std::string_view, 4> fills{"░", "▓", "▒", "█"};
    std::vector<std::size_t> fill_of(blocks_.size());
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      std::array<bool, fills.size()> taken{};
      for (std::size_t k = 0; k < i; ++k) taken[fill_of[k]] |= touch(blocks_[i], blocks_[k]);
      fill_of[i] = i % fills.size();
      for (std::size_t fill = fills.size(); fill-- > 0;) {
        if (!taken[fill]) fill_of[i] = fill;
      }
    }
    for (const int owner : owners_) cells_.push_back(owner == none ? " " : fills[fill_of[at(owner)]]);
  }

  bool touch(const arena_block& a, const arena_block& b) const {
    const auto last_row = [&](const arena_block& block) {
      return (block.offset + block.bytes - 1) / bytes_.row_bytes();
    };
    const auto first_row = [&](const arena_block& block) { return block.offset / bytes_.row_bytes(); };
    return a.first <= b.last + 1 && b.first <= a.last + 1 && first_row(a) <= last_row(b) + 1 &&
           first_row(b) <= last_row(a) + 1;
  }

  /// In the middle of the block's middle row, between spaces if it is wide.
  void place_letter(int block) {
    std::vector<int> rows;
    for (std::size_t i = 0; i < owners_.size(); ++i) {
      if (owners_[i] == block) rows.push_back(static_cast<int>(i) / time_.columns());
    }
    if (rows.empty()) return;
    const int row = rows[rows.size() / 2];
    int first = 0;
    while (owners_[cell(row, first)] != block) ++first;
    int last = first;
    while (last + 1 < time_.columns() && owners_[cell(row, last + 1)] == block) ++last;
    const int middle = (first + last) / 2;
    cells_[cell(row, middle)] = letter_of(at(block));
    if (last - first >= 4) {
      cells_[cell(row, middle - 1)] = " ";
      cells_[cell(row, middle + 1)] = " ";
    }
  }

  const std::vector<arena_block>& blocks_;
  time_axis time_;
  byte_axis bytes_;
  std::vector<int> owners_;
  std::vector<std::string_view> cells_;
};

std::string step_name(const arena_layout& layout, std::int32_t step) {
  if (step == arena_layout::before_first_node) return "in";
  if (step == layout.after_last_node()) return "out";
  return std::to_string(step);
}

void print_peak(const arena_layout& layout, int column) {
  const std::int32_t step = layout.peak();
  std::string text = "peak: " + std::to_string(layout.live_bytes(step)) + " bytes ";
  if (step == arena_layout::before_first_node) {
    text += "when the inputs are written";
  } else if (step == layout.after_last_node()) {
    text += "when the outputs are read";
  } else {
    text += "at node " + std::to_string(step) + " " + operator_name(layout.source().node_at(step));
  }
  const auto left = at(margin + column);
  if (left + 2 + text.size() <= line_width) {
    std::printf("%s▲ %s\n", std::string(left, ' ').c_str(), text.c_str());
  } else {
    std::printf("%*s ▲\n", static_cast<int>(left) - 1, text.c_str());
  }
}

std::string tensor_names(const arena_layout& layout, const arena_block& block, std::size_t width) {
  if (block.tensors.empty()) return block.purpose;
  const std::size_t share = width / block.tensors.size();
  std::string text;
  for (const std::int32_t index : block.tensors) {
    const std::string number = std::to_string(index) + " ";
    const std::size_t room = share - std::min(share, number.size() + 2);
    text += (text.empty() ? "" : ", ") + number +
            shortened(printable(layout.source().tensor_at(index).name), room);
  }
  return text;
}

void print_blocks(const arena_layout& layout) {
  std::printf("\n  %9s %9s  %-9s  %s\n", "offset", "bytes", "live", "tensors");
  for (std::size_t i = 0; i < layout.blocks().size(); ++i) {
    const arena_block& block = layout.blocks()[i];
    const std::string life = step_name(layout, block.first) + " to " + step_name(layout, block.last);
    std::printf("%c %9u %9u  %-9s  %s\n", letter_of(i).front(), block.offset, block.bytes, life.c_str(),
                tensor_names(layout, block, line_width - 34).c_str());
  }
}

}  // namespace

void print_arena(const arena_layout& layout) {
  std::printf("\narena: %u bytes, node by node\n\n", layout.arena_bytes());
  const picture drawn(layout);
  drawn.print();
  std::printf("%*s └", margin - 2, "");
  for (int column = 0; column < drawn.time().columns(); ++column) std::printf("─");
  std::printf("\n%*s  %s\n", margin - 2, "node", drawn.time().labels().c_str());
  print_peak(layout, drawn.time().middle_column(layout.peak()));
  print_blocks(layout);
}

}  // namespace mote::cli
