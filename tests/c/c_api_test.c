/* SPDX-FileCopyrightText: 2026 the clipdraw authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * clipdraw.h in plain C99: every call that a C program makes to draw a picture. */
#include <clipdraw/clipdraw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUIRE(condition)                                                     \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "line %d: %s\n  last error: %s\n", __LINE__, #condition, \
              clipdraw_last_error());                                          \
      exit(1);                                                                 \
    }                                                                          \
  } while (0)

static clipdraw_action count_steps(clipdraw_session* session, const clipdraw_step* step,
                                   void* user) {
  int32_t width = 0;
  int32_t height = 0;
  REQUIRE(clipdraw_session_read_image(session, NULL, 0, &width, &height) == CLIPDRAW_OK);
  REQUIRE(width > 0 && height > 0);
  *(int*)user = step->step;
  return CLIPDRAW_CONTINUE;
}

static void keep_quiet(clipdraw_log_level level, const char* text, void* user) {
  (void)level;
  (void)text;
  (void)user;
}

int main(int argc, char** argv) {
  clipdraw_model* model = NULL;
  clipdraw_options* options = NULL;
  clipdraw_session* session = NULL;
  clipdraw_model_info info;
  clipdraw_option_info row;
  clipdraw_summary summary;
  clipdraw_image image;
  int32_t width = 0;
  int32_t height = 0;
  int steps = 0;
  size_t length = 0;
  size_t i;
  size_t pixels_size;
  uint8_t* pixels;
  char* record;

  REQUIRE(argc == 3);
  REQUIRE(clipdraw_version() == CLIPDRAW_VERSION);
  REQUIRE(clipdraw_model_load(argv[1], keep_quiet, NULL, &model) == CLIPDRAW_OK);
  info.struct_size = sizeof info;
  REQUIRE(clipdraw_model_get_info(model, &info) == CLIPDRAW_OK);
  REQUIRE(info.downscale > 0);

  for (i = 0; i < clipdraw_option_count(); ++i) {
    row.struct_size = sizeof row;
    REQUIRE(clipdraw_option_get_info(i, &row) == CLIPDRAW_OK);
    REQUIRE(row.name[0] != '\0' && row.help[0] != '\0');
  }
  REQUIRE(clipdraw_options_create(model, &options) == CLIPDRAW_OK);
  REQUIRE(clipdraw_options_set(options, "steps", "2") == CLIPDRAW_OK);
  REQUIRE(clipdraw_options_set(options, "cutouts", "4") == CLIPDRAW_OK);
  REQUIRE(clipdraw_options_set(options, "candidates", "2") == CLIPDRAW_OK);
  REQUIRE(clipdraw_options_set(options, "cutouts", "many") == CLIPDRAW_ERROR_INVALID_ARGUMENT);
  REQUIRE(strstr(clipdraw_last_error(), "cutouts") != NULL);
  REQUIRE(clipdraw_options_check(options) == CLIPDRAW_OK);

  REQUIRE(clipdraw_session_create(model, options, &session) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_add_text(session, "a red apple", 1.0f, -INFINITY) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_add_prompts(session, "rain:-0.4") == CLIPDRAW_OK);
  summary.struct_size = sizeof summary;
  REQUIRE(clipdraw_session_run(session, count_steps, &steps, &summary) == CLIPDRAW_OK);
  REQUIRE(steps == 2);
  REQUIRE(summary.outcome == CLIPDRAW_COMPLETED);

  REQUIRE(clipdraw_session_read_image(session, NULL, 0, &width, &height) == CLIPDRAW_OK);
  pixels_size = (size_t)width * (size_t)height * 3;
  pixels = malloc(pixels_size);
  REQUIRE(pixels != NULL);
  REQUIRE(clipdraw_session_read_image(session, pixels, pixels_size, NULL, NULL) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_record(session, NULL, 0, &length) == CLIPDRAW_OK);
  record = malloc(length + 1);
  REQUIRE(record != NULL);
  REQUIRE(clipdraw_session_record(session, record, length + 1, NULL) == CLIPDRAW_OK);

  image.pixels = pixels;
  image.width = width;
  image.height = height;
  image.row_bytes = 0;
  REQUIRE(clipdraw_write_image(argv[2], &image, record, CLIPDRAW_REPLACE) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_save(session, argv[2], CLIPDRAW_KEEP) == CLIPDRAW_ERROR_INVALID_STATE);
  REQUIRE(clipdraw_session_save(session, argv[2], CLIPDRAW_REPLACE) == CLIPDRAW_OK);
  REQUIRE(clipdraw_inspect_file(argv[2], NULL, 0, &length) == CLIPDRAW_OK);
  REQUIRE(length > 0);

  free(record);
  free(pixels);
  clipdraw_session_free(session);
  clipdraw_options_free(options);
  clipdraw_model_free(model);
  return 0;
}
