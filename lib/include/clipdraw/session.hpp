// SPDX-FileCopyrightText: 2026 the clipdraw authors
// SPDX-License-Identifier: Apache-2.0
//
// Part of clipdraw.hpp: one picture being drawn.
#pragma once

#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "clipdraw/model.hpp"

namespace clipdraw {
inline namespace api {

// One picture being drawn. For one thread at a time; only cancel() is for any thread.
class Session {
 public:
  // Called after every step. Returns what to do next; may read the session, save, and change the
  // prompts.
  using OnStep = std::function<Action(const Step&)>;

  // A pull that never ends.
  static constexpr float no_stop = -std::numeric_limits<float>::infinity();

  // A picture with these options; without any, with those that suit the model.
  explicit Session(const Model& model) : Session(model, Options(model)) {}
  Session(const Model& model, const Options& options) : log_(model.log()) {
    clipdraw_session* handle = nullptr;
    check(clipdraw_session_create(model.get(), options.get(), &handle));
    handle_.reset(handle);
  }

  // A session that draws a picture again from its record, see clipdraw_session_create_again.
  static Session again(const Model& model, const std::string& record) {
    Session session(model.log());
    clipdraw_session* handle = nullptr;
    check(clipdraw_session_create_again(model.get(), detail::c_text(record), &handle));
    session.handle_.reset(handle);
    return session;
  }

  // A session that goes on where save_checkpoint() was called, see clipdraw_session_resume.
  static Session resume(const Model& model, const std::string& path) {
    Session session(model.log());
    clipdraw_session* handle = nullptr;
    check(clipdraw_session_resume(model.get(), detail::c_text(path), &handle));
    session.handle_.reset(handle);
    return session;
  }

  // What the picture shall show: before the start, between steps, and in the callback of run().
  void add_text(const std::string& text, float weight = 1, float stop = no_stop) {
    check(clipdraw_session_add_text(get(), detail::c_text(text), weight, stop));
  }
  void add_prompts(const std::string& prompts) {
    check(clipdraw_session_add_prompts(get(), detail::c_text(prompts)));
  }
  void add_image(const ImageView& image, float weight = 1, float stop = no_stop) {
    const clipdraw_image view = image.c();
    check(clipdraw_session_add_image(get(), &view, weight, stop));
  }
  void add_embedding(Span<const float> embedding, float weight = 1, float stop = no_stop) {
    check(clipdraw_session_add_embedding(get(), embedding.data(), embedding.size(), weight, stop));
  }
  void set_prompts(const std::string& prompts) {
    check(clipdraw_session_set_prompts(get(), detail::c_text(prompts)));
  }
  void clear_prompts() { check(clipdraw_session_clear_prompts(get())); }

  // Makes a picture the first one; before the start.
  void start_from(const ImageView& image) {
    const clipdraw_image view = image.c();
    check(clipdraw_session_start_from(get(), &view));
  }

  void start() { check(clipdraw_session_start(get())); }

  Step step() {
    return detail::read_struct<Step>([&](Step* out) { return clipdraw_session_step(get(), out); });
  }

  // Runs the steps that are left. What on_step throws ends the run as aborted and comes out here.
  Summary run(const OnStep& on_step = nullptr) {
    Call call{&on_step, nullptr};
    clipdraw_summary out{};
    out.struct_size = sizeof out;
    const clipdraw_status status =
        clipdraw_session_run(get(), on_step ? &Session::forward_step : nullptr, &call, &out);
    if (call.thrown) std::rethrow_exception(call.thrown);
    check(status);
    return summary_of(out);
  }

  // The same with a callback that returns nothing: it looks, and the run goes on.
  template <typename Look,
            std::enable_if_t<std::is_void_v<std::invoke_result_t<Look&, const Step&>>, int> = 0>
  Summary run(Look&& look) {
    return run(OnStep([&look](const Step& step) {
      look(step);
      return Action::proceed;
    }));
  }

  void cancel() noexcept { clipdraw_session_cancel(get()); }

  // The picture as it is now.
  Image image() const {
    return detail::read_pixels(
        [&](std::uint8_t* out, std::size_t capacity, std::int32_t* width, std::int32_t* height) {
          return clipdraw_session_read_image(get(), out, capacity, width, height);
        });
  }

  // The same into memory of the caller's, 3 * width * height bytes.
  void read_into(Span<std::uint8_t> rgb) const {
    if (rgb.size() == 0) throw Error(Status::invalid_argument, "rgb: no room for a picture");
    check(clipdraw_session_read_image(get(), rgb.data(), rgb.size(), nullptr, nullptr));
  }

  // Z: how many tensors, what they are, their values; none before the first picture.
  std::size_t latent_count() const { return clipdraw_session_latent_count(get()); }
  LatentInfo latent_info(std::size_t index) const {
    return detail::read_struct<LatentInfo>(
        [&](LatentInfo* out) { return clipdraw_session_get_latent_info(get(), index, out); });
  }
  std::vector<float> latent(std::size_t index) const {
    return detail::read_values<float>([&](float* out, std::size_t capacity, std::size_t* count) {
      return clipdraw_session_read_latent(get(), index, out, capacity, count);
    });
  }

  Times times() const {
    return detail::read_struct<Times>(
        [&](Times* out) { return clipdraw_session_get_times(get(), out); });
  }

  // What one step has to compute, multiply-adds.
  Work work() const {
    return detail::read_struct<Work>(
        [&](Work* out) { return clipdraw_session_get_work(get(), out); });
  }

  // How the last run ended, and how far the session is.
  Summary summary() const {
    return summary_of(detail::read_struct<clipdraw_summary>(
        [&](clipdraw_summary* out) { return clipdraw_session_get_summary(get(), out); }));
  }

  // The picture's record, JSON.
  std::string record() const {
    return detail::read_text([&](char* out, std::size_t capacity, std::size_t* length) {
      return clipdraw_session_record(get(), out, capacity, length);
    });
  }

  void save(const std::string& path, Overwrite overwrite = Overwrite::keep) const {
    check(clipdraw_session_save(get(), detail::c_text(path),
                                static_cast<clipdraw_overwrite>(overwrite)));
  }

  // Writes a file to go on from, in the place of whatever is there.
  void save_checkpoint(const std::string& path) const {
    check(clipdraw_session_save_checkpoint(get(), detail::c_text(path)));
  }

  clipdraw_session* get() const noexcept { return handle_.get(); }

 private:
  struct Call {
    const OnStep* on_step;
    std::exception_ptr thrown;
  };

  explicit Session(std::shared_ptr<Model::Log> log) : log_(std::move(log)) {}

  static Summary summary_of(const clipdraw_summary& out) {
    return {static_cast<Outcome>(out.outcome), out.steps_run, out.first_distance, out.last_distance,
            out.seconds};
  }

  static clipdraw_action forward_step(clipdraw_session*, const clipdraw_step* step, void* user) {
    Call& call = *static_cast<Call*>(user);
    try {
      return static_cast<clipdraw_action>((*call.on_step)(*step));
    } catch (...) {
      call.thrown = std::current_exception();
      return CLIPDRAW_ABORT;
    }
  }

  std::shared_ptr<Model::Log> log_;  // the library may log until the session is gone
  std::unique_ptr<clipdraw_session, detail::Deleter<clipdraw_session_free>> handle_;
};

// What became of a place in step_together(): a step; an error of that session alone, with its
// words; or neither where the place is empty.
struct PlaceStep {
  std::optional<Step> step;    // that was done
  Status status = Status::ok;  // what the session says of itself
  std::string error;           // in words; empty without one
};

// Runs one step of several sessions in one pass through the models, see clipdraw_sessions_step.
// sessions: NULL is an empty place. Returns one for each place. Throws for what is wrong with the
// call as a whole, and then nothing has changed.
inline std::vector<PlaceStep> step_together(Span<Session* const> sessions) {
  std::vector<clipdraw_session*> handles;
  for (Session* session : sessions) handles.push_back(session ? session->get() : nullptr);
  clipdraw_step blank{};
  blank.struct_size = sizeof blank;
  std::vector<clipdraw_step> steps(handles.size(), blank);
  std::vector<clipdraw_status> statuses(handles.size(), CLIPDRAW_OK);
  const clipdraw_status status =
      clipdraw_sessions_step(handles.data(), handles.size(), steps.data(), statuses.data());
  std::vector<PlaceStep> done(handles.size());
  bool one_failed = false;
  for (std::size_t place = 0; place < done.size(); ++place) {
    if (handles[place] == nullptr) continue;
    done[place].status = static_cast<Status>(statuses[place]);
    if (statuses[place] == CLIPDRAW_OK) {
      done[place].step = steps[place];
    } else {
      one_failed = true;
      done[place].error = clipdraw_session_step_error(handles[place]);
    }
  }
  if (!one_failed) check(status);
  return done;
}

}  // namespace api
}  // namespace clipdraw
