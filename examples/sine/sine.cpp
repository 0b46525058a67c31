// SPDX-License-Identifier: Apache-2.0

// A neural network that learned the sine, drawn in the terminal against the true curve.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <mote/mote.hpp>

#include "sine_model.hpp"  // made from sine.tflite by mote_embed_model

namespace {

using net = mote::static_model<sine_model>;
static_assert(net::arena_bytes <= 64, "all the memory that the network works in");
net model;

float predict(float x) {
  const float features[] = {x};
  model.input<0>().quantize(features);
  model.invoke();
  return model.output<0>().dequantize(0);
}

// A picture made of characters, y from 1 at the top to -1 at the bottom.
class picture {
 public:
  static constexpr int width = 72;
  static constexpr int height = 21;

  picture() { std::fill(&cells_[0][0], &cells_[0][0] + width * height, " "); }

  void mark(int column, float y, const char* character) {
    const auto row = static_cast<int>(std::lround((1.0F - y) / 2.0F * static_cast<float>(height - 1)));
    cells_[std::clamp(row, 0, height - 1)][column] = character;
  }

  void print() const {
    for (int row = 0; row < height; ++row) {
      const char* const label = row == 0 ? " 1" : row == height / 2 ? " 0" : row == height - 1 ? "-1" : "  ";
      std::printf("%s │", label);
      for (const char* character : cells_[row]) std::printf("%s", character);
      std::printf("\n");
    }
  }

 private:
  const char* cells_[height][width];
};

}  // namespace

int main() {
  picture curves;
  float worst = 0.0F;
  for (int column = 0; column < picture::width; ++column) {
    constexpr float full_turn = 6.2831853F;
    const float x = full_turn * static_cast<float>(column) / static_cast<float>(picture::width - 1);
    const float truth = std::sin(x);
    const float guess = predict(x);
    worst = std::max(worst, std::abs(guess - truth));
    curves.mark(column, truth, "·");
    curves.mark(column, guess, "●");
  }
  curves.print();

  // Thousandths, because printing floating-point numbers is expensive on a microcontroller.
  const auto thousandths = static_cast<int>(std::lround(worst * 1000.0F));
  std::printf("     ● int8 network  · sin(x), x from 0 to 2π   largest error %d.%03d   arena %d bytes\n",
              thousandths / 1000, thousandths % 1000, static_cast<int>(net::arena_bytes));
  return worst <= 0.1F ? 0 : 1;
}
