/* SPDX-FileCopyrightText: 2026 the clipdraw authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * Keeps a preview on disk while it draws: any image viewer that looks again shows the progress.
 * What a callback is given as `user` holds all that it needs; memory is asked for once.
 *
 *     preview_callback "a red apple" apple.png preview.png [STEPS] */
#include <clipdraw/clipdraw.h>
#include <stdio.h>
#include <stdlib.h>

enum { EVERY = 5 }; /* steps */

typedef struct preview {
  const char* path;
  uint8_t* pixels; /* NULL before the first step */
  size_t size;     /* bytes */
  int32_t width, height;
} preview;

static clipdraw_action show(clipdraw_session* session, const clipdraw_step* step, void* user) {
  preview* mine = user;
  clipdraw_status status = CLIPDRAW_OK;
  clipdraw_image image;

  if (step->step % EVERY != 0) return CLIPDRAW_CONTINUE;
  if (mine->pixels == NULL) {
    /* A capacity of 0 asks for the size. */
    status = clipdraw_session_read_image(session, NULL, 0, &mine->width, &mine->height);
    mine->size = (size_t)3 * (size_t)mine->width * (size_t)mine->height;
    if (status == CLIPDRAW_OK) mine->pixels = malloc(mine->size);
    if (mine->pixels == NULL) return CLIPDRAW_ABORT;
  }
  status = clipdraw_session_read_image(session, mine->pixels, mine->size, NULL, NULL);
  if (status == CLIPDRAW_OK) {
    image.pixels = mine->pixels;
    image.width = mine->width;
    image.height = mine->height;
    image.row_bytes = 0;
    status = clipdraw_write_image(mine->path, &image, NULL, CLIPDRAW_REPLACE);
  }
  if (status != CLIPDRAW_OK) fprintf(stderr, "preview: %s\n", clipdraw_last_error());
  return CLIPDRAW_CONTINUE; /* a preview is not worth a picture */
}

int main(int argc, char** argv) {
  clipdraw_model* model = NULL;
  clipdraw_options* options = NULL;
  clipdraw_session* session = NULL;
  clipdraw_summary summary = {sizeof summary, 0, 0, 0, 0, 0};
  preview mine = {NULL, NULL, 0, 0, 0};
  clipdraw_status status;

  if (argc < 4) {
    fprintf(stderr, "usage: %s PROMPT FILE PREVIEW [STEPS]\n", argv[0]);
    return 2;
  }
  mine.path = argv[3];
  status = clipdraw_model_load(NULL, NULL, NULL, &model);
  if (status == CLIPDRAW_OK) status = clipdraw_options_create(model, &options);
  if (status == CLIPDRAW_OK && argc > 4) status = clipdraw_options_set(options, "steps", argv[4]);
  if (status == CLIPDRAW_OK) status = clipdraw_session_create(model, options, &session);
  if (status == CLIPDRAW_OK) status = clipdraw_session_add_prompts(session, argv[1]);
  if (status == CLIPDRAW_OK) status = clipdraw_session_run(session, show, &mine, &summary);
  if (status == CLIPDRAW_OK) status = clipdraw_session_save(session, argv[2], CLIPDRAW_REPLACE);
  if (status == CLIPDRAW_OK) {
    printf("%s: %s, distance %.4f to %.4f in %.1f s\n", argv[2],
           clipdraw_outcome_name(summary.outcome), summary.first_distance, summary.last_distance,
           summary.seconds);
  } else {
    fprintf(stderr, "%s: %s\n", clipdraw_status_name(status), clipdraw_last_error());
  }

  free(mine.pixels);
  clipdraw_session_free(session);
  clipdraw_options_free(options);
  clipdraw_model_free(model);
  return status == CLIPDRAW_OK ? 0 : 1;
}
