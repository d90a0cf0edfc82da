/* SPDX-FileCopyrightText: 2026 the clipdraw authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * clipdraw.h - draws a picture from a sentence. The C99 interface, and the only binary one:
 * clipdraw.hpp (C++17), the command line and every binding are written on top of this file.
 *
 * A whole program, errors left out:
 *
 *     clipdraw_model* model = NULL;
 *     clipdraw_options* options = NULL;
 *     clipdraw_session* session = NULL;
 *     clipdraw_model_load(NULL, NULL, NULL, &model);      // NULL: the usual weights folder
 *     clipdraw_options_create(model, &options);
 *     clipdraw_options_set(options, "steps", "40");
 *     clipdraw_session_create(model, options, &session);
 *     clipdraw_session_add_prompts(session, "a red apple");
 *     clipdraw_session_run(session, NULL, NULL, NULL);    // the drawing itself, seconds
 *     clipdraw_session_save(session, "apple.png", CLIPDRAW_REPLACE);
 *     clipdraw_session_free(session);
 *     clipdraw_options_free(options);
 *     clipdraw_model_free(model);
 *
 * ERRORS. Every call that can fail returns a clipdraw_status and the compiler warns when it is
 * ignored. clipdraw_last_error() then says in words what was wrong. After a failure the output
 * parameters are untouched (handles: set to NULL) and every handle stays usable, unless a call says
 * otherwise. The library never exits, aborts or prints.
 *
 * OWNERSHIP. Handles come from _create and _load and go back through _free; _free(NULL) does
 * nothing. The library hands out no other memory to be freed: results are written to buffers of the
 * caller, and a capacity of 0 asks for the size that is needed. Strings passed in are UTF-8, end
 * with NUL, and are copied. Strings handed out as const char* belong to the library and live as
 * long as the call says.
 *
 * STRUCTS that the library fills begin with struct_size. Set it to sizeof the struct before the
 * call; the library writes that much and no more, so that a newer library serves an older program.
 * A size without room for a single field is INVALID_ARGUMENT.
 *
 * THREADS. Each function says who may call it when:
 *   any thread         at any time, beside any other call.
 *   the handle's       one thread at a time on one handle; different handles side by side. A second
 *                      thread on a session that is at work gets INVALID_STATE, not a race.
 * A model is immutable once loaded: any number of threads and sessions may use it at once. The
 * option "threads" goes to LibTorch, whose number of threads is one for the whole process: with
 * sessions running side by side the last one to start sets it. It is the only thing in this library
 * that is process-wide.
 */
#ifndef CLIPDRAW_CLIPDRAW_H
#define CLIPDRAW_CLIPDRAW_H

#include <stddef.h>
#include <stdint.h>

#include "clipdraw/export.h"
#include "clipdraw/version.h"

#if defined(__GNUC__)
#define CLIPDRAW_NODISCARD __attribute__((warn_unused_result))
#else
#define CLIPDRAW_NODISCARD
#endif

/* Declares a function that can fail. */
#define CLIPDRAW_CALL CLIPDRAW_API CLIPDRAW_NODISCARD clipdraw_status

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Values ---------------------------------------------------------------------------------- */

/* How a call ended. The numbers are part of the interface and are never reused. */
typedef int32_t clipdraw_status;
enum {
  CLIPDRAW_OK = 0,                     /* as asked */
  CLIPDRAW_ERROR_INVALID_ARGUMENT = 1, /* NULL, out of range, unknown name, not UTF-8, too long */
  CLIPDRAW_ERROR_INVALID_STATE = 2,    /* called in the wrong order, or while the session is busy */
  CLIPDRAW_ERROR_NOT_FOUND = 3,        /* a file or folder is not there */
  CLIPDRAW_ERROR_IO = 4,            /* reading or writing failed; the text has the system's words */
  CLIPDRAW_ERROR_BAD_WEIGHTS = 5,   /* a weights file is damaged or does not fit the others */
  CLIPDRAW_ERROR_UNSUPPORTED = 6,   /* a file is of a kind that this version cannot read */
  CLIPDRAW_ERROR_OUT_OF_MEMORY = 7, /* an allocation failed */
  CLIPDRAW_ERROR_NON_FINITE = 8,    /* the loss or the gradient became NaN or infinite */
  CLIPDRAW_ERROR_INTERNAL = 9       /* a bug, here or in a library below: please report the text */
};

/* Importance of a log line. */
typedef int32_t clipdraw_log_level;
enum {
  CLIPDRAW_LOG_DEBUG = 0,   /* for who looks for a mistake */
  CLIPDRAW_LOG_INFO = 1,    /* what was loaded and chosen */
  CLIPDRAW_LOG_WARNING = 2, /* the picture will be worse or later than it could be */
  CLIPDRAW_LOG_ERROR = 3    /* none so far: errors are returned */
};

/* What a step callback wants next. */
typedef int32_t clipdraw_action;
enum {
  CLIPDRAW_CONTINUE = 0, /* go on */
  CLIPDRAW_FINISH = 1,   /* the picture is good enough: stop, outcome FINISHED_EARLY */
  CLIPDRAW_ABORT = 2     /* something is wrong: stop, outcome ABORTED */
};

/* How a run ended. Stopping is not an error: clipdraw_session_run returns CLIPDRAW_OK for all but
 * FAILED, and the picture is always the last good one. */
typedef int32_t clipdraw_outcome;
enum {
  CLIPDRAW_NOT_RUN = 0,        /* no run has ended yet */
  CLIPDRAW_COMPLETED = 1,      /* every step was run */
  CLIPDRAW_FINISHED_EARLY = 2, /* the callback returned CLIPDRAW_FINISH, or the distance stood still */
  CLIPDRAW_ABORTED = 3,        /* the callback returned CLIPDRAW_ABORT */
  CLIPDRAW_CANCELLED = 4,      /* clipdraw_session_cancel was called */
  CLIPDRAW_FAILED = 5          /* the call returned an error */
};

/* What kind of text an option takes. */
typedef int32_t clipdraw_option_type;
enum {
  CLIPDRAW_OPTION_INTEGER = 0, /* "32" */
  CLIPDRAW_OPTION_REAL = 1,    /* "0.05", "1e-3" */
  CLIPDRAW_OPTION_SEED = 2,    /* an integer from 0 to 18446744073709551615 */
  CLIPDRAW_OPTION_SIZE = 3,    /* WIDTHxHEIGHT: "256x192"; "0x0": the model's own size */
  CLIPDRAW_OPTION_CHOICE = 4   /* one of the names in `choices` */
};

/* Whether an existing file may be replaced. */
typedef int32_t clipdraw_overwrite;
enum {
  CLIPDRAW_KEEP = 0,   /* an existing file is an error (INVALID_STATE) and stays as it is */
  CLIPDRAW_REPLACE = 1 /* an existing file is replaced in one step: old or new, never half */
};

typedef struct clipdraw_model clipdraw_model;     /* weights and vocabulary; immutable */
typedef struct clipdraw_options clipdraw_options; /* one value for every row of the option table */
typedef struct clipdraw_session
    clipdraw_session; /* one picture being drawn; keeps its model alive */

/* Receives log lines. `text` ends with NUL, has no newline and lives until the function returns. It
 * may call the library, but not for the session that is at work: that is INVALID_STATE. It must not
 * throw C++ exceptions. */
typedef void (*clipdraw_log_fn)(clipdraw_log_level level, const char* text, void* user);

/* A view of pixels that the caller owns: 8-bit RGB, rows from top to bottom. */
typedef struct clipdraw_image {
  const uint8_t* pixels; /* 3 * width bytes a row */
  int32_t width;         /* pixels, 1..16384 */
  int32_t height;        /* pixels, 1..16384 */
  size_t row_bytes;      /* distance between rows; 0 means 3 * width */
} clipdraw_image;

/* One row of the option table. All strings are static and never NULL; unused ones are "". */
typedef struct clipdraw_option_info {
  size_t struct_size;
  const char*
      name; /* "learning-rate": for clipdraw_options_set, and the flag of the command line */
  clipdraw_option_type type;
  double minimum; /* of a number, or of a side of a size; 0 for a choice */
  double maximum;
  const char* unit;         /* "pixels", for one */
  const char* default_text; /* the value before any clipdraw_options_set */
  const char* choices;      /* the names of a choice, separated by '|' */
  const char* stage;        /* the part of the pipeline that reads it */
  const char* help;         /* one sentence */
} clipdraw_option_info;

/* What a loaded model is. */
typedef struct clipdraw_model_info {
  size_t struct_size;
  int32_t context_length;  /* tokens that CLIP can read, start and end mark included */
  int32_t embedding_size;  /* numbers in a CLIP embedding */
  int32_t clip_image_size; /* side of the square that CLIP looks at, pixels */
  int32_t latent_channels; /* numbers in one cell of Z */
  int32_t downscale;       /* side of one cell of Z in the picture, pixels */
  int32_t native_width;    /* picture size that the model was trained for; the default size */
  int32_t native_height;
  int32_t has_prior;        /* 1 when the model can make a first image from the prompt, else 0 */
  int32_t clip_count;       /* how many CLIPs guide; the sizes above are those of the first */
  const char* generator;    /* "vqgan", "gumbel", "kl", "taesd", "fft" or "torchscript"; static */
  int32_t embedding_length; /* numbers in an embedding of the whole set: those of all CLIPs */
  int32_t can_start_from;   /* 1 when a picture of the caller can be the first one, else 0 */
  int32_t has_judge;        /* 1 when clipdraw_model_get_judge has one to give, else 0 */
} clipdraw_model_info;

/* One of a model's CLIPs. */
typedef struct clipdraw_clip_info {
  size_t struct_size;
  const char* name;       /* of its file or folder; lives as long as the model */
  double share;           /* of the guidance; the shares of all CLIPs sum to 1 */
  int32_t context_length; /* tokens that it can read, start and end mark included */
  int32_t embedding_size; /* numbers in its part of an embedding */
  int32_t image_size;     /* side of the square that it looks at, pixels */
} clipdraw_clip_info;

/* Where pictures can be computed. */
typedef struct clipdraw_device_info {
  size_t struct_size;
  const char* kind;      /* "cpu"; static */
  const char* name;      /* the processor's own name; static */
  const char* library;   /* what multiplies its matrices: "OpenBLAS", for one; static */
  int32_t cores;         /* that this process may use: affinity and control group */
  int32_t has_bf16;      /* 1 when it multiplies bfloat16 in hardware (AMX or AVX-512), else 0 */
  uint64_t memory_bytes; /* that this process may use: machine and control group */
} clipdraw_device_info;

/* How a picture is drawn within a limit of memory, and what that takes. */
typedef struct clipdraw_memory_plan {
  size_t struct_size;
  uint64_t peak_bytes;   /* the most that the process takes at any time, models and libraries
                            included, in whole MiB: somewhat more than it will be, not less. 0:
                            nobody can know, with a TorchScript generator */
  int32_t views_at_once; /* that go through a CLIP together, 1..32 */
  const char* recompute; /* what the generator computes again instead of keeping it: "none",
                            "blocks" or "deep"; static */
} clipdraw_memory_plan;

/* How near a picture is to prompts. */
typedef struct clipdraw_score {
  size_t struct_size;
  double distance;   /* what a session lowers, over a few fixed views: 0 is best */
  double similarity; /* cosine of picture and prompts, -1..1; the mean by weight where several */
} clipdraw_score;

/* One tensor of Z. */
typedef struct clipdraw_latent_info {
  size_t struct_size;
  const char* name;           /* lives as long as the session */
  int32_t shape[4];           /* 1, channels, height, width */
  double learning_rate_scale; /* factor on the learning rate */
} clipdraw_latent_info;

/* Where a session's time went, seconds since it was created, and in how many steps. */
typedef struct clipdraw_times {
  size_t struct_size;
  int32_t steps;             /* that were run */
  double text;               /* prompts to embeddings */
  double first_picture;      /* the prior, or encoding a picture */
  double generator_forward;  /* Z to picture, in steps */
  double generator_backward; /* gradient of the picture to gradient of Z */
  double cutouts_forward;    /* picture to views */
  double cutouts_backward;
  double clip_forward; /* views to embeddings to distance */
  double clip_backward;
  double optimizer; /* gradient to the next Z, average and checks included */
  double total;     /* of all that, and what lies between */
} clipdraw_times;

/* What one step of a session has to compute: multiply-adds of matrix products and convolutions, two
 * FLOPs each, counted from the shapes of the models' layers. What goes element by element (norms,
 * activations) is not counted, nor are cutouts and the optimizer, which have no products. */
typedef struct clipdraw_work {
  size_t struct_size;
  double generator_forward;  /* Z to picture; 0 for fft and for a TorchScript module */
  double generator_backward; /* back to Z; weights get no gradient */
  double clip_forward;       /* views to embeddings, of all views and CLIPs */
  double clip_backward;      /* back to the views */
} clipdraw_work;

/* One CLIP that guides pictures. */
typedef struct clipdraw_clip_file {
  const char* path;       /* a file, or a folder as Hugging Face and OpenCLIP publish it */
  double weight;          /* how much it counts beside the others, above 0; 1 is usual */
  const char* vocabulary; /* NULL: the one beside the weights, else that of clipdraw_model_files */
} clipdraw_clip_file;

/* Where the parts of a model lie. Set to zero what is not used: "= {sizeof files}". */
typedef struct clipdraw_model_files {
  size_t struct_size;
  const char* weights_dir;         /* the folder for what is not named below; NULL: the usual one */
  const clipdraw_clip_file* clips; /* NULL: the folder's */
  size_t clip_count;               /* how many are in clips */
  const char* generator;           /* a file, a folder, or "fft"; NULL: the folder's */
  const char* vocabulary;          /* for CLIPs that bring none; NULL: there is no such */
} clipdraw_model_files;

/* One finished step. */
typedef struct clipdraw_step {
  size_t struct_size;
  int32_t step;         /* how many steps are done, 1..steps */
  int32_t steps;        /* how many there will be: the option "steps" */
  double loss;          /* all terms together: what the step lowered */
  double distance;      /* the CLIP part alone: weighted spherical distance to the prompts */
  double learning_rate; /* used in this step */
  double seconds;       /* that this step took */
  int32_t is_last;      /* 1: all steps are done, or the distance stands still ("patience") */
  int32_t reserved;
} clipdraw_step;

/* How a run went. */
typedef struct clipdraw_summary {
  size_t struct_size;
  clipdraw_outcome outcome; /* why it ended */
  int32_t steps_run;        /* in this session so far */
  double first_distance;    /* at the start of the first step; 0 when no step was run */
  double last_distance;     /* of the last step */
  double seconds;           /* that this run took */
} clipdraw_summary;

/* The most places that clipdraw_sessions_step takes. */
#define CLIPDRAW_LARGEST_GROUP 64

/* Called after every step on the thread that called clipdraw_session_run. It may read the session
 * (_read_image, _read_latent, _record, _get_times, _get_summary), save, also a checkpoint, and
 * change the prompts (add, set, clear); it must not call run, step, start or start_from (they
 * return INVALID_STATE). Any return value but the three actions counts as CLIPDRAW_ABORT. It must
 * not throw C++ exceptions: clipdraw.hpp takes care of that. */
typedef clipdraw_action (*clipdraw_step_fn)(clipdraw_session* session, const clipdraw_step* step,
                                            void* user);

/* ---- Library --------------------------------------------------------------------------------- */

/* The version of the library at run time: 10000 * major + 100 * minor + patch.
 * CLIPDRAW_VERSION is the one of the header. Thread: any. */
CLIPDRAW_API uint32_t clipdraw_version(void);

/* The same as "major.minor.patch". Static. Thread: any. */
CLIPDRAW_API const char* clipdraw_version_string(void);

/* Names of values, "invalid argument" or "completed" for two; "unknown status", "unknown outcome"
 * and so on for any other number. Static. Thread: any. */
CLIPDRAW_API const char* clipdraw_status_name(clipdraw_status status);
CLIPDRAW_API const char* clipdraw_log_level_name(clipdraw_log_level level);
CLIPDRAW_API const char* clipdraw_action_name(clipdraw_action action);
CLIPDRAW_API const char* clipdraw_outcome_name(clipdraw_outcome outcome);
CLIPDRAW_API const char* clipdraw_option_type_name(clipdraw_option_type type);
CLIPDRAW_API const char* clipdraw_overwrite_name(clipdraw_overwrite overwrite);

/* What went wrong in the latest failed call on this thread, in one line or a few; "" when none
 * failed yet. Never NULL. Lives until the next clipdraw call on the same thread. Thread: any, each
 * has its own. */
CLIPDRAW_API const char* clipdraw_last_error(void);

/* The number of devices that pictures can be computed on. This version computes on the processor
 * alone: 1. Thread: any. */
CLIPDRAW_API size_t clipdraw_device_count(void);

/* Describes device `index`, 0..count-1; 0 is the processor. Thread: any. */
CLIPDRAW_CALL clipdraw_device_get_info(size_t index, clipdraw_device_info* out_info);

/* ---- Options --------------------------------------------------------------------------------- */

/* The number of rows of the option table. Thread: any. */
CLIPDRAW_API size_t clipdraw_option_count(void);

/* Describes row `index`, 0..count-1. The order groups the rows by stage. Thread: any. */
CLIPDRAW_CALL clipdraw_option_get_info(size_t index, clipdraw_option_info* out_info);

/* Makes options that hold the defaults. `model` may be NULL: the size is then filled in by the
 * session, and the rest is the table's. What suits a model that has no prior is another start,
 * number of steps and learning rate, so give the model where there is one. Thread: any. */
CLIPDRAW_CALL clipdraw_options_create(const clipdraw_model* model, clipdraw_options** out_options);

/* Sets one option from text. An unknown name is INVALID_ARGUMENT and the message names the nearest
 * one; a bad value is INVALID_ARGUMENT and the message says the range. The old value then stays.
 * Thread: the handle's. */
CLIPDRAW_CALL clipdraw_options_set(clipdraw_options* options, const char* name, const char* value);

/* Reads one option as text that clipdraw_options_set would take. On the buffer rules see
 * clipdraw_session_record. Thread: the handle's; several may read at once. */
CLIPDRAW_CALL clipdraw_options_get(const clipdraw_options* options, const char* name,
                                   char* out_text, size_t capacity, size_t* out_length);

/* Checks what no single option can: values that do not fit each other. Called by
 * clipdraw_session_create as well. Thread: the handle's; several may read at once. */
CLIPDRAW_CALL clipdraw_options_check(const clipdraw_options* options);

/* Thread: the handle's. */
CLIPDRAW_API void clipdraw_options_free(clipdraw_options* options);

/* ---- Model ----------------------------------------------------------------------------------- */

/* Loads a weights folder: clip.safetensors, vqgan.safetensors, vocab.txt.gz and, where they are
 * there, prior.safetensors, judge.safetensors and words.txt.gz. With weights_dir NULL it takes
 * $CLIPDRAW_WEIGHTS; where that is not set, the folder share/clipdraw/weights/embedded of the
 * installed package; in a build tree, the source tree's weights/embedded.
 * `log` may be NULL: silence. It is called from the threads that call the library, for this model
 * and its sessions, and must be safe for that.
 * Errors: NOT_FOUND, IO, BAD_WEIGHTS (one message lists every problem of a file), OUT_OF_MEMORY.
 * Thread: any. */
CLIPDRAW_CALL clipdraw_model_load(const char* weights_dir, clipdraw_log_fn log, void* log_user,
                                  clipdraw_model** out_model);

/* Loads a model from files as they are published: any CLIP with any generator, several CLIPs at
 * once, each with its own size, normalisation and vocabulary. docs/weights_format.md lists the
 * formats. The folder's prior goes on to make first pictures, whatever CLIPs guide. A generator
 * that is named here starts from random codes by default; with the option start = prior it takes up
 * the folder's first picture, where it can encode one. That prior is then read when a session first
 * starts with it, which reports what is wrong with its files.
 * Errors: those of clipdraw_model_load; UNSUPPORTED for a file of another kind or one that asks for
 * something this library does not have; INVALID_ARGUMENT for a weight that is not above 0.
 * Thread: any. */
CLIPDRAW_CALL clipdraw_model_load_files(const clipdraw_model_files* files, clipdraw_log_fn log,
                                        void* log_user, clipdraw_model** out_model);

/* Writes the CLIP or generator of `source` (a file or folder of any supported format) as one
 * safetensors file that says everything that is needed to use it. Tensors keep their names and
 * numbers. A vocabulary is not part of it. The file appears whole or not at all.
 * Errors: those of clipdraw_model_load_files; INVALID_STATE for a target that exists
 * (CLIPDRAW_KEEP). Thread: any. */
CLIPDRAW_CALL clipdraw_import_weights(const char* source, const char* target,
                                      clipdraw_overwrite overwrite);

/* Thread: any. */
CLIPDRAW_CALL clipdraw_model_get_info(const clipdraw_model* model, clipdraw_model_info* out_info);

/* Describes CLIP `index` of the model, 0..clip_count-1. Thread: any. */
CLIPDRAW_CALL clipdraw_model_get_clip_info(const clipdraw_model* model, size_t index,
                                           clipdraw_clip_info* out_info);

/* Says what drawing with these options (NULL: the model's defaults) takes: `together` pictures in
 * one pass (clipdraw_sessions_step), 1 for one alone. A session that is made with the option memory
 * keeps to this plan; without a limit everything is kept and takes the least time. Draws nothing.
 * Errors: those of clipdraw_session_create; INVALID_ARGUMENT for a `together` out of 1..64.
 * Thread: any. */
CLIPDRAW_CALL clipdraw_model_plan_memory(const clipdraw_model* model,
                                         const clipdraw_options* options, int32_t together,
                                         clipdraw_memory_plan* out_plan);

/* Cuts a text into the tokens of CLIP `index`: start mark, words, end mark, without padding, also
 * where there are more than it can read (context_length). out_count gets their number and may be
 * NULL unless capacity is 0; capacity counts tokens, 0 asks for the number only, and too small a
 * one is INVALID_ARGUMENT with out_count filled in. INVALID_ARGUMENT: not UTF-8, or more than 16384
 * bytes. Thread: any. */
CLIPDRAW_CALL clipdraw_model_tokenize(const clipdraw_model* model, size_t index, const char* text,
                                      int32_t* out_tokens, size_t capacity, size_t* out_count);

/* What the model's CLIPs make of a text, or of a picture of any size: embedding_length numbers, for
 * each CLIP in turn a vector of length 1. Two such vectors of one CLIP may be compared, averaged,
 * and drawn (clipdraw_session_add_embedding). A picture is looked at in a few fixed views, whose
 * mean this is. Capacity as in clipdraw_model_tokenize, in floats. INVALID_ARGUMENT: a text that is
 * empty, not UTF-8, or longer than a CLIP can read; an image that is not one. The last bits depend
 * on LibTorch's number of threads. Thread: any. */
CLIPDRAW_CALL clipdraw_model_encode_text(const clipdraw_model* model, const char* text,
                                         float* out_embedding, size_t capacity, size_t* out_count);
CLIPDRAW_CALL clipdraw_model_encode_image(const clipdraw_model* model, const clipdraw_image* image,
                                          float* out_embedding, size_t capacity, size_t* out_count);

/* Says how near a picture of any size is to prompts as people type them
 * (clipdraw_session_add_prompts): by the CLIPs that guide, which like what they have guided; given
 * clipdraw_model_get_judge's model, by one that has not. Thread: any. */
CLIPDRAW_CALL clipdraw_model_score(const clipdraw_model* model, const clipdraw_image* image,
                                   const char* prompts, clipdraw_score* out_score);

/* Gives the judge of the model's weights folder as a model of its own, to be freed by the caller:
 * one CLIP, built otherwise, seeded otherwise and trained apart from the one that guides. It tells
 * and scores like any model (_get_info, _tokenize, _encode_text, _encode_image, _score) and never
 * guides: sessions made from it are INVALID_STATE. It is read from its file at the first call.
 * NOT_FOUND: the folder has none; what clipdraw_model_load returns for its file. Thread: any. */
CLIPDRAW_CALL clipdraw_model_get_judge(const clipdraw_model* model, clipdraw_model** out_judge);

/* Lists the words of a text that the folder's models were not trained on, each once: a line for
 * each, the word, a tab, and the known word that is nearest to it, in meaning where that is known,
 * else in spelling (none where nothing is near). "" when all are known, when nobody knows (the
 * folder has no words.txt.gz) and when other CLIPs than the folder's guide. Sessions log such words
 * as warnings and draw all the same. Buffer rules: see clipdraw_session_record. INVALID_ARGUMENT:
 * not UTF-8. Thread: any. */
CLIPDRAW_CALL clipdraw_model_unknown_words(const clipdraw_model* model, const char* text,
                                           char* out_text, size_t capacity, size_t* out_length);

/* Sessions that were made from the model stay usable. Thread: the handle's. */
CLIPDRAW_API void clipdraw_model_free(clipdraw_model* model);

/* ---- Session: one picture -------------------------------------------------------------------- */

/* Makes a session. The options are copied; NULL means the model's defaults.
 * Errors: INVALID_ARGUMENT when an option is out of its range or the picture does not fit into the
 * option memory, OUT_OF_MEMORY when it fits into no memory that this machine has; both say which
 * options would do.
 * Thread: any. */
CLIPDRAW_CALL clipdraw_session_create(clipdraw_model* model, const clipdraw_options* options,
                                      clipdraw_session** out_session);

/* Makes a session that draws a picture again from its record (clipdraw_session_record,
 * clipdraw_inspect_file): same prompts, options and changes on the way, and so the same picture and
 * record on the machine that drew it. A run ends at the recorded step with the recorded outcome,
 * and its call returns OK whatever that outcome is. Pictures that the record tells of but does not
 * hold have to be given before the start, each once, by clipdraw_session_add_image (weight and stop
 * are those of the record) and clipdraw_session_start_from; another picture is INVALID_ARGUMENT, a
 * missing one INVALID_STATE at the start, and the message names its hash. All that would change the
 * prompts is INVALID_STATE.
 * BAD_WEIGHTS: the model has other weights; the message says which files. UNSUPPORTED: no record of
 * this library, or one of a newer version that says what this one does not know. INVALID_ARGUMENT:
 * a record that makes no sense. A record of another version that can be followed is, with a warning
 * in the log. Thread: any. */
CLIPDRAW_CALL clipdraw_session_create_again(clipdraw_model* model, const char* record,
                                            clipdraw_session** out_session);

/* Checks prompts as people type them without a model: INVALID_ARGUMENT for one that is empty, a
 * weight or stop that cannot be used, or text that is not UTF-8. Whether a sentence is too long
 * only a model can say. Thread: any. */
CLIPDRAW_CALL clipdraw_check_prompts(const char* prompts);

/* The following calls say what the picture shall show. They may be called before the start and
 * between steps, also in a step callback: the next step then follows the new prompts, from the
 * picture as it is. A step without any prompt is INVALID_STATE. Common to them:
 *   weight  pulls towards the target (above 0) or away from it (below 0); 1 is usual; finite, not 0
 *   stop    distance at which the pull ends; -INFINITY: never; usual for negative weights */

/* Adds one sentence to draw, taken as it stands: no character has a meaning of its own.
 * INVALID_ARGUMENT: empty, not UTF-8, or longer than the model can read. Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_add_text(clipdraw_session* session, const char* text, float weight,
                                        float stop);

/* Adds prompts as people type them: sentences separated by '|', each with an optional weight and
 * stop after it: "a cat:1.5 | rain:-0.4". A colon that no number follows is part of the sentence:
 * "Star Wars: a poster". Adds all or, on an error, none. Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_add_prompts(clipdraw_session* session, const char* prompts);

/* Adds a picture that shall be resembled in what it shows, not in its pixels; of any size. The
 * pixels are not kept. Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_add_image(clipdraw_session* session, const clipdraw_image* image,
                                         float weight, float stop);

/* Adds a point of the CLIPs' space, as clipdraw_model_encode_text and _encode_image make them or a
 * mean of such. count: the model's embedding_length. Each CLIP's part is brought to length 1.
 * INVALID_ARGUMENT: another count, numbers that are not finite, a part of length 0. Thread: the
 * handle's. */
CLIPDRAW_CALL clipdraw_session_add_embedding(clipdraw_session* session, const float* embedding,
                                             size_t count, float weight, float stop);

/* Puts prompts as people type them in the place of everything that was added. On an error the old
 * ones stay. Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_set_prompts(clipdraw_session* session, const char* prompts);

/* Takes everything away that was added. Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_clear_prompts(clipdraw_session* session);

/* Makes a picture of the caller the first one; the option "start" becomes "image". It may have any
 * size and is fitted into that of the session: all of it is seen, and what is missing beside it is
 * its mirror image. The option "pull" holds the drawing to it. UNSUPPORTED: the generator cannot
 * take up a picture (can_start_from is 0). INVALID_STATE: already started. Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_start_from(clipdraw_session* session, const clipdraw_image* image);

/* Makes the first picture: from the prior or from random codes, see the option "start". step and
 * run do this on their own; call it to look at the first picture. INVALID_STATE: there is no
 * prompt. Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_start(clipdraw_session* session);

/* Runs one step. out_step may be NULL. Steps beyond the option "steps" are INVALID_STATE.
 * Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_step(clipdraw_session* session, clipdraw_step* out_step);

/* Runs the steps that are left. on_step, user and out_summary may be NULL. After NON_FINITE the
 * picture is that of the last good step. A session that was stopped can be run again to go on.
 * Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_run(clipdraw_session* session, clipdraw_step_fn on_step, void* user,
                                   clipdraw_summary* out_summary);

/* Runs one step of several sessions together, in one pass through the models; docs/together.md says
 * what that costs beside one after the other. `sessions` has `count` places,
 * 1..CLIPDRAW_LARGEST_GROUP; NULL is an empty place, which costs the generator as much as one that
 * is taken. All have the same model and the same "size", "cutouts", "memory", "threads" and
 * "precision";
 * prompts, seed, all other options and the number of steps done are each one's own. Sessions that
 * have not started do so first, alone.
 * A picture's bytes depend on the number of places and on its own place, not on what is in the
 * others; they differ in last bits from those drawn alone, which is what a group of one place is.
 * A session belongs to its group from its first step: its record says it ("group": {"size": 8,
 * "place": 3}; none for one that is drawn alone), and each later step has to be one in a group of
 * that size and at that place, whoever else is there. clipdraw_session_step and _run keep to it
 * by themselves, with the other places empty; so do sessions made again from a record.
 * When all its steps are done, or when it was cancelled, clipdraw_session_run ends a session
 * without another step, so that summary and record tell how it ended.
 * out_steps: `count` structs, the struct_size of each set and the same for all, or NULL. Those of
 * sessions that ran a step are written; `seconds` is that of the whole pass.
 * out_statuses: `count` of them, or NULL: OK, also for an empty place, or the error that
 * clipdraw_session_step would have returned (NON_FINITE for one, INVALID_STATE when all steps are
 * done or there is no prompt). One session's error does not stop the others;
 * clipdraw_session_step_error has its text. Returned is the error of the first place that has
 * one, else OK.
 * What is wrong with the call as a whole changes nothing and leaves both lists untouched.
 * INVALID_ARGUMENT: no places, too many, or all empty; the same session twice; another model, size,
 * cutouts, threads or precision. INVALID_STATE: a session that is busy, or whose steps so far were run alone
 * or in another size or place. UNSUPPORTED: the generator decodes one picture only, which a module
 * of the user's may do. OUT_OF_MEMORY.
 * Memory beside that of one session: what the generator takes for `count` pictures; views go
 * through a CLIP some at a time, however many there are.
 * Thread: that of all the handles; a step callback's session is busy. */
CLIPDRAW_CALL clipdraw_sessions_step(clipdraw_session* const* sessions, size_t count,
                                     clipdraw_step* out_steps, clipdraw_status* out_statuses);

/* What was wrong with this session in its latest clipdraw_sessions_step; "" when nothing was, and
 * for NULL. Lives until the session's next such step. Thread: the handle's. */
CLIPDRAW_API const char* clipdraw_session_step_error(const clipdraw_session* session);

/* Asks a run to stop after the step that is being worked on; without a run, the next one stops
 * before its first step. NULL does nothing. Thread: any, and from a signal handler. */
CLIPDRAW_API void clipdraw_session_cancel(clipdraw_session* session);

/* Reads the picture as it is now, 8-bit RGB without gaps between rows, from the first picture on
 * (INVALID_STATE before). capacity is in bytes; 0 asks for the size only, and out_rgb may then be
 * NULL. out_width and out_height may be NULL. A capacity below 3 * width * height is
 * INVALID_ARGUMENT; the size is filled in all the same. Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_read_image(clipdraw_session* session, uint8_t* out_rgb,
                                          size_t capacity, int32_t* out_width, int32_t* out_height);

/* The number of tensors of Z; 0 before the first picture, and for a call that cannot be served
 * (NULL, a session at work on another thread). Thread: the handle's. */
CLIPDRAW_API size_t clipdraw_session_latent_count(const clipdraw_session* session);

/* Describes tensor `index` of Z, 0..count-1. Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_get_latent_info(clipdraw_session* session, size_t index,
                                               clipdraw_latent_info* out_info);

/* Copies tensor `index` of Z as it is now, row-major. Capacity as in clipdraw_model_tokenize, in
 * floats. Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_read_latent(clipdraw_session* session, size_t index,
                                           float* out_values, size_t capacity, size_t* out_count);

/* Says where the time went. Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_get_times(clipdraw_session* session, clipdraw_times* out_times);

/* Says what one step computes, with the session's options; before the start too. INVALID_ARGUMENT:
 * the generator cannot draw the size. Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_get_work(clipdraw_session* session, clipdraw_work* out_work);

/* Says how the last run ended, and how far the session is. Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_get_summary(clipdraw_session* session,
                                           clipdraw_summary* out_summary);

/* Reads the picture's record: one JSON object (UTF-8) with everything needed to draw it again: the
 * prompts, the seed, every option, version, hashes of the weights, threads, steps run and outcome.
 * It holds no time and no path: same picture, same record.
 * Buffer rules of every call that hands out text: capacity counts the final NUL; out_length gets
 * the length without it and may be NULL unless capacity is 0; capacity 0 asks for the length only
 * and out_text may then be NULL; a buffer that is too small is INVALID_ARGUMENT, with out_length
 * filled in and nothing written. Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_record(clipdraw_session* session, char* out_text, size_t capacity,
                                      size_t* out_length);

/* Writes the picture with its record inside, see clipdraw_write_image. Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_save(clipdraw_session* session, const char* path,
                                    clipdraw_overwrite overwrite);

/* Writes what the session needs to go on later, in another process too: a file in the place of
 * whatever is there, whole or not at all, flushed to the disk. It holds Z, what the optimizer and
 * the average remember, where Z started, image prompts as the CLIPs see them, and the record. No
 * state of random numbers: each is made of the seed and the step. From the first picture on
 * (INVALID_STATE before), also in a step callback. INVALID_ARGUMENT: an empty path. IO: the
 * system's words. Thread: the handle's. */
CLIPDRAW_CALL clipdraw_session_save_checkpoint(clipdraw_session* session, const char* path);

/* Makes a session that goes on where a checkpoint was written: the remaining steps, the picture and
 * the record are, bit for bit, those that the session would have had without the break, on the same
 * kind of machine. Options, prompts and the number of threads are the checkpoint's; nothing has to
 * be given again. Times are counted anew. The file is not changed and not removed.
 * NOT_FOUND, IO. BAD_WEIGHTS: the model has other weights; the message says which files.
 * UNSUPPORTED: no checkpoint, one of another version of the library (the message says both), or one
 * that is damaged anywhere: it holds a hash of itself. Sets LibTorch's number of threads.
 * Thread: any. */
CLIPDRAW_CALL clipdraw_session_resume(clipdraw_model* model, const char* path,
                                      clipdraw_session** out_session);

/* A session that is freed inside its own callback ends its run as cancelled; freeing one that
 * runs on another thread is a bug of the caller. Thread: the handle's. */
CLIPDRAW_API void clipdraw_session_free(clipdraw_session* session);

/* ---- Files ----------------------------------------------------------------------------------- */

/* Tells beforehand whether clipdraw_write_image could write there: INVALID_ARGUMENT for an
 * extension that is not .png, .jpg, .jpeg or .webp or for a folder, NOT_FOUND for a folder that is
 * missing, IO for one that cannot be written to, INVALID_STATE for a file that exists
 * (CLIPDRAW_KEEP). Thread: any. */
CLIPDRAW_CALL clipdraw_check_output(const char* path, clipdraw_overwrite overwrite);

/* Writes a picture; the extension chooses the format. The file appears whole or not at all: it is
 * written under another name beside its place, flushed to the disk and renamed.
 * record: a JSON object to keep in the file, or NULL. PNG: iTXt chunk "clipdraw"; JPEG: comment
 * segment, which has room for 65533 bytes and is UNSUPPORTED beyond (many embeddings are such);
 * WebP: XMP. If it has a "prompt" text, PNG gets that as "Description" too. Thread: any. */
CLIPDRAW_CALL clipdraw_write_image(const char* path, const clipdraw_image* image,
                                   const char* record, clipdraw_overwrite overwrite);

/* Decodes a picture file: .png, .jpg, .webp and what else OpenCV reads; transparency is put on
 * white. The buffer is that of clipdraw_session_read_image. NOT_FOUND, IO; UNSUPPORTED: not a
 * picture, damaged, or more than 16384 pixels a side. Thread: any. */
CLIPDRAW_CALL clipdraw_read_image(const char* path, uint8_t* out_rgb, size_t capacity,
                                  int32_t* out_width, int32_t* out_height);

/* Reads the record back from a file that clipdraw wrote; buffer rules as in
 * clipdraw_session_record. NOT_FOUND: no such file. UNSUPPORTED: no picture of a known format,
 * damaged, or no record in it. Thread: any. */
CLIPDRAW_CALL clipdraw_inspect_file(const char* path, char* out_text, size_t capacity,
                                    size_t* out_length);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* CLIPDRAW_CLIPDRAW_H */
