// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: prompts by themselves.
#include <string>

#include "api/guard.hpp"
#include "clipdraw/clipdraw.h"
#include "prompt/check.hpp"
#include "prompt/grammar.hpp"

using namespace clipdraw;

clipdraw_status clipdraw_check_prompts(const char* prompts) {
  return guard([&] {
    require(prompts, "prompts");
    const std::string typed = prompts;
    require_utf8(typed, "prompts");
    for (const Prompt& prompt : parse_prompts(typed)) check_weight(prompt);
  });
}
