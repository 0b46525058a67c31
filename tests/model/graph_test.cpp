// SPDX-License-Identifier: Apache-2.0
#include "mote/model/graph.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"
#include "support/small_models.hpp"

namespace {

using mote::error;
using mote_test::both_times;
using mote_test::opaque;

constexpr bool equal(const mote::flatbuffer::vector<char>& a, const char* b) {
  for (std::uint32_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i]) return false;
  }
  return b[a.size()] == '\0';
}

/// Whether tensor 0, after the change, is refused for this reason and no other.
template <class Change>
constexpr bool refuses(error code, std::int64_t detail, Change change) {
  auto model = mote_test::fully_connected_model();
  change(model.tensors[0]);
  const auto bytes = write(model);
  const auto found = mote::diagnosis::of([&](mote::problem_log& log) {
    static_cast<void>(mote::graph(bytes.view()).tensor_at(opaque(0), &log));
  });
  // Whoever passes no log gets a tensor all the same.
  static_cast<void>(mote::graph(bytes.view()).tensor_at(0));
  return found.count() == 1 && found[0].code == code && found[0].tensor == 0 && found[0].detail == detail;
}

}  // namespace

TEST_CASE("shape: rank, dimensions and number of elements") {
  CHECK(both_times([] {
    const mote::shape scalar;
    mote::shape image(1, 2, opaque(3), 4);
    const bool before =
        image.rank() == 4 && image[2] == 3 && image.back() == 4 && image.element_count() == 24;
    image.push_back(5);
    return before && image.rank() == 5 && image.element_count() == 120 && scalar.rank() == 0 &&
           scalar.back() == 1 && scalar.element_count() == 1;
  }));
  CHECK(both_times([] {
    const mote::shape a(2, opaque(3));
    return a == mote::shape(2, 3) && a != mote::shape(2, 4) && a != mote::shape(2, 3, 1) &&
           a != mote::shape() && mote::shape() == mote::shape();
  }));
}

TEST_CASE("graph: counts, inputs and outputs") {
  CHECK(both_times([] {
    const auto bytes = write(mote_test::chain_model());
    bool damaged = opaque(false);
    const mote::graph graph(bytes.view(), &damaged);
    return graph.schema_version() == 3 && graph.subgraph_count() == 1 && graph.tensor_count() == 5 &&
           graph.node_count() == 3 && graph.inputs().size() == 1 && graph.inputs()[0] == 0 &&
           graph.outputs().size() == 1 && graph.outputs()[0] == 4 && graph.is_tensor(4) &&
           !graph.is_tensor(5) && !graph.is_tensor(-1) && graph.bytes().data() == bytes.bytes && !damaged;
  }));
}

TEST_CASE("graph: tensors") {
  CHECK(both_times([] {
    auto model = mote_test::fully_connected_model();
    model.tensors[0].name = "x";
    model.tensors[0].is_variable = true;
    model.tensors[1].scales = {0.25F, 0.5F};
    model.tensors[1].zero_points = {0, 0};
    model.tensors[1].quantized_dimension = 1;
    const auto bytes = write(model);
    bool damaged = opaque(false);
    const mote::graph graph(bytes.view(), &damaged);
    const mote::tensor x = graph.tensor_at(0);
    const mote::tensor weights = graph.tensor_at(1);
    const mote::tensor bias = graph.tensor_at(2);
    return x.type == mote::tensor_type::int8 && x.shape == mote::shape(1, 4) && equal(x.name, "x") &&
           x.is_variable && !x.is_constant() && x.size_bytes() == 4 && x.quantization.present() &&
           !x.quantization.per_channel() && x.quantization.scale() == 0.5F &&
           x.quantization.scale(1) == 0.5F && x.quantization.zero_point() == -3 && weights.is_constant() &&
           !weights.is_variable && weights.data.size() == 8 &&
           static_cast<std::int8_t>(weights.data[3]) == -4 && weights.quantization.per_channel() &&
           weights.quantization.scale(1) == 0.5F && weights.quantization.quantized_dimension == 1 &&
           bias.type == mote::tensor_type::int32 && bias.size_bytes() == 8 &&
           bias.data.load_as<std::int32_t>(1) == -200 && !bias.quantization.present() &&
           bias.quantization.scale() == 0.0F && bias.quantization.zero_point() == 0 && !damaged;
  }));
}

TEST_CASE("graph: nodes") {
  CHECK(both_times([] {
    auto model = mote_test::chain_model();
    model.codes.push_back({mote::builtin_operator::custom, 7, "my_operator"});
    model.nodes[1].code_index = 3;
    const auto bytes = write(model);
    const mote::graph graph(bytes.view());
    const mote::node first = graph.node_at(opaque(0));
    const mote::node second = graph.node_at(1);
    const mote::node third = graph.node_at(2);
    return first.index == 0 && first.code == mote::builtin_operator::fully_connected && first.version == 1 &&
           first.inputs.size() == 2 && first.inputs[1] == 1 && first.outputs.size() == 1 &&
           first.outputs[0] == 2 && second.code == mote::builtin_operator::custom && second.version == 7 &&
           equal(second.custom_code, "my_operator") &&
           third.options.scalar<float>(mote::schema::softmax_options::beta) == 1.0F;
  }));
}

TEST_CASE("graph: operator codes beyond a byte, and those of files that have a byte only") {
  CHECK(both_times([] {
    auto model = mote_test::chain_model();
    model.codes[0].code = mote::builtin_operator::reduce_window;  // 205
    const auto bytes = write(model);
    return mote::graph(bytes.view()).node_at(opaque(0)).code == mote::builtin_operator::reduce_window;
  }));
  CHECK(both_times([] {
    using namespace mote::schema;
    mote_test::flatbuffer_writer<512> out("TFL3");
    const auto model =
        out.table({mote_test::offset(model::operator_codes), mote_test::offset(model::subgraphs)});
    out.root(model);
    const auto codes = out.offsets(1);
    out.attach(model, model::operator_codes, codes);
    out.attach_element(
        codes, 0, out.table({mote_test::scalar(operator_code::deprecated_builtin_code, std::int8_t{25})}));
    const auto graphs = out.offsets(1);
    out.attach(model, model::subgraphs, graphs);
    const auto graph = out.table({mote_test::offset(subgraph::operators)});
    out.attach_element(graphs, 0, graph);
    const auto nodes = out.offsets(1);
    out.attach(graph, subgraph::operators, nodes);
    out.attach_element(nodes, 0, out.table({}));
    const mote::graph source(out.buffer().view());
    return source.node_at(opaque(0)).code == mote::builtin_operator::softmax &&
           source.node_at(0).version == 1 && source.tensor_count() == 0;
  }));
}

TEST_CASE("graph: an operator code out of range") {
  CHECK(both_times([] {
    auto model = mote_test::chain_model();
    model.nodes[1].code_index = 3;
    const auto bytes = write(model);
    const auto found = mote::diagnosis::of([&](mote::problem_log& log) {
      static_cast<void>(mote::graph(bytes.view()).node_at(opaque(1), &log));
    });
    return found.count() == 1 && found[0].code == error::bad_operator_code_index && found[0].node == 1 &&
           found[0].detail == 3;
  }));
}

TEST_CASE("graph: tensors that can't be used") {
  using mote_test::tensor_description;
  CHECK(both_times([] {
    return refuses(error::bad_rank, 7, [](tensor_description& t) { t.shape = {1, 1, 1, 1, 1, 1, 1}; }) &&
           refuses(error::bad_dimension, 0,
                   [](tensor_description& t) {
                     t.shape = {1, 0};
                   }) &&
           refuses(error::bad_dimension, -1,
                   [](tensor_description& t) {
                     t.shape = {-1, 4};
                   }) &&
           refuses(error::tensor_too_large, 0,
                   [](tensor_description& t) {
                     t.shape = {1 << 16, 1 << 15};
                   }) &&
           refuses(error::tensor_too_large, 0, [](tensor_description& t) {
             t.shape = {INT32_MAX, INT32_MAX, INT32_MAX};
           });
  }));
  CHECK(both_times([] {
    return refuses(error::sparse_tensor, 0, [](tensor_description& t) { t.is_sparse = true; }) &&
           refuses(error::bad_buffer_index, 1000, [](tensor_description& t) { t.has_bad_buffer = true; }) &&
           refuses(error::external_data, 0, [](tensor_description& t) { t.is_external = true; }) &&
           refuses(error::bad_constant_size, 3, [](tensor_description& t) {
             t.data = {mote_test::some_weights, 3};
           });
  }));
}

TEST_CASE("graph: the largest tensor is one byte below 2 GiB") {
  CHECK(both_times([] {
    auto model = mote_test::fully_connected_model();
    model.tensors[0].shape = {INT32_MAX};
    const auto bytes = write(model);
    const auto found = mote::diagnosis::of([&](mote::problem_log& log) {
      static_cast<void>(mote::graph(bytes.view()).tensor_at(opaque(0), &log));
    });
    return found.ok();
  }));
}

TEST_CASE("graph: of no bytes") {
  CHECK(both_times([] {
    bool damaged = opaque(false);
    const mote::graph graph(mote::byte_view{}, &damaged);
    const mote::graph default_one;
    return damaged && graph.tensor_count() == 0 && graph.node_count() == 0 && graph.subgraph_count() == 0 &&
           default_one.node_count() == 0;
  }));
}
