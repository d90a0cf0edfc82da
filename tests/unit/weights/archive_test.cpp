// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include "weights/archive.hpp"

#include <fstream>

#include "base/error.hpp"
#include "base/file.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/bind.hpp"

using clipdraw::Archive;
using clipdraw::Binder;
using clipdraw::Error;
using clipdraw::write_archive;
using clipdraw::test::TemporaryFolder;

namespace {

at::Tensor sequence(std::vector<int64_t> shape, at::ScalarType type) {
  int64_t count = 1;
  for (const int64_t size : shape) count *= size;
  return at::arange(count, at::kFloat).reshape(shape).to(type);
}

}  // namespace

DOCTEST_TEST_CASE("what is written is read back, every dtype and shape") {
  const TemporaryFolder folder;
  const std::string path = folder.file("all.safetensors");
  std::map<std::string, at::Tensor> tensors;
  for (const at::ScalarType type : {at::kByte, at::kChar, at::kShort, at::kInt, at::kLong,
                                    at::kHalf, at::kBFloat16, at::kFloat, at::kDouble}) {
    tensors[fmt::format("plain.{}", at::toString(type))] = sequence({3, 5}, type);
  }
  tensors["bool"] = sequence({2}, at::kFloat) > 0;
  tensors["scalar"] = at::scalar_tensor(2.5);
  tensors["empty"] = at::empty({0, 4});
  tensors["transposed"] = sequence({3, 4}, at::kFloat).t();
  tensors["사과 \"quoted\"\n"] = sequence({1}, at::kFloat);
  write_archive(path, tensors, {{"config", "{\"a\": 1}"}, {"이름", "값"}});

  const Archive archive = Archive::open(path);
  DOCTEST_CHECK(archive.path() == path);
  DOCTEST_CHECK(archive.metadata().at("config") == "{\"a\": 1}");
  DOCTEST_CHECK(archive.metadata().at("이름") == "값");
  DOCTEST_CHECK(archive.names().size() == tensors.size());
  for (const auto& row : tensors) {
    const auto& name = std::get<0>(row);
    const auto& expected = std::get<1>(row);
    DOCTEST_CAPTURE(name);
    DOCTEST_REQUIRE(archive.contains(name));
    const at::Tensor found = archive.tensor(name);
    DOCTEST_CHECK((found.scalar_type() == expected.scalar_type()));
    DOCTEST_CHECK(archive.shape(name) == expected.sizes().vec());
    DOCTEST_CHECK(at::equal(found, expected));
  }
}

DOCTEST_TEST_CASE("the same tensors give the same bytes, and replace a file as a whole") {
  const TemporaryFolder folder;
  const std::string path = folder.file("same.safetensors");
  write_archive(path, {{"b", at::ones({3}, at::kHalf)}, {"a", at::ones({2})}});
  const auto first = clipdraw::read_file(path);
  const Archive old = Archive::open(path);
  write_archive(path, {{"a", at::ones({2})}, {"b", at::ones({3}, at::kHalf)}});
  DOCTEST_CHECK(clipdraw::read_file(path) == first);
  write_archive(path, {{"a", at::zeros({2})}});
  DOCTEST_CHECK(old.tensor("a").sum().item<float>() == 2);  // an open archive keeps its file
}

DOCTEST_TEST_CASE("a tensor keeps the mapping alive") {
  const TemporaryFolder folder;
  const std::string path = folder.file("keep.safetensors");
  write_archive(path, {{"a", sequence({1000}, at::kFloat)}});
  at::Tensor tensor;
  {
    const Archive archive = Archive::open(path);
    tensor = archive.tensor("a");
  }
  DOCTEST_CHECK(tensor.sum().item<float>() == 499500);
}

DOCTEST_TEST_CASE("tensors that are not aligned in the file are read") {
  const TemporaryFolder folder;
  const std::string path = folder.file("odd.safetensors");
  std::string header =
      R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}})";
  header.append((8 - header.size() % 8) % 8, ' ');
  const std::vector<float> values{1.5f, -2.5f};
  std::string file(1, static_cast<char>(header.size()));
  file += std::string(7, '\0') + header + "x" +
          std::string(reinterpret_cast<const char*>(values.data()), 8);
  std::ofstream(path, std::ios::binary) << file;
  const at::Tensor b = Archive::open(path).tensor("b");
  DOCTEST_CHECK(b[0].item<float>() == 1.5f);
  DOCTEST_CHECK(b[1].item<float>() == -2.5f);
}

DOCTEST_TEST_CASE("an unwritable place, an unknown name and a name that is not UTF-8 are errors") {
  const TemporaryFolder folder;
  DOCTEST_CHECK_THROWS_AS(write_archive(folder.file("none/a.safetensors"), {}), Error);
  const std::string path = folder.file("a.safetensors");
  DOCTEST_CHECK_THROWS_AS(write_archive(path, {{"\xff", at::ones({1})}}), Error);
  DOCTEST_CHECK_THROWS_AS(write_archive(path, {{"c", at::ones({1}, at::kComplexFloat)}}), Error);
  DOCTEST_CHECK_THROWS_AS(write_archive(path, {{"c", at::Tensor()}}), Error);
  write_archive(path, {});
  DOCTEST_CHECK_THROWS_AS(Archive::open(path).tensor("a"), Error);
}

DOCTEST_TEST_CASE("the binder converts to fp32, knows optional names, prefixes and patterns") {
  const TemporaryFolder folder;
  const std::string path = folder.file("bind.safetensors");
  write_archive(path, {{"m.half", sequence({2, 3}, at::kHalf)},
                       {"m.brain", sequence({2, 3}, at::kBFloat16)},
                       {"m.double", sequence({2, 3}, at::kDouble)},
                       {"m.deep.num_batches_tracked", sequence({1}, at::kLong)},
                       {"other", sequence({1}, at::kFloat)}});
  Binder binder(Archive::open(path), "m.");
  for (const char* name : {"half", "brain", "double"}) {
    const at::Tensor taken = binder.take(name, {-1, 3});
    DOCTEST_CHECK((taken.scalar_type() == at::kFloat));
    DOCTEST_CHECK(taken.is_contiguous());
    DOCTEST_CHECK_FALSE(taken.requires_grad());
    DOCTEST_CHECK(at::equal(taken, sequence({2, 3}, at::kFloat)));
  }
  DOCTEST_CHECK_FALSE(binder.take_optional("none", {1}).defined());
  DOCTEST_CHECK(binder.contains("half"));
  DOCTEST_CHECK_FALSE(binder.contains("other"));
  binder.ignore("*.num_batches_tracked");
  binder.finish();
}

DOCTEST_TEST_CASE("rows of int8 are floats by their scale") {
  const TemporaryFolder folder;
  const std::string path = folder.file("eight.safetensors");
  const at::Tensor rows = at::tensor({-127, 0, 64, 1, 2, 3}, at::kInt).view({2, 3}).to(at::kChar);
  write_archive(path, {{"m.weight", rows},
                       {"m.weight.scale", at::tensor({0.5f, 2.0f})},
                       {"alone", rows},
                       {"short", rows},
                       {"short.scale", at::tensor({1.0f})},
                       {"whole", rows},
                       {"whole.scale", at::ones({2}, at::kInt)},
                       {"wild", rows},
                       {"wild.scale", at::tensor({1.0f, INFINITY})}});
  Binder binder(Archive::open(path), "m.");
  const at::Tensor taken = binder.take("weight", {2, -1});
  DOCTEST_CHECK(at::equal(taken, at::tensor({-63.5f, 0.0f, 32.0f, 2.0f, 4.0f, 6.0f}).view({2, 3})));
  binder.finish();  // the scale was taken as well
  for (const char* name : {"alone", "short", "whole", "wild"}) {
    DOCTEST_CAPTURE(name);
    Binder wrong(Archive::open(path), name);
    DOCTEST_CHECK(wrong.take("", {2, 3}).sizes() == rows.sizes());
    DOCTEST_CHECK_THROWS_WITH_AS(wrong.finish(), doctest::Contains(name), Error);
  }
}
