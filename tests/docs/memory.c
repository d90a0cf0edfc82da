/* SPDX-FileCopyrightText: 2026 the clipdraw authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * Prints what a model and sessions take, MiB of this process's memory: memory SIZE STEPS
 *
 * docs/memory.md has the figures; scripts/long/memory makes them. */
#include <clipdraw/clipdraw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SESSIONS 2

/* One line of /proc/self/status, MiB. */
static double memory(const char* key) {
  char line[200];
  double value = 0;
  FILE* file = fopen("/proc/self/status", "r");
  if (file == NULL) exit(1);
  while (fgets(line, sizeof line, file) != NULL) {
    if (strncmp(line, key, strlen(key)) == 0) value = atof(line + strlen(key) + 1) / 1024;
  }
  fclose(file);
  return value;
}

static void say(const char* what) {
  printf("%-24s %7.1f own %7.1f files %7.1f most so far\n", what, memory("RssAnon"),
         memory("RssFile"), memory("VmHWM"));
  fflush(stdout);
}

static void need(clipdraw_status status) {
  if (status == CLIPDRAW_OK) return;
  fprintf(stderr, "%s: %s\n", clipdraw_status_name(status), clipdraw_last_error());
  exit(1);
}

static void* draw(void* session) {
  need(clipdraw_session_run(session, NULL, NULL, NULL));
  return NULL;
}

int main(int argc, char** argv) {
  clipdraw_model* model = NULL;
  clipdraw_options* options = NULL;
  clipdraw_session* sessions[SESSIONS + 2] = {NULL};
  pthread_t threads[SESSIONS];
  int i;

  if (argc != 3) {
    fprintf(stderr, "usage: memory SIZE STEPS\n");
    return 2;
  }
  say("program started");
  need(clipdraw_model_load(NULL, NULL, NULL, &model));
  say("model loaded");
  need(clipdraw_options_create(model, &options));
  need(clipdraw_options_set(options, "size", argv[1]));
  need(clipdraw_options_set(options, "steps", argv[2]));
  for (i = 0; i < SESSIONS + 2; ++i) {
    need(clipdraw_session_create(model, options, &sessions[i]));
    need(clipdraw_session_add_prompts(sessions[i], "a red apple"));
  }
  say("four sessions made");
  need(clipdraw_session_start(sessions[0]));
  say("first picture of one");
  draw(sessions[0]);
  say("one drawn");
  draw(sessions[1]);
  say("another drawn");
  for (i = 0; i < SESSIONS; ++i) {
    if (pthread_create(&threads[i], NULL, draw, sessions[2 + i]) != 0) return 1;
  }
  for (i = 0; i < SESSIONS; ++i) pthread_join(threads[i], NULL);
  say("two drawn side by side");
  for (i = 0; i < SESSIONS + 2; ++i) clipdraw_session_free(sessions[i]);
  clipdraw_options_free(options);
  clipdraw_model_free(model);
  say("all freed");
  return 0;
}
