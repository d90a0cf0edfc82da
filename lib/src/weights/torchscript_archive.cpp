// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

// A TorchScript archive is a pickle of its modules (data.pkl), their code as text (code/), and the
// constants of the code (constants.pkl): torch/csrc/jit/serialization/export_module.cpp.

#include "weights/torchscript_archive.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "weights/bytes.hpp"
#include "weights/pickle_archive.hpp"

namespace clipdraw {

namespace {

constexpr uint64_t kMostCodeBytes = uint64_t{16} << 20;
constexpr int64_t kMostHeads = 1024;

// Returns the number in a tensor without dimensions, or nothing.
std::optional<int64_t> scalar(const StoredTensor& tensor) {
  if (!tensor.shape.empty() || tensor.bytes == 0) return std::nullopt;
  if (tensor.type != StoredType::int64 && tensor.type != StoredType::int32) return std::nullopt;
  const uint64_t bits = little_endian(tensor.file->bytes() + tensor.offset, tensor.bytes);
  return tensor.type == StoredType::int64 ? static_cast<int64_t>(bits)
                                          : static_cast<int32_t>(static_cast<uint32_t>(bits));
}

// Returns CONSTANTS.c0, c1 ... of an archive, nothing for one that is not an integer.
std::vector<std::optional<int64_t>> read_constants(const ZipReader& zip, const std::string& root) {
  const std::vector<uint8_t> bytes = zip.read(root + "constants.pkl", kMostPickleBytes);
  const std::string& path = zip.file()->path();
  const Pickle pickle = Pickle::read(bytes.data(), bytes.size(), path);
  const FindStorage find_storage = storages_in(zip, root + "constants/");
  std::vector<std::optional<int64_t>> constants;
  for (const PickleRef item : pickle[pickle.root()].items) {
    const auto tensor = read_tensor(pickle, item, fmt::format("CONSTANTS.c{}", constants.size()),
                                    zip.file(), find_storage);
    constants.push_back(tensor ? scalar(*tensor) : std::nullopt);
  }
  return constants;
}

// Returns the text of one class in a file of code.
std::string_view class_text(std::string_view code, std::string_view name) {
  const std::string head = "class " + std::string(name) + "(";
  size_t begin = 0;
  while (code.substr(begin, head.size()) != head) {
    begin = code.find("\nclass ", begin);
    if (begin == std::string_view::npos) return {};
    ++begin;
  }
  return code.substr(begin, code.find("\nclass ", begin) - begin);
}

// Returns the number at the beginning of a text, or nothing.
std::optional<int64_t> leading_number(std::string_view text) {
  int64_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc()) return std::nullopt;
  return number;
}

// Returns the heads of an attention from its traced code. torch.nn.functional's attention splits
// channels as embed_dim / heads and the batch as bsz * heads, and a trace keeps both names; there
// the heads are a constant. A trace with its shapes folded has neither, and then nothing is found.
std::optional<int64_t> find_heads(std::string_view code,
                                  const std::vector<std::optional<int64_t>>& constants) {
  constexpr std::array<std::string_view, 4> kSplits{"div(embed_dim", "floor_divide(embed_dim",
                                                    "floordiv(embed_dim", "mul(bsz"};
  constexpr std::string_view kConstant = "CONSTANTS.c";
  std::optional<int64_t> heads;
  for (const std::string_view split : kSplits) {
    for (size_t at = code.find(split); at != std::string_view::npos; at = code.find(split, at)) {
      at += split.size();
      std::string_view rest = code.substr(at);
      rest.remove_prefix(std::min(rest.find_first_not_of("0123456789"), rest.size()));
      if (rest.substr(0, 2) != ", ") continue;
      rest.remove_prefix(2);
      std::optional<int64_t> found;
      if (rest.substr(0, kConstant.size()) == kConstant) {
        const auto index = leading_number(rest.substr(kConstant.size()));
        if (index && *index >= 0 && static_cast<size_t>(*index) < constants.size())
          found = constants[static_cast<size_t>(*index)];
      } else {
        found = leading_number(rest);
      }
      if (!found || *found < 1 || *found > kMostHeads || heads.value_or(*found) != *found)
        return std::nullopt;
      heads = found;
    }
  }
  return heads;
}

// "__torch__.a.___torch_mangle_5.B" -> {"__torch__/a/___torch_mangle_5.py", "B"}.
std::pair<std::string, std::string> code_place(const std::string& type) {
  const size_t dot = type.rfind('.');
  if (dot == std::string::npos) return {"", type};
  std::string file = type.substr(0, dot);
  std::replace(file.begin(), file.end(), '.', '/');
  return {file + ".py", type.substr(dot + 1)};
}

// Returns {type: heads} of every type of module in whose code they are found.
std::map<std::string, int64_t> heads_by_type(const ZipReader& zip, const std::string& root,
                                             const std::set<std::string>& types) {
  const auto constants = read_constants(zip, root);
  std::map<std::string, int64_t> heads;
  std::string last_file;  // types of one file follow one another
  std::vector<uint8_t> code;
  for (const std::string& type : types) {
    const auto [place, name] = code_place(type);
    const std::string file = root + "code/" + place;
    if (!zip.contains(file)) continue;
    if (file != last_file) code = zip.read(file, kMostCodeBytes);
    last_file = file;
    const auto found = find_heads(class_text(as_text(code.data(), code.size()), name), constants);
    if (found) heads.emplace(type, *found);
  }
  return heads;
}

}  // namespace

ArchiveContents read_torchscript(const ZipReader& zip, const std::string& root) {
  const std::string& path = zip.file()->path();
  const std::vector<uint8_t> bytes = zip.read(root + "data.pkl", kMostPickleBytes);
  const Pickle pickle = Pickle::read(bytes.data(), bytes.size(), path);
  StateDict state = read_state_dict(pickle, zip.file(), storages_in(zip, root + "data/"));

  ArchiveContents contents;
  contents.format = ArchiveFormat::torchscript;
  contents.files = {path};
  contents.tensors = std::move(state.tensors);

  std::set<std::string> types;
  std::set<std::string> names;
  for (const auto& module : state.modules) {
    types.insert(module.second);
    names.insert(code_place(module.second).second);
  }
  contents.metadata["torchscript.types"] = fmt::format("{}", fmt::join(names, " "));
  const std::map<std::string, int64_t> heads = heads_by_type(zip, root, types);
  nlohmann::json by_module = nlohmann::json::object();
  for (const auto& [module, type] : state.modules) {
    const auto found = heads.find(type);
    if (found != heads.end()) by_module[module] = found->second;
  }
  contents.metadata["torchscript.heads"] =
      by_module.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return contents;
}

}  // namespace clipdraw
