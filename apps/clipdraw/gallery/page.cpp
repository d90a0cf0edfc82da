// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include "gallery/page.hpp"

#include <fmt/format.h>

#include <clipdraw/clipdraw.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <string_view>

#include "gallery/page_source.hpp"

namespace clipdraw_cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::size_t kHead = 4096;  // bytes: the mark stands further up
constexpr std::string_view kMark = "<meta name=\"generator\" content=\"clipdraw gallery ";

// JSON as it may stand in a script element: no "</script>", no "<!--".
std::string harmless_json(const Json& data) {
  const std::string text = data.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {  // such signs stand only in texts
    switch (c) {
      case '<': out += "\\u003c"; break;
      case '>': out += "\\u003e"; break;
      case '&': out += "\\u0026"; break;
      default: out += c;
    }
  }
  return out;
}

std::string harmless_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

// Known to no one who wrote a prompt: a script without it does not run.
std::string random_word() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", device(), device(), device(), device());
}

// Puts the values in the places of {{name}}; what is put in is not looked at again.
std::string fill(std::string_view text,
                 const std::map<std::string_view, std::string_view>& values) {
  std::string out;
  while (true) {
    const std::size_t begin = text.find("{{");
    out += text.substr(0, begin);
    if (begin == std::string_view::npos) return out;
    const std::size_t end = text.find("}}", begin);
    out += values.at(text.substr(begin + 2, end - begin - 2));
    text.remove_prefix(end + 2);
  }
}

// A path of an address: all but letters, digits and -_.~/ as %XX.
std::string address_of(const std::string& path) {
  std::string out;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-_.~/").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

std::string make_page(const std::string& title, const Json& data) {
  const std::string nonce = random_word();
  const std::string version = clipdraw::version();
  const std::string heading = harmless_text(title);
  const std::string json = harmless_json(data);
  return fill(kPageHtml, {{"data", json},
                          {"nonce", nonce},
                          {"script", kPageScript},
                          {"style", kPageStyle},
                          {"theme", kPageTheme},
                          {"title", heading},
                          {"version", version}});
}

bool is_another_page(const std::string& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return false;
  std::string head(kHead, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  return head.find(kMark) == std::string::npos;
}

std::string relative_address(const std::string& folder, const std::string& from) {
  const std::string path = fs::relative(fs::canonical(folder), fs::canonical(from)).string();
  return path == "." ? "" : address_of(path) + "/";
}

}  // namespace clipdraw_cli
