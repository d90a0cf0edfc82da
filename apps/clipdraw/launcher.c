/* SPDX-FileCopyrightText: 2026 the clipdraw authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * The clipdraw command as the user finds it: sets what the OpenMP runtime reads while it is being
 * loaded, then becomes the program that does the work. That one cannot set it for itself, and to
 * start itself again would load LibTorch twice.
 *
 * GNU OpenMP's threads spin for some 10 ms before they sleep. On a machine that is busy elsewhere
 * every spin takes a core away from the thread that is waited for: on two busy cores a picture took
 * 70 to 85 s with that default, 22 to 35 s with a count of 10000, 15 to 29 s with 1000 or with
 * none. With little else running 1000 was as fast as 10000, and none was slower. Whoever has set
 * either variable is obeyed.
 *
 * `clipdraw models` is a program of its own that does without LibTorch, and starts at once. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SPIN_COUNT "1000"

int main(int argc, char** argv) {
  /* Relative to the folder of this program. */
  static const char kEngine[] = CLIPDRAW_ENGINE;
  static const char kModels[] = CLIPDRAW_MODELS_PROGRAM;
  const int models = argc > 1 && strcmp(argv[1], "models") == 0;
  char path[PATH_MAX + sizeof kEngine + sizeof kModels];
  const ssize_t length = readlink("/proc/self/exe", path, PATH_MAX);
  char* slash;

  path[length > 0 ? length : 0] = '\0';
  slash = strrchr(path, '/');
  if (slash == NULL) {
    fprintf(stderr, "clipdraw: cannot find its own folder, is /proc mounted?\n");
    return 1;
  }
  strcpy(slash + 1, models ? kModels : kEngine);
  if (getenv("OMP_WAIT_POLICY") == NULL) setenv("GOMP_SPINCOUNT", SPIN_COUNT, 0);
  execv(path, argv + models); /* the models program's name is its command's */
  fprintf(stderr, "clipdraw: cannot start %s: %s%s\n", path, strerror(errno),
          models && errno == ENOENT ? "; this build has no models command" : "");
  return 1;
}
