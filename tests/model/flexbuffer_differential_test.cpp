// SPDX-License-Identifier: Apache-2.0

// What the flatbuffers library writes as flexbuffers, mote reads.

#include <doctest/doctest.h>
#include <flatbuffers/flexbuffers.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "mote/model/flexbuffer.hpp"
#include "support/flexbuffer_walk.hpp"
#include "support/random_source.hpp"

namespace {

using mote_test::random_source;

std::string random_key(random_source& random) {
  std::string key(static_cast<std::size_t>(random.between(0, 12)), ' ');
  for (char& c : key) c = static_cast<char>(random.between('a', 'e'));
  return key;
}

std::int64_t random_integer(random_source& random) {
  return static_cast<std::int64_t>(random.bits()) >> random.between(0, 63);
}

template <class T>
std::vector<T> random_values(random_source& random) {
  std::vector<T> values(static_cast<std::size_t>(random.between(1, 5)));
  for (T& value : values) value = static_cast<T>(random_integer(random));
  return values;
}

void add_random_value(flexbuffers::Builder& builder, random_source& random, const char* key) {
  switch (random.between(0, 13)) {
    case 0:
      return builder.Int(key, random_integer(random));
    case 1:
      return builder.UInt(key, random.bits() >> random.between(0, 63));
    case 2:
      return builder.Bool(key, random.chance(2));
    case 3:
      return builder.Float(key, random.real(-1000.0F, 1000.0F));
    case 4:
      return builder.Double(key, static_cast<double>(random_integer(random)) / 3.0);
    case 5:
      return builder.IndirectInt(key, random_integer(random));
    case 6:
      return builder.IndirectFloat(key, random.real(-1.0F, 1.0F));
    case 7:
      builder.String(key, random_key(random));
      return;
    case 8:
      return builder.Null(key);
    case 9:
      builder.Key(key);
      builder.Vector(random_values<std::int32_t>(random));
      return;
    case 10:
      builder.Key(key);
      builder.Vector(random_values<float>(random));
      return;
    case 11: {
      const std::int16_t pair[] = {random.integer<std::int16_t>(), 5};
      builder.Key(key);
      builder.FixedTypedVector(pair, 2);
      return;
    }
    case 12:
      builder.Vector(key, [&] {
        for (int i = random.between(0, 4); i > 0; --i) builder.Int(random_integer(random));
        builder.Bool(random.chance(2));
        builder.Double(0.1);
      });
      return;
    default:
      builder.TypedVector(key, [&] {
        for (int i = random.between(1, 4); i > 0; --i) builder.Bool(random.chance(2));
      });
      return;
  }
}

void compare(const mote::flexbuffer::value& ours, const flexbuffers::Reference& theirs) {
  std::int64_t whole = 0;
  bool truth = false;
  float real = 0;
  const bool is_whole = theirs.IsInt() || theirs.IsUInt() || theirs.IsBool();
  const bool fits =
      is_whole && (!theirs.IsUInt() || theirs.AsUInt64() <= static_cast<std::uint64_t>(INT64_MAX));
  CHECK(ours.get(whole) == fits);
  if (fits) CHECK(whole == theirs.AsInt64());
  CHECK(ours.get(truth) == is_whole);
  if (is_whole) CHECK(truth == theirs.AsBool());
  CHECK(ours.get(real) == (fits || theirs.IsFloat()));
  if (theirs.IsFloat()) CHECK(real == static_cast<float>(theirs.AsDouble()));

  const mote::flexbuffer::vector elements(ours);
  if (theirs.IsTypedVector() && !theirs.IsMap()) {
    const auto others = theirs.AsTypedVector();
    REQUIRE(elements.size() == others.size());
    for (std::size_t i = 0; i < others.size(); ++i) compare(elements[i], others[i]);
  } else if (theirs.IsFixedTypedVector()) {
    const auto others = theirs.AsFixedTypedVector();
    REQUIRE(elements.size() == others.size());
    for (std::size_t i = 0; i < others.size(); ++i) compare(elements[i], others[i]);
  } else if (theirs.IsVector()) {
    const auto others = theirs.AsVector();
    REQUIRE(elements.size() == others.size());
    for (std::size_t i = 0; i < others.size(); ++i) compare(elements[i], others[i]);
  } else {
    CHECK(elements.size() == 0);
  }
}

}  // namespace

TEST_CASE("flexbuffer differential: random maps") {
  random_source random(9);
  for (int round = 0; round < 3000; ++round) {
    std::vector<std::string> keys(static_cast<std::size_t>(random.between(0, 12)));
    for (std::string& key : keys) key = random_key(random);
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    flexbuffers::Builder builder(
        512, random.chance(2) ? flexbuffers::BUILDER_FLAG_SHARE_KEYS : flexbuffers::BUILDER_FLAG_SHARE_ALL);
    if (random.chance(4)) builder.ForceMinimumBitWidth(flexbuffers::BIT_WIDTH_32);
    builder.Map([&] {
      for (const std::string& key : keys) add_random_value(builder, random, key.c_str());
    });
    builder.Finish();
    const std::vector<std::uint8_t> bytes = builder.GetBuffer();

    const flexbuffers::Map theirs = flexbuffers::GetRoot(bytes).AsMap();
    const mote::flexbuffer::map ours(mote::flexbuffer::root({bytes.data(), bytes.size()}));
    REQUIRE(ours.size() == theirs.size());
    for (const std::string& key : keys) {
      CAPTURE(key);
      CHECK(static_cast<bool>(ours[key.c_str()]));
      compare(ours[key.c_str()], theirs[key.c_str()]);
    }
    CHECK_FALSE(static_cast<bool>(ours["absent"]));

    // Whatever becomes of the bytes, it ends well.
    std::vector<std::uint8_t> damaged = bytes;
    for (int k = random.between(1, 4); k > 0; --k) {
      damaged[static_cast<std::size_t>(random.between(0, static_cast<std::int32_t>(bytes.size()) - 1))] =
          static_cast<std::uint8_t>(random.between(0, 255));
    }
    mote_test::walk_flexbuffer(mote::flexbuffer::root({damaged.data(), damaged.size()}));
  }
}

TEST_CASE("flexbuffer differential: a map of more values than options have is empty") {
  const auto size_of_map = [](std::size_t count) {
    flexbuffers::Builder builder;
    builder.Map([&] {
      for (std::size_t i = 0; i < count; ++i) builder.Int(std::to_string(i).c_str(), 1);
    });
    builder.Finish();
    const std::vector<std::uint8_t>& bytes = builder.GetBuffer();
    return mote::flexbuffer::map(mote::flexbuffer::root({bytes.data(), bytes.size()})).size();
  };
  CHECK(size_of_map(mote::flexbuffer::map::most_values) == mote::flexbuffer::map::most_values);
  CHECK(size_of_map(mote::flexbuffer::map::most_values + 1) == 0);
}

TEST_CASE("flexbuffer differential: a value alone") {
  random_source random(10);
  for (int round = 0; round < 2000; ++round) {
    flexbuffers::Builder builder;
    const std::int64_t whole = random_integer(random);
    if (round % 2 == 0) {
      builder.Int(whole);
    } else {
      builder.Double(static_cast<double>(whole) * 1e-30);
    }
    builder.Finish();
    const std::vector<std::uint8_t>& bytes = builder.GetBuffer();
    compare(mote::flexbuffer::root({bytes.data(), bytes.size()}), flexbuffers::GetRoot(bytes));
  }
}
