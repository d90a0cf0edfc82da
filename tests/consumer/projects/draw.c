/* SPDX-FileCopyrightText: 2026 the clipdraw authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * What a foreign project does with clipdraw in C: draw_c FILE draws two steps of an apple. */
#include <clipdraw/clipdraw.h>
#include <stdio.h>

int main(int argc, char** argv) {
  clipdraw_model* model = NULL;
  clipdraw_options* options = NULL;
  clipdraw_session* session = NULL;
  clipdraw_status status = CLIPDRAW_ERROR_INVALID_ARGUMENT;

  if (argc == 2) status = clipdraw_model_load(NULL, NULL, NULL, &model);
  if (status == CLIPDRAW_OK) status = clipdraw_options_create(model, &options);
  if (status == CLIPDRAW_OK) status = clipdraw_options_set(options, "seed", "1");
  if (status == CLIPDRAW_OK) status = clipdraw_options_set(options, "steps", "2");
  if (status == CLIPDRAW_OK) status = clipdraw_options_set(options, "candidates", "1");
  if (status == CLIPDRAW_OK) status = clipdraw_session_create(model, options, &session);
  if (status == CLIPDRAW_OK) status = clipdraw_session_add_prompts(session, "a red apple");
  if (status == CLIPDRAW_OK) status = clipdraw_session_run(session, NULL, NULL, NULL);
  if (status == CLIPDRAW_OK) status = clipdraw_session_save(session, argv[1], CLIPDRAW_KEEP);
  if (status != CLIPDRAW_OK) {
    fprintf(stderr, "%s: %s\n", clipdraw_status_name(status), clipdraw_last_error());
  }
  clipdraw_session_free(session);
  clipdraw_options_free(options);
  clipdraw_model_free(model);
  return status == CLIPDRAW_OK ? 0 : 1;
}
