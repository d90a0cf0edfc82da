// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: what a session's picture shall show, and what it starts from.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "api/guard.hpp"
#include "api/handles.hpp"
#include "api/pixels.hpp"
#include "api/turn.hpp"
#include "clipdraw/clipdraw.h"
#include "prompt/grammar.hpp"
#include "session/embed.hpp"

using namespace clipdraw;

namespace {

// Drawn they are all the same: what they are made of may say enough.
void warn_of_unknown_words(const Model& model, const std::vector<Prompt>& prompts) {
  for (const Prompt& prompt : prompts) {
    for (const UnknownWord& unknown : model.unknown_words(prompt.text)) {
      model.log(LogLevel::warning,
                fmt::format(
                    "\"{}\": a word that the models were not trained on{}; drawn all the same",
                    unknown.word,
                    unknown.nearest.empty()
                        ? std::string()
                        : fmt::format("; the nearest that they know is \"{}\"", unknown.nearest)));
    }
  }
}

void add_typed(SessionState& state, const std::vector<Prompt>& prompts, const std::string& typed) {
  state.session.add_prompts(prompts);
  warn_of_unknown_words(*state.model, prompts);
  if (!state.typed.empty()) state.typed += " | ";
  state.typed += typed;
}

// Text as people type prompts; checked.
std::string typed_text(const char* prompts) {
  require(prompts, "prompts");
  std::string typed = prompts;
  require_utf8(typed, "prompts");
  return typed;
}

}  // namespace

clipdraw_status clipdraw_session_add_text(clipdraw_session* session, const char* text, float weight,
                                          float stop) {
  return guard([&] {
    const auto state = state_of(session);
    require(text, "text");
    const Prompt prompt{text, weight, stop};
    require_utf8(prompt.text, "text");
    with_turn(*state, [&] { add_typed(*state, {prompt}, prompt.text); });
  });
}

clipdraw_status clipdraw_session_add_prompts(clipdraw_session* session, const char* prompts) {
  return guard([&] {
    const auto state = state_of(session);
    const std::string typed = typed_text(prompts);
    with_turn(*state, [&] { add_typed(*state, parse_prompts(typed), typed); });
  });
}

clipdraw_status clipdraw_session_add_image(clipdraw_session* session, const clipdraw_image* image,
                                           float weight, float stop) {
  return guard([&] {
    const auto state = state_of(session);
    const PixelImage picture = read_pixels(image);
    with_turn(*state, [&] { state->session.add_image(picture, weight, stop); });
  });
}

clipdraw_status clipdraw_session_add_embedding(clipdraw_session* session, const float* embedding,
                                               size_t count, float weight, float stop) {
  return guard([&] {
    const auto state = state_of(session);
    require(embedding, "embedding");
    with_turn(*state, [&] {
      state->session.add_prompts({embedding_prompt(*state->model, embedding, count, weight, stop)});
    });
  });
}

clipdraw_status clipdraw_session_set_prompts(clipdraw_session* session, const char* prompts) {
  return guard([&] {
    const auto state = state_of(session);
    const std::string typed = typed_text(prompts);
    with_turn(*state, [&] {
      const std::vector<Prompt> parsed = parse_prompts(typed);
      state->session.set_prompts(parsed);
      state->typed = typed;
      warn_of_unknown_words(*state->model, parsed);
    });
  });
}

clipdraw_status clipdraw_session_clear_prompts(clipdraw_session* session) {
  return guard([&] {
    const auto state = state_of(session);
    with_turn(*state, [&] {
      state->session.set_prompts({});
      state->typed.clear();
    });
  });
}

clipdraw_status clipdraw_session_start_from(clipdraw_session* session,
                                            const clipdraw_image* image) {
  return guard([&] {
    const auto state = state_of(session);
    const PixelImage picture = read_pixels(image);
    const Turn turn(*state);
    state->session.start_from(picture);
  });
}
