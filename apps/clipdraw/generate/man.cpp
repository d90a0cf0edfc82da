// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <clipdraw/version.h>
#include <algorithm>
#include <sstream>

#include "generate/pages.hpp"

namespace clipdraw_cli {
namespace {

// Text as roff takes it: every hyphen is one that can be copied and typed.
std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  // A line that begins so would be taken for a request.
  return !out.empty() && (out.front() == '.' || out.front() == '\'') ? "\\&" + out : out;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

// "\fB\-o\fR, \fB\-\-output\fR \fIFILE\fR"
std::string flag_line(const Flag& flag) {
  std::string out;
  for (const std::string& name : flag.names) {
    out += fmt::format("{}\\fB{}\\fR", out.empty() ? "" : ", ", roff(name));
  }
  return flag.value.empty() ? out : fmt::format("{} \\fI{}\\fR", out, roff(flag.value));
}

std::string usage(const Page& page) {
  std::string out = "\\fBclipdraw\\fR";
  if (!page.name.empty()) out += fmt::format(" \\fB{}\\fR", roff(page.name));
  for (const Word& word : page.words) {
    out += fmt::format(" \\fI{}\\fR{}", roff(word.name), word.repeats ? " ..." : "");
  }
  if (page.name == "models") out += " \\fICOMMAND\\fR";
  return out + " [\\fIOPTION\\fR ...]";
}

// The flags of each group under a heading of its own.
std::string flags(const Page& page, const std::string& heading) {
  std::vector<std::string> groups;
  for (const Flag& flag : page.flags) {
    if (std::find(groups.begin(), groups.end(), flag.group) == groups.end()) {
      groups.push_back(flag.group);
    }
  }
  std::string out;
  for (const std::string& group : groups) {
    if (!heading.empty()) out += fmt::format("{} {}\n", heading, roff(group));
    for (const Flag& flag : page.flags) {
      if (flag.group == group)
        out += fmt::format(".TP\n{}\n{}\n", flag_line(flag), roff(flag.help));
    }
  }
  return out;
}

// A footer's titles, which stand at the margin and end with a colon, become headings. What is
// indented stays as it is; the rest is text.
std::string sections(const std::string& footer, const std::string& heading) {
  std::istringstream lines(footer);
  std::string out;
  enum class Part { none, text, verbatim } part = Part::none;
  bool headed = false;
  const auto enter = [&](Part next) {
    if (next == part) return;
    if (part == Part::verbatim) out += ".fi\n";
    if (next != Part::none && !headed) out += ".PP\n";
    headed = false;
    if (next == Part::verbatim) out += ".nf\n";
    part = next;
  };
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) {
      enter(Part::none);
    } else if (line.front() == ' ') {
      enter(Part::verbatim);
      out += roff(line.substr(std::min<std::size_t>(2, line.size()))) + "\n";
    } else if (line.back() == ':') {
      enter(Part::none);
      line.pop_back();
      out += fmt::format("{} {}\n", heading, roff(heading == ".SH" ? upper(line) : line));
      headed = true;
    } else {
      enter(Part::text);
      out += roff(line) + "\n";
    }
  }
  enter(Part::none);
  return out;
}

bool is_shown(const Flag& flag) { return flag.names.back() != "--help"; }

}  // namespace

std::string man_page(const std::vector<Page>& pages) {
  const Page& draw = pages.front();
  std::string out = fmt::format(
      ".\\\" Generated from the command's own descriptions.\n"
      ".TH CLIPDRAW 1 \"\" \"clipdraw {}\" \"User Commands\"\n"
      ".SH NAME\nclipdraw \\- draws a picture from a sentence\n.SH SYNOPSIS\n",
      CLIPDRAW_VERSION_STRING);
  for (const Page& page : pages) {
    if (page.name != "models") out += usage(page) + "\n.br\n";
  }
  out += fmt::format(".SH DESCRIPTION\n{}\n", roff(draw.help));
  out +=
      "The latent of an image generator is optimised until CLIP finds that the picture fits the "
      "words.\nThe picture carries its record, which is how it was made.\n";
  out += ".SH OPTIONS\n" + flags(draw, ".SS");
  out += ".SH OPTIONS OF THE COMMANDS\n";
  for (std::size_t i = 1; i < pages.size(); ++i) {
    Page page = pages[i];
    // What every command has is said once, above.
    page.flags.erase(std::remove_if(page.flags.begin(), page.flags.end(),
                                    [](const Flag& flag) { return !is_shown(flag); }),
                     page.flags.end());
    out += fmt::format(".SS {}\n{}\n{}", roff("clipdraw " + page.name), roff(page.help),
                       flags(page, ""));
    out += sections(page.footer, ".PP\n.B");
  }
  out += sections(draw.footer, ".SH");
  return out;
}

}  // namespace clipdraw_cli
