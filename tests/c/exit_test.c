/* SPDX-FileCopyrightText: 2026 the clipdraw authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * A program may end whenever it likes: right after a model was loaded, whose files are still being
 * hashed, and without freeing it. */
#include <clipdraw/clipdraw.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char** argv) {
  clipdraw_model* model = NULL;
  if (argc != 2 || clipdraw_model_load(argv[1], NULL, NULL, &model) != CLIPDRAW_OK) {
    fprintf(stderr, "c_exit: %s\n", argc == 2 ? clipdraw_last_error() : "which folder of weights?");
    return 1;
  }
  exit(0);
}
