// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// Files that are wrong in one way each. Every one must give one clear error that names the file
// and, where a tensor is to blame, the tensor.

#include <cstdio>
#include <fstream>
#include <limits>

#include "base/error.hpp"
#include "support/fixtures.hpp"
#include "support/torch_doctest.hpp"
#include "weights/archive.hpp"
#include "weights/bind.hpp"

using clipdraw::Archive;
using clipdraw::Binder;
using clipdraw::Error;
using clipdraw::Status;
using clipdraw::test::TemporaryFolder;

namespace {

// The eight bytes that begin a file.
std::string length_bytes(uint64_t length) {
  std::string text;
  for (int i = 0; i < 8; ++i) text.push_back(static_cast<char>(length >> (8 * i)));
  return text;
}

std::string file_of(const std::string& header, const std::string& data) {
  return length_bytes(header.size()) + header + data;
}

// A header entry of one F32 tensor.
std::string entry(const std::string& name, const std::string& shape, uint64_t begin, uint64_t end,
                  const std::string& dtype = "F32") {
  return fmt::format(R"("{}":{{"dtype":"{}","shape":{},"data_offsets":[{},{}]}})", name, dtype,
                     shape, begin, end);
}

std::string floats(const std::vector<float>& values) {
  return std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
}

// What a model with two tensors does with a file. Both names are in the good file.
void load(const std::string& path) {
  Binder binder(Archive::open(path));
  binder.take("a", {2, 2});
  binder.take("b", {-1});
  binder.finish();
}

struct Damage {
  const char* what;
  std::string bytes;
  const char* says;  // a part of the message
};

std::vector<Damage> damages() {
  const std::string a = entry("a", "[2,2]", 0, 16);
  const std::string b = entry("b", "[3]", 16, 28);
  const std::string good_header = "{" + a + "," + b + "}";
  const std::string data = floats({1, 2, 3, 4, 5, 6, 7});
  const std::string good = file_of(good_header, data);
  const auto with_a = [&](const std::string& first) {
    return file_of("{" + first + "," + b + "}", data);
  };
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();

  return {
      {"an empty file", "", "too few"},
      {"seven bytes", good.substr(0, 7), "too few"},
      {"the length alone", good.substr(0, 8), "too few"},
      {"cut inside the header", good.substr(0, 40), "cut short"},
      {"cut inside the data", good.substr(0, good.size() - 5), "\"b\""},
      {"no data at all", good.substr(0, 8 + good_header.size()), "\"a\""},
      {"bytes too many", good + "xxxx", "at the end"},
      {"a header longer than the file", length_bytes(good.size()) + good.substr(8), "cut short"},
      {"a header of 2^63 bytes", length_bytes(uint64_t{1} << 63) + good.substr(8), "cut short"},
      {"a header of 2^64-1 bytes", length_bytes(~uint64_t{0}) + good.substr(8), "cut short"},
      {"a header of no bytes", length_bytes(0) + good.substr(8), "does not begin"},
      {"a header one byte short", length_bytes(good_header.size() - 1) + good.substr(8), "JSON"},
      {"a header one byte long", length_bytes(good_header.size() + 1) + good.substr(8), "JSON"},
      {"a pickle", std::string("\x80\x02}q\0.", 6) + std::string(64, 'p'), "without named tensors"},
      {"a zip file", "PK\x03\x04" + std::string(200, '\0'), "cut short"},
      {"a header that is a list", file_of("[" + good_header + "]", data), "does not begin"},
      {"JSON that breaks off", file_of("{" + a + ",", data), "JSON"},
      {"text after the JSON", file_of(good_header + "}", data), "JSON"},
      {"a name that is not UTF-8", with_a(entry("\xff\xfe", "[2,2]", 0, 16)), "JSON"},
      {"a name cut inside UTF-8", with_a(entry("\xe2\x82", "[2,2]", 0, 16)), "JSON"},
      {"deep nesting of lists", file_of("{\"a\":" + std::string(100000, '[') + "}", data), "\"a\""},
      {"deep nesting of objects",
       file_of(
           [] {
             std::string text;
             for (int i = 0; i < 50000; ++i) text += "{\"a\":";
             return text;
           }(),
           data),
       "\"a\""},
      {"an unknown dtype", with_a(entry("a", "[2,2]", 0, 16, "F31")), "unknown dtype \"F31\""},
      {"a dtype that is not handled", with_a(entry("a", "[2,2]", 0, 16, "F8_E4M3")),
       "unknown dtype"},
      {"a dtype that is a number", with_a(R"("a":{"dtype":7,"shape":[2,2],"data_offsets":[0,16]})"),
       "\"a\""},
      {"no dtype", with_a(R"("a":{"shape":[2,2],"data_offsets":[0,16]})"), "no \"dtype\""},
      {"no shape", with_a(R"("a":{"dtype":"F32","data_offsets":[0,16]})"), "no \"shape\""},
      {"no offsets", with_a(R"("a":{"dtype":"F32","shape":[2,2]})"), "data_offsets"},
      {"one offset", with_a(R"("a":{"dtype":"F32","shape":[2,2],"data_offsets":[0]})"),
       "data_offsets"},
      {"three offsets", with_a(R"("a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16,28]})"),
       "more than 2"},
      {"an unknown field",
       with_a(R"("a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16],"zip":1})"),
       "unknown field"},
      {"a field twice",
       with_a(R"("a":{"dtype":"F32","dtype":"F32","shape":[2,2],"data_offsets":[0,16]})"), "twice"},
      {"a tensor that is null", with_a(R"("a":null)"), "null"},
      {"a tensor that is a string", with_a(R"("a":"F32")"), "a string"},
      {"a tensor that is true", with_a(R"("a":true)"), "a truth value"},
      {"a name twice", file_of("{" + a + "," + a + "," + b + "}", data), "twice"},
      {"metadata twice",
       file_of(R"({"__metadata__":{},"__metadata__":{},)" + a + "," + b + "}", data), "twice"},
      {"a metadata entry twice",
       file_of(R"({"__metadata__":{"k":"1","k":"2"},)" + a + "," + b + "}", data), "twice"},
      {"metadata with a number", file_of(R"({"__metadata__":{"k":1},)" + a + "," + b + "}", data),
       "a number"},
      {"metadata with an object", file_of(R"({"__metadata__":{"k":{}},)" + a + "," + b + "}", data),
       "an object"},
      {"a negative size", with_a(entry("a", "[-2,2]", 0, 16)), "a negative number"},
      {"a fraction as size", with_a(entry("a", "[2.5,2]", 0, 16)), "not a 64-bit integer"},
      {"a size beyond 64 bits", with_a(entry("a", "[99999999999999999999,2]", 0, 16)),
       "not a 64-bit integer"},
      {"a string as size", with_a(entry("a", "[\"2\",2]", 0, 16)), "a string"},
      {"a list as size", with_a(entry("a", "[[2],2]", 0, 16)), "a list"},
      {"a shape whose product wraps to 16 bytes",
       with_a(entry("a", "[4611686018427387905,4]", 0, 16)), "too large"},
      {"a shape whose product wraps to 0", with_a(entry("a", "[4294967296,4294967296]", 0, 16)),
       "too large"},
      {"a shape too large next to a zero",
       with_a(entry("a", "[0,9223372036854775807,9223372036854775807]", 0, 0)), "too large"},
      {"a size of 2^63", with_a(entry("a", "[9223372036854775808]", 0, 16)), "too large"},
      {"a terabyte in a small file", with_a(entry("a", "[274877906944]", 0, 1099511627776)),
       "cut short"},
      {"a thousand dimensions",
       with_a(entry(
           "a",
           [] {
             std::string text = "[1";
             for (int i = 1; i < 1000; ++i) text += ",1";
             return text + "]";
           }(),
           0, 4)),
       "more than 8"},
      {"a shape larger than its bytes", with_a(entry("a", "[3,2]", 0, 16)), "takes 24 bytes"},
      {"a shape smaller than its bytes", with_a(entry("a", "[1,2]", 0, 16)), "takes 8 bytes"},
      {"a dtype wider than its bytes", with_a(entry("a", "[2,2]", 0, 16, "F64")), "takes 32 bytes"},
      {"an end before the beginning", with_a(entry("a", "[2,2]", 16, 0)), "before it begins"},
      {"an end outside the file", with_a(entry("a", "[2,2]", 20, 36)), "cut short"},
      {"an offset of 2^64-16",
       with_a(entry("a", "[2,2]", 18446744073709551600u, 18446744073709551615u)), "cut short"},
      {"two tensors that overlap",
       file_of("{" + a + "," + entry("b", "[3]", 12, 24) + "}", floats({1, 2, 3, 4, 5, 6})),
       "overlaps"},
      {"two tensors in the same place",
       file_of("{" + a + "," + entry("b", "[4]", 0, 16) + "}", floats({1, 2, 3, 4})), "overlaps"},
      {"a gap between tensors", file_of("{" + a + "," + entry("b", "[2]", 20, 28) + "}", data),
       "belong to no"},
      {"a gap before the first tensor",
       file_of("{" + entry("a", "[2,2]", 4, 20) + "," + entry("b", "[2]", 20, 28) + "}", data),
       "belong to no"},
      {"a missing tensor", file_of("{" + a + "}", floats({1, 2, 3, 4})), "\"b\" is missing"},
      {"no tensors", file_of("{}", ""), "\"a\" is missing"},
      {"a tensor too many",
       file_of("{" + a + "," + b + "," + entry("c", "[1]", 28, 32) + "}", data + floats({8})),
       "\"c\" is not expected"},
      {"a name with a control character",
       file_of("{" + a + "," + b + "," + entry("x\\u0001", "[1]", 28, 32) + "}",
               data + floats({8})),
       "\"x?\" is not expected"},
      {"a misshapen tensor", with_a(entry("a", "[4]", 0, 16)), "[4], [2, 2] expected"},
      {"a tensor of another kind", with_a(entry("a", "[2,2]", 0, 16, "I32")),
       "floating-point expected"},
      {"a NaN", file_of(good_header, floats({1, nan, 3, 4, 5, 6, 7})), "not finite"},
      {"an infinity", file_of(good_header, floats({1, 2, 3, 4, 5, -infinity, 7})), "not finite"},
      {"an fp64 value beyond fp32",
       file_of("{" + entry("a", "[2,2]", 0, 32, "F64") + "," + entry("b", "[3]", 32, 44) + "}",
               [] {
                 const std::vector<double> values{1, 2, 1e300, 4};
                 return std::string(reinterpret_cast<const char*>(values.data()), 32) +
                        floats({5, 6, 7});
               }()),
       "not finite"},
      {"an fp16 NaN",
       file_of("{" + entry("a", "[2,2]", 0, 8, "F16") + "," + entry("b", "[3]", 8, 20) + "}",
               std::string("\x00\x3c\x00\x7e\x00\x3c\x00\x3c", 8) + floats({5, 6, 7})),
       "not finite"},
      {"a BOOL of 2",
       file_of("{" + entry("a", "[2,2]", 0, 4, "BOOL") + "," + entry("b", "[3]", 4, 16) + "}",
               std::string("\0\1\2\1", 4) + floats({5, 6, 7})),
       "neither 0 nor 1"},
  };
}

}  // namespace

DOCTEST_TEST_CASE("every damaged file gives one error that names the file") {
  const TemporaryFolder folder;
  const std::vector<Damage> all = damages();
  DOCTEST_CHECK(all.size() >= 30);
  for (size_t i = 0; i < all.size(); ++i) {
    DOCTEST_CAPTURE(all[i].what);
    const std::string path = folder.file(fmt::format("damaged{}.safetensors", i));
    std::ofstream(path, std::ios::binary) << all[i].bytes;
    std::string message = "nothing was thrown";
    Status status = Status::ok;
    try {
      load(path);
    } catch (const Error& error) {
      message = error.what();
      status = error.status();
    }
    DOCTEST_CAPTURE(message);
    DOCTEST_CHECK(status == Status::bad_weights);
    DOCTEST_CHECK(message.find(path) == 0);
    DOCTEST_CHECK(message.find(all[i].says) != std::string::npos);
    DOCTEST_CHECK(message.size() < 1000);
  }
}

DOCTEST_TEST_CASE("a file that is not there, and things that are no files") {
  const TemporaryFolder folder;
  const auto status_of = [](const std::string& path) {
    try {
      load(path);
    } catch (const Error& error) {
      return error.status();
    }
    return Status::ok;
  };
  DOCTEST_CHECK(status_of(folder.file("none.safetensors")) == Status::not_found);
  DOCTEST_CHECK(status_of(folder.path()) == Status::bad_weights);
  DOCTEST_CHECK(status_of("/dev/zero") == Status::io);
}

DOCTEST_TEST_CASE("all that is wrong with the tensors comes in one error") {
  const TemporaryFolder folder;
  const std::string path = folder.file("wrong.safetensors");
  clipdraw::write_archive(path, {{"a", at::ones({3, 3})},
                                 {"c", at::full({2}, std::numeric_limits<float>::quiet_NaN())},
                                 {"extra", at::ones({1})},
                                 {"skip.me", at::ones({1})}});
  Binder binder(Archive::open(path));
  DOCTEST_CHECK(binder.take("a", {2, -1}).sizes() == at::IntArrayRef{2, 3});
  DOCTEST_CHECK(binder.take("b", {4, -1}).sizes() == at::IntArrayRef{4, 1});
  binder.take("c", {2});
  binder.ignore("skip.*");
  std::string message;
  try {
    binder.finish();
  } catch (const Error& error) {
    message = error.what();
  }
  DOCTEST_CAPTURE(message);
  for (const char* part :
       {"4 problems", "\"a\" is [3, 3], [2, any] expected", "\"b\" is missing, [4, any]",
        "\"c\" holds a value that is not finite", "\"extra\" is not expected"}) {
    DOCTEST_CHECK(message.find(part) != std::string::npos);
  }
  DOCTEST_CHECK(message.find("skip") == std::string::npos);
}
