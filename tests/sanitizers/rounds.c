/* SPDX-FileCopyrightText: 2026 the clipdraw authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * Does everything that a long-lived program does with libclipdraw, again and again, also what
 * fails, and gives everything back. Under LeakSanitizer that shows leaks.
 *
 *     rounds WEIGHTS FOLDER ROUNDS      WEIGHTS: a small model set; FOLDER: for files
 *     rounds ... --memory               fails when resident memory has grown since the tenth round
 *     rounds ... --planted              forgets to free a session: a LeakSanitizer that works finds
 *                                       it */
#include <clipdraw/clipdraw.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the heap may keep for later: holes between what is still in use. */
static const double kAllowedGrowth = 4.0; /* MiB */

#define REQUIRE(condition)                                                     \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "line %d: %s\n  last error: %s\n", __LINE__, #condition, \
              clipdraw_last_error());                                          \
      exit(1);                                                                 \
    }                                                                          \
  } while (0)

static void count_line(clipdraw_log_level level, const char* text, void* user) {
  (void)level;
  *(size_t*)user += strlen(text);
}

static clipdraw_action go_on(clipdraw_session* session, const clipdraw_step* step, void* user) {
  (void)session;
  (void)step;
  (void)user;
  return CLIPDRAW_CONTINUE;
}

static clipdraw_action finish(clipdraw_session* session, const clipdraw_step* step, void* user) {
  (void)go_on(session, step, user);
  return CLIPDRAW_FINISH;
}

static clipdraw_action give_up(clipdraw_session* session, const clipdraw_step* step, void* user) {
  (void)go_on(session, step, user);
  return CLIPDRAW_ABORT;
}

static clipdraw_action cancel(clipdraw_session* session, const clipdraw_step* step, void* user) {
  (void)step;
  (void)user;
  clipdraw_session_cancel(session);
  return CLIPDRAW_CONTINUE;
}

static clipdraw_action free_itself(clipdraw_session* session, const clipdraw_step* step,
                                   void* user) {
  (void)step;
  (void)user;
  clipdraw_session_free(session);
  return CLIPDRAW_CONTINUE;
}

static clipdraw_session* begin(clipdraw_model* model, const clipdraw_options* options) {
  clipdraw_session* session = NULL;
  REQUIRE(clipdraw_session_create(model, options, &session) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_add_prompts(session, "a red apple | rain:-0.4") == CLIPDRAW_OK);
  return session;
}

static clipdraw_options* few_steps(const clipdraw_model* model) {
  static const char* const values[][2] = {{"steps", "2"},
                                          {"cutouts", "4"},
                                          {"candidates", "2"},
                                          {"prior-steps", "2"},
                                          {"threads", "1"}};
  clipdraw_options* options = NULL;
  size_t i;
  REQUIRE(clipdraw_options_create(model, &options) == CLIPDRAW_OK);
  for (i = 0; i < sizeof values / sizeof values[0]; ++i) {
    REQUIRE(clipdraw_options_set(options, values[i][0], values[i][1]) == CLIPDRAW_OK);
  }
  return options;
}

/* Every question to a model. The caller frees the embedding of the picture. */
static float* ask(const clipdraw_model* model, const clipdraw_image* image, size_t* out_count) {
  clipdraw_clip_info clip;
  clipdraw_device_info device;
  clipdraw_score score;
  int32_t tokens[64];
  size_t count = 0;
  float* text;
  float* picture;

  clip.struct_size = sizeof clip;
  REQUIRE(clipdraw_model_get_clip_info(model, 0, &clip) == CLIPDRAW_OK);
  device.struct_size = sizeof device;
  REQUIRE(clipdraw_device_get_info(0, &device) == CLIPDRAW_OK);
  REQUIRE(clipdraw_model_tokenize(model, 0, "a red apple", tokens, 64, NULL) == CLIPDRAW_OK);
  REQUIRE(clipdraw_model_encode_text(model, "a red apple", NULL, 0, &count) == CLIPDRAW_OK);
  text = malloc(count * sizeof *text);
  picture = malloc(count * sizeof *picture);
  REQUIRE(text != NULL && picture != NULL);
  REQUIRE(clipdraw_model_encode_text(model, "a red apple", text, count, NULL) == CLIPDRAW_OK);
  REQUIRE(clipdraw_model_encode_image(model, image, picture, count, NULL) == CLIPDRAW_OK);
  score.struct_size = sizeof score;
  REQUIRE(clipdraw_model_score(model, image, "a red apple | rain:-0.4", &score) == CLIPDRAW_OK);
  free(text);
  *out_count = count;
  return picture;
}

/* A picture with every kind of prompt, changed on the way, and drawn again from its record. */
static void draw_freely(clipdraw_model* model, const clipdraw_options* options,
                        const clipdraw_image* image) {
  size_t count = 0;
  float* embedding = ask(model, image, &count);
  clipdraw_session* session = begin(model, options);
  clipdraw_session* again = NULL;
  clipdraw_latent_info info;
  clipdraw_times times;
  float* values;
  char* record;
  size_t length = 0;

  REQUIRE(clipdraw_session_add_image(session, image, 0.5f, -INFINITY) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_add_embedding(session, embedding, count, -0.2f, 0.1f) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_start_from(session, image) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_step(session, NULL) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_set_prompts(session, "a blue car") == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_run(session, NULL, NULL, NULL) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_latent_count(session) > 0);
  info.struct_size = sizeof info;
  REQUIRE(clipdraw_session_get_latent_info(session, 0, &info) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_read_latent(session, 0, NULL, 0, &count) == CLIPDRAW_OK);
  values = malloc(count * sizeof *values);
  REQUIRE(values != NULL);
  REQUIRE(clipdraw_session_read_latent(session, 0, values, count, NULL) == CLIPDRAW_OK);
  times.struct_size = sizeof times;
  REQUIRE(clipdraw_session_get_times(session, &times) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_record(session, NULL, 0, &length) == CLIPDRAW_OK);
  record = malloc(length + 1);
  REQUIRE(record != NULL);
  REQUIRE(clipdraw_session_record(session, record, length + 1, NULL) == CLIPDRAW_OK);
  clipdraw_session_free(session);

  REQUIRE(clipdraw_session_create_again(model, record, &again) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_add_image(again, image, 0.5f, -INFINITY) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_start_from(again, image) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_run(again, NULL, NULL, NULL) == CLIPDRAW_OK);
  clipdraw_session_free(again);
  REQUIRE(clipdraw_session_create_again(model, record, &again) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_run(again, NULL, NULL, NULL) != CLIPDRAW_OK); /* pictures are missing */
  clipdraw_session_free(again);
  record[length / 2] = '\0';
  REQUIRE(clipdraw_session_create_again(model, record, &again) != CLIPDRAW_OK);
  REQUIRE(again == NULL);

  free(record);
  free(values);
  free(embedding);
}

/* A picture, its record and its file, as every program makes them. */
static void draw(clipdraw_model* model, const clipdraw_options* options, const char* file) {
  clipdraw_session* session = begin(model, options);
  clipdraw_summary summary;
  clipdraw_image image;
  int32_t width = 0;
  int32_t height = 0;
  size_t size;
  size_t length = 0;
  uint8_t* pixels;
  char* record;

  summary.struct_size = sizeof summary;
  REQUIRE(clipdraw_session_run(session, go_on, NULL, &summary) == CLIPDRAW_OK);
  REQUIRE(summary.outcome == CLIPDRAW_COMPLETED);
  REQUIRE(clipdraw_session_read_image(session, NULL, 0, &width, &height) == CLIPDRAW_OK);
  size = (size_t)width * (size_t)height * 3;
  pixels = malloc(size);
  REQUIRE(pixels != NULL);
  REQUIRE(clipdraw_session_read_image(session, pixels, size, NULL, NULL) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_record(session, NULL, 0, &length) == CLIPDRAW_OK);
  record = malloc(length + 1);
  REQUIRE(record != NULL);
  REQUIRE(clipdraw_session_record(session, record, length + 1, NULL) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_save(session, file, CLIPDRAW_REPLACE) == CLIPDRAW_OK);
  clipdraw_session_free(session);

  image.pixels = pixels;
  image.width = width;
  image.height = height;
  image.row_bytes = 0;
  REQUIRE(clipdraw_write_image(file, &image, record, CLIPDRAW_REPLACE) == CLIPDRAW_OK);
  REQUIRE(clipdraw_inspect_file(file, NULL, 0, &length) == CLIPDRAW_OK);
  REQUIRE(clipdraw_write_image(file, &image, "no JSON", CLIPDRAW_REPLACE) ==
          CLIPDRAW_ERROR_INVALID_ARGUMENT);
  draw_freely(model, options, &image);
  free(record);
  free(pixels);
}

/* Runs that end in other ways, one of them without its handle. */
static void stop_early(clipdraw_model* model, const clipdraw_options* options) {
  static const struct {
    clipdraw_step_fn on_step;
    clipdraw_outcome outcome;
    int freed;
  } ways[] = {{finish, CLIPDRAW_FINISHED_EARLY, 0},
              {give_up, CLIPDRAW_ABORTED, 0},
              {cancel, CLIPDRAW_CANCELLED, 0},
              {free_itself, CLIPDRAW_CANCELLED, 1}};
  size_t i;
  for (i = 0; i < sizeof ways / sizeof ways[0]; ++i) {
    clipdraw_session* session = begin(model, options);
    clipdraw_summary summary;
    summary.struct_size = sizeof summary;
    REQUIRE(clipdraw_session_run(session, ways[i].on_step, NULL, &summary) == CLIPDRAW_OK);
    REQUIRE(summary.outcome == ways[i].outcome);
    if (!ways[i].freed) clipdraw_session_free(session);
  }
  clipdraw_session_free(begin(model, options)); /* never started */
}

/* Calls that fail, in every part of the interface. */
static void fail_in_every_way(clipdraw_model* model, clipdraw_options* options, const char* folder,
                              const char* damaged) {
  const clipdraw_status bad = CLIPDRAW_ERROR_INVALID_ARGUMENT;
  const clipdraw_status order = CLIPDRAW_ERROR_INVALID_STATE;
  clipdraw_model* no_model = NULL;
  clipdraw_session* session = NULL;
  clipdraw_model_files files = {sizeof files, NULL, NULL, 0, NULL, NULL};
  size_t length = 0;
  int32_t side = 0;
  int32_t tokens[1];
  float number[1] = {0};

  REQUIRE(clipdraw_options_set(options, "cutouts", "many") == bad);
  REQUIRE(clipdraw_options_set(options, "cutouts", "-1") == bad);
  REQUIRE(clipdraw_options_set(options, "cutout", "4") == bad);
  REQUIRE(clipdraw_model_load("/no/such/folder", NULL, NULL, &no_model) ==
          CLIPDRAW_ERROR_NOT_FOUND);
  REQUIRE(clipdraw_model_load(folder, NULL, NULL, &no_model) != CLIPDRAW_OK);
  files.generator = damaged;
  REQUIRE(clipdraw_model_load_files(&files, NULL, NULL, &no_model) != CLIPDRAW_OK);
  REQUIRE(no_model == NULL);
  REQUIRE(clipdraw_import_weights(damaged, "/no/such/folder/x.safetensors", CLIPDRAW_KEEP) !=
          CLIPDRAW_OK);
  REQUIRE(clipdraw_read_image("/no/such/file.png", NULL, 0, &side, &side) ==
          CLIPDRAW_ERROR_NOT_FOUND);
  REQUIRE(clipdraw_read_image(damaged, NULL, 0, &side, &side) == CLIPDRAW_ERROR_UNSUPPORTED);
  REQUIRE(clipdraw_inspect_file(damaged, NULL, 0, &length) == CLIPDRAW_ERROR_UNSUPPORTED);

  REQUIRE(clipdraw_session_create(model, options, &session) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_start(session) == order);
  REQUIRE(clipdraw_session_read_image(session, NULL, 0, &side, &side) == order);
  REQUIRE(clipdraw_session_add_prompts(session, "a cat | \xFF") == bad);
  REQUIRE(clipdraw_session_add_text(session, "", 1.0f, -INFINITY) == bad);
  REQUIRE(clipdraw_session_add_text(session, "a cat", 1.0f, NAN) == bad);
  REQUIRE(clipdraw_session_add_embedding(session, number, 1, 1.0f, -INFINITY) == bad);
  REQUIRE(clipdraw_session_set_prompts(session, "a cat:0") == bad);
  REQUIRE(clipdraw_session_clear_prompts(session) == CLIPDRAW_OK);
  REQUIRE(clipdraw_model_encode_text(model, "", number, 1, NULL) == bad);
  REQUIRE(clipdraw_model_tokenize(model, 0, "a cat", tokens, 1, &length) == bad);
  REQUIRE(clipdraw_session_add_text(session, "a cat", 1.0f, -INFINITY) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_run(session, NULL, NULL, NULL) == CLIPDRAW_OK);
  REQUIRE(clipdraw_session_step(session, NULL) == order); /* beyond the last */
  REQUIRE(clipdraw_session_save(session, "/no/such/folder/x.png", CLIPDRAW_KEEP) != CLIPDRAW_OK);
  clipdraw_session_free(session);
}

static double resident_mib(void) {
  long pages = 0;
  FILE* file = fopen("/proc/self/statm", "r");
  REQUIRE(file != NULL);
  REQUIRE(fscanf(file, "%*s %ld", &pages) == 1);
  fclose(file);
  return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1048576.0;
}

int main(int argc, char** argv) {
  char file[4096];
  char damaged[4096];
  double settled = 0;
  double now = 0;
  size_t logged = 0;
  FILE* out;
  int rounds;
  int round;
  int watch_memory;
  int planted;

  REQUIRE(argc == 4 || argc == 5);
  rounds = atoi(argv[3]);
  watch_memory = argc == 5 && strcmp(argv[4], "--memory") == 0;
  planted = argc == 5 && strcmp(argv[4], "--planted") == 0;
  REQUIRE(rounds > (watch_memory ? 10 : 0));
  REQUIRE(argc == 4 || watch_memory || planted);
  REQUIRE((size_t)snprintf(file, sizeof file, "%s/rounds.png", argv[2]) < sizeof file);
  REQUIRE((size_t)snprintf(damaged, sizeof damaged, "%s/damaged.safetensors", argv[2]) <
          sizeof damaged);
  out = fopen(damaged, "w");
  REQUIRE(out != NULL && fputs("no tensors", out) >= 0 && fclose(out) == 0);

  for (round = 1; round <= rounds; ++round) {
    clipdraw_model* model = NULL;
    clipdraw_options* options;
    REQUIRE(clipdraw_model_load(argv[1], count_line, &logged, &model) == CLIPDRAW_OK);
    options = few_steps(model);
    draw(model, options, file);
    stop_early(model, options);
    fail_in_every_way(model, options, argv[2], damaged);
    if (planted) (void)begin(model, options);
    clipdraw_options_free(options);
    clipdraw_model_free(model);

    malloc_trim(0);
    now = resident_mib();
    if (round == 10) settled = now;
    if (round % 10 == 0) printf("after %d rounds: %.1f MiB\n", round, now);
  }
  if (watch_memory) {
    printf("%d rounds: %.1f MiB after 10, %.1f MiB after %d\n", rounds, settled, now, rounds);
    if (now - settled > kAllowedGrowth) {
      fprintf(stderr, "memory has grown by more than %.0f MiB\n", kAllowedGrowth);
      return 1;
    }
  }
  return 0;
}
