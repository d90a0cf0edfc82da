// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "weights/pickle_tensors.hpp"

namespace clipdraw {

namespace {

constexpr int kMostLevels = 64;           // modules in modules
constexpr size_t kMostEntries = 1 << 20;  // looked at in one file; values may be shared
constexpr std::array<std::string_view, 7> kWrappers{
    "state_dict", "model_state_dict", "model", "params", "params_ema", "net", "module"};
constexpr std::array<std::string_view, 14> kAttackModules{
    "os",  "posix", "nt",        "subprocess", "sys",  "socket",     "shutil",
    "pty", "runpy", "importlib", "ctypes",     "code", "webbrowser", "commands"};
constexpr std::array<std::string_view, 6> kAttackNames{"eval", "exec",       "compile",
                                                       "open", "__import__", "execfile"};
constexpr std::string_view kScriptPrefix = "__torch__";

// True for a type of module in a TorchScript archive.
bool is_script(const Pickle& pickle, PickleRef callee) {
  const PickleValue& type = pickle[callee];
  return type.kind == PickleKind::global &&
         type.text.substr(0, kScriptPrefix.size()) == kScriptPrefix;
}

// Walks from a value down to every tensor under it.
class Collector {
 public:
  Collector(const Pickle& pickle, const std::shared_ptr<const MappedFile>& file,
            const FindStorage& find_storage)
      : pickle_(pickle), file_(file), find_storage_(find_storage) {}

  StateDict state;

  void collect(const std::string& name, PickleRef ref, int level) {
    if (++entries_ > kMostEntries || level > kMostLevels) {
      fail(Status::bad_weights, "{}: its dicts are nested too deep or share too much",
           file_->path());
    }
    if (auto tensor = read_tensor(pickle_, ref, name, file_, find_storage_)) {
      state.tensors.insert_or_assign(name, std::move(*tensor));
      return;
    }
    const PickleValue& value = pickle_[ref];
    if (value.kind == PickleKind::object) collect_object(name, value, level);
    if (value.kind == PickleKind::dict || value.kind == PickleKind::object)
      collect_items(name, value.items, level);
  }

 private:
  void collect_object(const std::string& name, const PickleValue& object, int level) {
    const PickleValue& state_value = pickle_[object.state];
    if (is_script(pickle_, object.callee)) {
      state.modules.emplace_back(name, pickle_.global_name(object.callee));
      collect_items(name, state_value.items, level);
      return;
    }
    // OrderedDict(((key, value), ...)), as Python 2 wrote it.
    const PickleValue& arguments = pickle_[object.arguments];
    if (pickle_.is_global(object.callee, "collections", "OrderedDict") &&
        !arguments.items.empty()) {
      for (const PickleRef pair : pickle_[arguments.items.front()].items) {
        if (pickle_[pair].items.size() == 2) collect_items(name, pickle_[pair].items, level);
      }
    }
    // A whole torch.nn.Module: its class is not needed, its parts have fixed names.
    if (state_value.kind != PickleKind::dict) return;
    for (size_t i = 0; i + 1 < state_value.items.size(); i += 2) {
      const std::string_view key = pickle_.text(state_value.items[i]);
      if (key == "_parameters" || key == "_buffers" || key == "_modules")
        collect(name, state_value.items[i + 1], level + 1);
    }
  }

  void collect_items(const std::string& name, const std::vector<PickleRef>& items, int level) {
    for (size_t i = 0; i + 1 < items.size(); i += 2) {
      if (pickle_[items[i]].kind != PickleKind::text) continue;
      const std::string key(pickle_.text(items[i]));
      collect(name.empty() ? key : name + "." + key, items[i + 1], level + 1);
    }
  }

  const Pickle& pickle_;
  const std::shared_ptr<const MappedFile>& file_;
  const FindStorage& find_storage_;
  size_t entries_ = 0;
};

// Returns the value of a text key in a dict or in an object that was given items.
std::optional<PickleRef> entry(const Pickle& pickle, PickleRef dict, std::string_view key) {
  const std::vector<PickleRef>& items = pickle[dict].items;
  if (pickle[dict].kind != PickleKind::dict && pickle[dict].kind != PickleKind::object)
    return std::nullopt;
  for (size_t i = 0; i + 1 < items.size(); i += 2) {
    if (pickle[items[i]].kind == PickleKind::text && pickle.text(items[i]) == key)
      return items[i + 1];
  }
  return std::nullopt;
}

// Drops what DataParallel and torch.compile put before every name.
void drop_prefix(std::map<std::string, StoredTensor>& tensors, const std::string& prefix) {
  const bool everywhere = std::all_of(tensors.begin(), tensors.end(), [&](const auto& item) {
    return item.first.size() > prefix.size() && item.first.compare(0, prefix.size(), prefix) == 0;
  });
  if (!everywhere) return;
  std::map<std::string, StoredTensor> renamed;
  for (auto& [name, tensor] : tensors)
    renamed.emplace(name.substr(prefix.size()), std::move(tensor));
  tensors = std::move(renamed);
}

// What a pickle may call while it is only read: everything that torch.save itself writes.
bool is_harmless(const Pickle& pickle, PickleRef callee) {
  const PickleValue& value = pickle[callee];
  if (value.kind != PickleKind::global) return true;
  return value.text == "collections" || value.text == "torch" || value.text == "torch._utils" ||
         value.text == "_codecs";
}

// True for a call that no training program leaves in a checkpoint.
bool is_attack(const Pickle& pickle, PickleRef callee) {
  const PickleValue& value = pickle[callee];
  if (value.kind != PickleKind::global) return false;
  if (value.text == "builtins" || value.text == "__builtin__") {
    return std::find(kAttackNames.begin(), kAttackNames.end(), value.name) != kAttackNames.end();
  }
  const std::string_view top = value.text.substr(0, value.text.find('.'));
  return std::find(kAttackModules.begin(), kAttackModules.end(), top) != kAttackModules.end();
}

void refuse_attack(const Pickle& pickle, const std::string& path) {
  for (PickleRef ref = 0; ref < pickle.size(); ++ref) {
    if (pickle[ref].kind != PickleKind::object || !is_attack(pickle, pickle[ref].callee)) continue;
    fail(
        Status::bad_weights,
        "{}: the pickle asks to call {}; nothing was run. Weights never need that: do not open the "
        "file with other programs, take it from its publisher",
        path, shown_name(pickle.global_name(pickle[ref].callee)));
  }
}

}  // namespace

void no_tensors(const Pickle& pickle, const std::string& path) {
  refuse_attack(pickle, path);
  for (PickleRef ref = 0; ref < pickle.size(); ++ref) {
    if (pickle[ref].kind != PickleKind::object || is_harmless(pickle, pickle[ref].callee)) continue;
    if (is_script(pickle, pickle[ref].callee)) {
      fail(
          Status::bad_weights,
          "{}: a TorchScript archive without parameters and buffers: it was frozen or is no model; "
          "save the module before torch.jit.freeze",
          path);
    }
    fail(Status::bad_weights,
         "{}: a pickle without named tensors that asks to call {}; nothing was run. Expected is a "
         "state "
         "dict that torch.save wrote: save model.state_dict() alone, or take a safetensors file",
         path, shown_name(pickle.global_name(pickle[ref].callee)));
  }
  fail(Status::bad_weights,
       "{}: a pickle without named tensors, expected is a state dict that torch.save wrote; is it "
       "another "
       "file of the model (a config, a vocabulary, an optimizer)?",
       path);
}

StateDict read_state_dict(const Pickle& pickle, const std::shared_ptr<const MappedFile>& file,
                          const FindStorage& find_storage) {
  refuse_attack(pickle, file->path());
  const PickleRef root = pickle.root();
  StateDict state;
  for (const std::string_view key : kWrappers) {
    const auto inner = entry(pickle, root, key);
    if (!inner || read_tensor(pickle, *inner, std::string(key), file, find_storage)) continue;
    Collector collector(pickle, file, find_storage);
    collector.collect("", *inner, 0);
    state = std::move(collector.state);
    if (!state.tensors.empty()) break;
  }
  if (state.tensors.empty()) {
    Collector collector(pickle, file, find_storage);
    collector.collect("", root, 0);
    state = std::move(collector.state);
  }
  state.tensors.erase("");  // a tensor that is not in a dict
  if (state.tensors.empty()) no_tensors(pickle, file->path());
  if (state.modules.empty()) {
    drop_prefix(state.tensors, "_orig_mod.");
    drop_prefix(state.tensors, "module.");
  }
  return state;
}

}  // namespace clipdraw
