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

/* What the drawing calls above do not need: queries, targets, Z, and drawing again. */
static void use_the_rest(clipdraw_model* model, const clipdraw_options* options,
                         const clipdraw_image* image) {
  clipdraw_session* session = NULL;
  clipdraw_session* again = NULL;
  clipdraw_device_info device;
  clipdraw_clip_info clip;
  clipdraw_score score;
  clipdraw_latent_info latent;
  clipdraw_times times;
  clipdraw_work work;
  clipdraw_summary summary;
  int32_t tokens[64];
  size_t count = 0;
  size_t length = 0;
  float* embedding;
  float* values;
  char* record;

  device.struct_size = sizeof device;
  REQUIRE(clipdraw_device_count() == 1);
  REQUIRE(clipdraw_device_get_info(0, &device) == CLIPDRAW_OK);
  REQUIRE(strcmp(device.kind, "cpu") == 0 && device.cores > 0);
  REQUIRE(strcmp(clipdraw_status_name(CLIPDRAW_ERROR_IO), "unknown status") != 0);
  REQUIRE(strcmp(clipdraw_log_level_name(CLIPDRAW_LOG_WARNING), "warning") == 0);
  REQUIRE(strcmp(clipdraw_action_name(CLIPDRAW_FINISH), "finish") == 0);
  REQUIRE(strcmp(clipdraw_outcome_name(CLIPDRAW_COMPLETED), "completed") == 0);
  REQUIRE(strcmp(clipdraw_option_type_name(CLIPDRAW_OPTION_SEED), "seed") == 0);
  REQUIRE(strcmp(clipdraw_overwrite_name(CLIPDRAW_KEEP), "keep") == 0);

  clip.struct_size = sizeof clip;
  REQUIRE(clipdraw_model_get_clip_info(model, 0, &clip) == CLIPDRAW_OK);
  REQUIRE(clipdraw_model_tokenize(model, 0, "a cat", tokens, 64, &count) == CLIPDRAW_OK);
  REQUIRE(count > 2 && count <= 64);
  REQUIRE(clipdraw_model_encode_text(model, "a cat", NULL, 0, &count) == CLIPDRAW_OK);
  REQUIRE(count == (size_t)clip.embedding_size);
  embedding = malloc(count * sizeof *embedding);
  REQUIRE(embedding != NULL);
  REQUIRE(clipdraw_model_encode_image(model, image, embedding, count, NULL) == CLIPDRAW_OK);
  REQUIRE(clipdraw_model_encode_text(model, "a cat", embedding, count, NULL) == CLIPDRAW_OK);
  score.struct_size = sizeof score;
  REQUIRE(clipdraw_model_score(model, image, "a cat | rain:-0.4", &score) == CLIPDRAW_OK);
  REQUIRE(score.similarity >= -1 && score.similarity <= 1);

  REQUIRE(clipdraw_session_create(model, options, &session) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_add_prompts(session, "a bird") == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_clear_prompts(session) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_set_prompts(session, "a cat") == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_add_image(session, image, 0.5f, -INFINITY) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_add_embedding(session, embedding, count, 0.5f, -INFINITY) ==
          CLIPDRAW_OK);
  REQUIRE(clipdraw_session_start_from(session, image) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_latent_count(session) == 0);
  REQUIRE(clipdraw_session_start(session) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_latent_count(session) == 1);
  latent.struct_size = sizeof latent;
  REQUIRE(clipdraw_session_get_latent_info(session, 0, &latent) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_run(session, NULL, NULL, NULL) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_read_latent(session, 0, NULL, 0, &count) == CLIPDRAW_OK);
  REQUIRE(count == (size_t)latent.shape[1] * (size_t)latent.shape[2] * (size_t)latent.shape[3]);
  values = malloc(count * sizeof *values);
  REQUIRE(values != NULL);
  REQUIRE(clipdraw_session_read_latent(session, 0, values, count, NULL) == CLIPDRAW_OK);
  times.struct_size = sizeof times;
  REQUIRE(clipdraw_session_get_times(session, &times) == CLIPDRAW_OK);
  REQUIRE(times.steps == 2 && times.total > 0);
  work.struct_size = sizeof work;
  REQUIRE(clipdraw_session_get_work(session, &work) == CLIPDRAW_OK);
  REQUIRE(work.clip_forward > 0 && work.generator_forward > 0);
  summary.struct_size = sizeof summary;
  REQUIRE(clipdraw_session_get_summary(session, &summary) == CLIPDRAW_OK);
  REQUIRE(summary.outcome == CLIPDRAW_COMPLETED);

  REQUIRE(clipdraw_session_record(session, NULL, 0, &length) == CLIPDRAW_OK);
  record = malloc(length + 1);
  REQUIRE(record != NULL);
  REQUIRE(clipdraw_session_record(session, record, length + 1, NULL) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_create_again(model, record, &again) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_run(again, NULL, NULL, NULL) == CLIPDRAW_ERROR_INVALID_STATE);
  REQUIRE(clipdraw_session_add_image(again, image, 0.5f, -INFINITY) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_start_from(again, image) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_run(again, NULL, NULL, NULL) == CLIPDRAW_OK);

  free(record);
  free(values);
  free(embedding);
  clipdraw_session_free(again);
  clipdraw_session_free(session);
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

  REQUIRE(clipdraw_read_image(argv[2], pixels, pixels_size, &width, &height) == CLIPDRAW_OK);
  use_the_rest(model, options, &image);

  free(record);
  free(pixels);
  clipdraw_session_free(session);
  clipdraw_options_free(options);
  clipdraw_model_free(model);
  return 0;
}
