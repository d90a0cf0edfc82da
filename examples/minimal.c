/* SPDX-FileCopyrightText: 2026 the clipdraw authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * Draws a picture from C.   minimal_c "a red apple" apple.png [STEPS] */
#include <clipdraw/clipdraw.h>
#include <stdio.h>

static clipdraw_action show_step(clipdraw_session* session, const clipdraw_step* step, void* user) {
  (void)session;
  (void)user;
  printf("step %d/%d: distance %.4f\n", (int)step->step, (int)step->steps, step->distance);
  return CLIPDRAW_CONTINUE;
}

int main(int argc, char** argv) {
  clipdraw_model* model = NULL;
  clipdraw_options* options = NULL;
  clipdraw_session* session = NULL;
  clipdraw_status status;

  if (argc < 3) {
    fprintf(stderr, "usage: %s PROMPT FILE [STEPS]\n", argv[0]);
    return 2;
  }
  /* NULL: the weights that came with the library, or the folder $CLIPDRAW_WEIGHTS. */
  status = clipdraw_model_load(NULL, NULL, NULL, &model);
  if (status == CLIPDRAW_OK) status = clipdraw_options_create(model, &options);
  if (status == CLIPDRAW_OK) status = clipdraw_options_set(options, "seed", "1");
  if (status == CLIPDRAW_OK && argc > 3) status = clipdraw_options_set(options, "steps", argv[3]);
  if (status == CLIPDRAW_OK) status = clipdraw_session_create(model, options, &session);
  if (status == CLIPDRAW_OK) status = clipdraw_session_add_prompts(session, argv[1]);
  if (status == CLIPDRAW_OK) status = clipdraw_session_run(session, show_step, NULL, NULL);
  if (status == CLIPDRAW_OK) status = clipdraw_session_save(session, argv[2], CLIPDRAW_REPLACE);
  if (status != CLIPDRAW_OK) {
    fprintf(stderr, "%s: %s\n", clipdraw_status_name(status), clipdraw_last_error());
  }

  clipdraw_session_free(session);
  clipdraw_options_free(options);
  clipdraw_model_free(model);
  return status == CLIPDRAW_OK ? 0 : 1;
}
