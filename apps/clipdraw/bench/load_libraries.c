/* SPDX-FileCopyrightText: 2026 the clipdraw authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * Loads a shared library with all that it needs, and does nothing else: what `clipdraw bench`
 * measures a program's start against. Prints the time when it was there, seconds of
 * CLOCK_MONOTONIC, which the caller compares with when it started this program. */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char** argv) {
  struct timespec now;

  if (argc != 2) {
    fprintf(stderr, "usage: clipdraw-load LIBRARY\n");
    return 2;
  }
  if (dlopen(argv[1], RTLD_LAZY | RTLD_GLOBAL) == NULL) {
    fprintf(stderr, "clipdraw-load: %s\n", dlerror());
    return 1;
  }
  clock_gettime(CLOCK_MONOTONIC, &now);
  printf("%ld.%09ld\n", (long)now.tv_sec, now.tv_nsec);
  fflush(stdout);
  _exit(0); /* without what the libraries do at their end */
}
