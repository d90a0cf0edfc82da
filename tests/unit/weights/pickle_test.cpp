// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// Files that python_export/make_archives.py wrote with PyTorch itself.

#include <map>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"
#include "weights/bind.hpp"

using clipdraw::Archive;
using clipdraw::ArchiveFormat;
using clipdraw::Error;
using clipdraw::Status;

namespace {

std::string archive(const std::string& name) {
  return clipdraw::test::source_path("tests/data/archives/" + name);
}

at::Tensor sequence(std::vector<int64_t> shape, at::ScalarType type = at::kFloat) {
  int64_t count = 1;
  for (const int64_t size : shape) count *= size;
  return at::arange(count, at::kLong).reshape(shape).to(type);
}

// What tensors() of make_archives.py makes.
std::map<std::string, at::Tensor> expected_tensors() {
  const at::Tensor whole = sequence({3, 4});
  return {{"plain.float32", sequence({2, 3})},
          {"plain.float16", sequence({2, 3}, at::kHalf)},
          {"plain.bfloat16", sequence({2, 3}, at::kBFloat16)},
          {"plain.float64", sequence({2, 3}, at::kDouble)},
          {"plain.int64", sequence({2, 3}, at::kLong)},
          {"plain.int32", sequence({2, 3}, at::kInt)},
          {"plain.int16", sequence({2, 3}, at::kShort)},
          {"plain.int8", sequence({2, 3}, at::kChar)},
          {"plain.uint8", sequence({2, 3}, at::kByte)},
          {"plain.bool", sequence({2, 3}, at::kBool)},
          {"scalar", at::scalar_tensor(2.5)},
          {"empty", at::empty({0, 4})},
          {"view.whole", whole},
          {"view.row", whole[1]},
          {"view.transposed", whole.t()},
          {"view.stepped", at::arange(3, 20, 4).to(at::kFloat)},
          {"view.expanded", at::full({2, 3}, 7.0f)},
          {"parameter", sequence({4})}};
}

void check_holds(const Archive& found, const std::map<std::string, at::Tensor>& expected) {
  DOCTEST_CAPTURE(found.path());
  DOCTEST_CHECK(found.names().size() == expected.size());
  for (const auto& row : expected) {
    const auto& name = std::get<0>(row);
    const auto& values = std::get<1>(row);
    DOCTEST_CAPTURE(name);
    DOCTEST_REQUIRE(found.contains(name));
    DOCTEST_CHECK((found.tensor(name).scalar_type() == values.scalar_type()));
    DOCTEST_CHECK(found.shape(name) == values.sizes().vec());
    DOCTEST_CHECK(at::equal(found.tensor(name), values));
  }
}

// Returns the message of the bad_weights error that opening gives.
std::string complaint(const std::string& path) {
  try {
    Archive::open(path);
  } catch (const Error& error) {
    DOCTEST_CHECK((error.status() == Status::bad_weights));
    DOCTEST_CHECK(std::string(error.what()).find(path) == 0);
    return error.what();
  }
  return "none";
}

bool says(const std::string& message, const std::string& part) {
  if (message.find(part) != std::string::npos) return true;
  DOCTEST_MESSAGE(message);
  return false;
}

}  // namespace

DOCTEST_TEST_CASE("a state dict is read from every form that torch.save has had") {
  for (const char* name : {"zip.pt", "zip4.pt", "old.pt", "lightning.ckpt"}) {
    const Archive found = Archive::open(archive(name));
    DOCTEST_CHECK((found.format() == ArchiveFormat::pickle));
    check_holds(found, expected_tensors());
  }
}

DOCTEST_TEST_CASE("strided tensors go through the binder") {
  clipdraw::Binder binder(Archive::open(archive("old.pt")), "view.");
  const at::Tensor transposed = binder.take("transposed", {4, 3});
  DOCTEST_CHECK(transposed.is_contiguous());
  DOCTEST_CHECK(at::equal(transposed, sequence({3, 4}).t()));
  DOCTEST_CHECK(at::equal(binder.take("expanded", {2, 3}), at::full({2, 3}, 7.0f)));
}

DOCTEST_TEST_CASE("dicts in dicts and whole modules become names with dots") {
  check_holds(Archive::open(archive("nested.pt")),
              {{"encoder.w", sequence({2})}, {"decoder.w", sequence({3})}});
  check_holds(Archive::open(archive("module.pt")), {{"linear.weight", sequence({1, 2})},
                                                    {"linear.bias", sequence({1})},
                                                    {"count", sequence({2}, at::kLong)}});
}

DOCTEST_TEST_CASE("a TorchScript archive tells its types and heads") {
  const Archive found = Archive::open(archive("script.pt"));
  DOCTEST_CHECK((found.format() == ArchiveFormat::torchscript));
  DOCTEST_CHECK(found.names() ==
                std::vector<std::string>{"attn.in_proj_bias", "attn.in_proj_weight",
                                         "attn.out_proj.bias", "attn.out_proj.weight",
                                         "input_resolution"});
  DOCTEST_CHECK((found.tensor("attn.in_proj_weight").scalar_type() == at::kHalf));
  DOCTEST_CHECK(found.shape("attn.in_proj_weight") == std::vector<int64_t>{24, 8});
  DOCTEST_CHECK(found.metadata().at("torchscript.types") ==
                "Block MultiheadAttention NonDynamicallyQuantizableLinear QuickGELU");
  DOCTEST_CHECK(found.metadata().at("torchscript.heads") == R"({"attn":4})");
}

DOCTEST_TEST_CASE("heads are found in older traces, and left out where sizes are folded") {
  const Archive older = Archive::open(archive("script17.pt"));
  DOCTEST_CHECK(older.metadata().at("torchscript.heads") == R"({"attn":4})");
  const Archive folded = Archive::open(archive("folded.pt"));
  DOCTEST_CHECK(folded.metadata().at("torchscript.heads") == "{}");
  DOCTEST_CHECK(folded.names().size() == 5);
}

DOCTEST_TEST_CASE("a pickle that wants code run is refused by name") {
  for (const char* name : {"attack_zip.pt", "attack_old.pt", "attack.pkl", "attack0.pkl"}) {
    const std::string message = complaint(archive(name));
    DOCTEST_CHECK(says(message, "asks to call \"posix.system\"; nothing was run"));
  }
}

DOCTEST_TEST_CASE("a pickle without tensors says what it wanted called") {
  DOCTEST_CHECK(says(complaint(archive("numpy.pt")), "\"numpy.core.multiarray._reconstruct\""));
  DOCTEST_CHECK(says(complaint(archive("config.pt")), "without named tensors"));
  DOCTEST_CHECK(says(complaint(archive("tensor.pt")), "without named tensors"));
  DOCTEST_CHECK(says(complaint(archive("frozen.pt")), "frozen"));
}
