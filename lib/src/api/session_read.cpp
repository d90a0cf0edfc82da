// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// clipdraw.h: what can be read of a session.
#include <ATen/ATen.h>

#include <algorithm>
#include <cstddef>

#include "api/guard.hpp"
#include "api/handles.hpp"
#include "api/pixels.hpp"
#include "api/record.hpp"
#include "api/results.hpp"
#include "api/turn.hpp"
#include "clipdraw/clipdraw.h"

using namespace clipdraw;

namespace {

const LatentPart& part_at(const SessionState& state, size_t index) {
  const Latent& latent = state.session.latent();
  if (latent.empty()) fail(Status::invalid_state, "latent: the session has not started");
  if (index >= latent.size()) {
    fail(Status::invalid_argument, "index = {}: Z has {} tensors", index, latent.size());
  }
  return latent[index];
}

}  // namespace

clipdraw_status clipdraw_session_read_image(clipdraw_session* session, uint8_t* out_rgb,
                                            size_t capacity, int32_t* out_width,
                                            int32_t* out_height) {
  return guard([&] {
    const auto state = state_of(session);
    if (capacity > 0) require(out_rgb, "out_rgb");
    with_turn(*state, [&] {
      const Session& inner = state->session;
      if (!inner.started()) {
        fail(Status::invalid_state, "picture: the session has not started");
      }
      // The size is known without drawing the picture.
      const ImageSize size = inner.options().size;
      if (!wants_pixels(size.width, size.height, out_rgb, capacity, out_width, out_height)) return;
      const PixelImage image = inner.image();
      std::copy(image.rgb.begin(), image.rgb.end(), out_rgb);
    });
  });
}

size_t clipdraw_session_latent_count(const clipdraw_session* session) {
  size_t count = 0;
  (void)guard([&] {
    const auto state = state_of(session);
    with_turn(*state, [&] { count = state->session.latent().size(); });
  });
  return count;
}

clipdraw_status clipdraw_session_get_latent_info(clipdraw_session* session, size_t index,
                                                 clipdraw_latent_info* out_info) {
  return guard([&] {
    const auto state = state_of(session);
    check_struct(out_info, "out_info");
    with_turn(*state, [&] {
      const LatentPart& part = part_at(*state, index);
      clipdraw_latent_info info{};
      info.name = part.name.c_str();
      for (int64_t axis = 0; axis < 4; ++axis) {
        info.shape[axis] = static_cast<int32_t>(part.value.size(axis));
      }
      info.learning_rate_scale = part.lr_scale;
      write_struct(out_info, info);
    });
  });
}

clipdraw_status clipdraw_session_read_latent(clipdraw_session* session, size_t index,
                                             float* out_values, size_t capacity,
                                             size_t* out_count) {
  return guard([&] {
    const auto state = state_of(session);
    with_turn(*state, [&] {
      const at::Tensor value = part_at(*state, index).value.detach().contiguous();
      const auto count = static_cast<size_t>(value.numel());
      if (!wants_values(count, "out_values", out_values, capacity, out_count)) return;
      std::copy_n(value.data_ptr<float>(), count, out_values);
    });
  });
}

clipdraw_status clipdraw_session_get_times(clipdraw_session* session, clipdraw_times* out_times) {
  return guard([&] {
    const auto state = state_of(session);
    check_struct(out_times, "out_times");
    with_turn(*state, [&] { write_struct(out_times, as_c(state->session.times())); });
  });
}

clipdraw_status clipdraw_session_get_work(clipdraw_session* session, clipdraw_work* out_work) {
  return guard([&] {
    const auto state = state_of(session);
    check_struct(out_work, "out_work");
    with_turn(*state, [&] { write_struct(out_work, as_c(state->session.work())); });
  });
}

clipdraw_status clipdraw_session_get_summary(clipdraw_session* session,
                                             clipdraw_summary* out_summary) {
  return guard([&] {
    const auto state = state_of(session);
    check_struct(out_summary, "out_summary");
    with_turn(*state, [&] { write_struct(out_summary, summary_of(state->session)); });
  });
}

clipdraw_status clipdraw_session_record(clipdraw_session* session, char* out_text, size_t capacity,
                                        size_t* out_length) {
  return guard([&] {
    const auto state = state_of(session);
    with_turn(*state, [&] { write_text(picture_record(*state), out_text, capacity, out_length); });
  });
}
