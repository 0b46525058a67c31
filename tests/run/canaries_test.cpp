// SPDX-License-Identifier: Apache-2.0
#include "mote/run/canaries.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstring>
#include <memory>

#include "mote/run/interpreter.hpp"
#include "mote/run/static_model.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote::canary_bytes;
using mote::run_status;
using mote_test::bytes_of;
using mote_test::chain_model;

using interpreter = mote::interpreter<mote_test::tested_operators, mote::canaries>;
using net = mote::static_model<bytes_of<chain_model>, mote_test::tested_operators, mote::canaries>;
constexpr mote::byte_view model_bytes(bytes_of<chain_model>.data(), bytes_of<chain_model>.size());

}  // namespace

TEST_CASE("canaries: cost their bytes at both ends, and nothing where they are not wanted") {
  using plain = mote::interpreter<mote_test::tested_operators>;
  using plain_net = mote::static_model<bytes_of<chain_model>, mote_test::tested_operators>;
  CHECK(*interpreter::required_arena_bytes(model_bytes) ==
        *plain::required_arena_bytes(model_bytes) + 2 * canary_bytes);
  static_assert(sizeof(plain_net) - plain_net::arena_bytes < mote::arena_alignment);
  static_assert(sizeof(net) >= net::arena_bytes + 2 * canary_bytes);
  static_assert(net::arena_bytes == plain_net::arena_bytes);
}

TEST_CASE("canaries: an interpreter tells of any byte that changes next to its arena, until it is reset") {
  mote_test::arena_memory memory(*interpreter::required_arena_bytes(model_bytes));
  auto model = interpreter::load(model_bytes, memory.bytes());
  REQUIRE(model);
  CHECK(model->arena_bytes() == memory.bytes().size());
  CHECK(model->invoke() == run_status::completed);
  CHECK(model->canaries_intact());
  const std::size_t end = memory.bytes().size();
  for (std::size_t i = 0; i < end; ++i) {
    if (i == canary_bytes) i = end - canary_bytes;
    CAPTURE(i);
    for (const std::byte written : {std::byte{0}, std::byte{0xff}, memory.bytes()[i] ^ std::byte{1}}) {
      memory.bytes()[i] = written;
      CHECK_FALSE(model->canaries_intact());
      CHECK(model->invoke() == run_status::arena_damaged);
      model->reset();
      CHECK(model->canaries_intact());
      CHECK(model->invoke() == run_status::completed);
    }
  }
}

TEST_CASE("canaries: a static model tells of any byte that changes next to its arena, until it is reset") {
  alignas(net) static std::byte memory[sizeof(net)];
  auto& model = *new (memory) net;
  CHECK(model.invoke() == run_status::completed);
  CHECK(model.canaries_intact());
  for (std::size_t i = 0; i < 2 * canary_bytes + net::arena_bytes; ++i) {
    if (i == canary_bytes) i = canary_bytes + net::arena_bytes;
    CAPTURE(i);
    memory[i] ^= std::byte{1};
    CHECK_FALSE(model.canaries_intact());
    CHECK(model.invoke() == run_status::arena_damaged);
    model.reset();
    CHECK(model.invoke() == run_status::completed);
  }
}

namespace {

/// Writes past the end of something while the model runs.
struct stray_writer {
  std::byte* at;

  void begin(const mote::node_view&) const { *at ^= std::byte{0x10}; }
  void end(const mote::node_view& /*node*/, const mote::tensor_ref& /*output*/) const {}
};

}  // namespace

TEST_CASE("canaries: a write during a run is seen at its end") {
  mote_test::arena_memory memory(*interpreter::required_arena_bytes(model_bytes));
  auto model = interpreter::load(model_bytes, memory.bytes());
  REQUIRE(model);
  // Three nodes, three changes.
  CHECK(model->invoke(stray_writer{&memory.bytes()[memory.bytes().size() - 1]}) == run_status::arena_damaged);
}
