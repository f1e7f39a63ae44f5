/* Running deployed models from C, and from whatever calls C. Link with libpyra_runtime: pkg-config pyra, or
   find_package(pyra) and pyra::runtime in CMake. docs/embedding.md has a whole program.

   Errors. Every function that can fail returns a pyra_status and leaves a message for pyra_last_error(), one
   a thread. No exception leaves the library and nothing is printed; what was assumed goes to pyra_set_log().

   Threads. A model is immutable: any number of threads may use one at once, and a process or a thread may
   have any number of models. Each call of pyra_run() has threads of its own, which wait for the next one
   asleep. pyra_free() is for when no call of any thread uses the model any more.

   ABI. From 1.0 on, a program compiled against one 1.x runs with every later 1.x: functions, enumerators and
   fields keep their names, types and places, new fields come behind the old. The library's name carries the
   promise (libpyra_runtime.so.1; 0.2's was .so.0.2, whose structs had no struct_size), and the functions
   below carry the symbol version PYRA_1.

   Structs that a caller fills have a field struct_size: sizeof(the struct) as the caller was compiled, or 0,
   which means the layout of 1.0. Of a shorter struct only what is there is read; a longer one, of a caller
   compiled against a later version, is taken where what this version does not know is zero, and
   PYRA_BAD_INPUT otherwise. Zero-initialise them; zero means the default everywhere. */
#ifndef PYRA_H
#define PYRA_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum pyra_status {
  PYRA_OK = 0,
  PYRA_FAILURE = 1,  /* the machine's fault: out of memory, or a defect of this library */
  PYRA_BAD_INPUT = 2 /* the caller's: a file, an option, a shape, NaN pixels */
} pyra_status;

/* A deployed model, loaded and packed. */
typedef struct pyra_model pyra_model;

typedef struct pyra_options {
  const char* dtype;    /* "f32", "bf16" or "int8"; NULL: "f32" */
  const char* schedule; /* "none", "low", "high", "r=N", "16x11,10"; NULL: the one in the file */
  int force_schedule;   /* nonzero: also where the reducer's weights belong to another, here and in calls */
  int threads;          /* of one call; 0: as many as affinity and control groups allow */
  const char* device;   /* "cpu", "cuda" or "cuda:N"; NULL: "cpu" */
  /* Behind the fields of 0.2, so that programs that initialise those by position compile unchanged and leave
     it 0. Its place is fixed from 1.0 on. */
  size_t struct_size; /* sizeof(pyra_options), or 0 */
} pyra_options;

/* Loads what `pyra export` wrote and runs it once on a blank picture, so that what cannot run
   here fails here. `options` may be NULL. On success *model is to be given to pyra_free(); else it is NULL.
 */
pyra_status pyra_load(const char* file, const pyra_options* options, pyra_model** model);
/* The same of the file's `size` bytes at `data`, at any address. The model keeps none of them: they may be
   freed or changed as soon as the call returns. */
pyra_status pyra_load_memory(const void* data, size_t size, const pyra_options* options, pyra_model** model);
/* NULL is allowed. */
void pyra_free(pyra_model* model);

/* Pixels of the pictures that the model reads. Of this function and those up to pyra_class_name(): 0 or NULL,
   and a message, where `model` is NULL. */
int64_t pyra_image_height(const pyra_model* model);
int64_t pyra_image_width(const pyra_model* model);
/* K, the numbers that pyra_run() gives for a picture: logits of its classes or labels, or values; of a model
   without a task head the pooled features. */
int64_t pyra_classes(const pyra_model* model);
/* What those are: "classification" (one class), "labels" (any number of labels, each with its own
   probability) or "regression" (values as they are). Valid until pyra_free(). */
const char* pyra_task(const pyra_model* model);
/* F, the numbers that the task head reads of a picture (pyra_call.features). A distilled model's two heads
   read F / 2 each: the class token's first. */
int64_t pyra_features(const pyra_model* model);
/* The largest batch of one call: (2^31 - 1) / 3N, N being the tokens of a picture (197 for a ViT-B/16 at
 * 224). */
int64_t pyra_max_batch(const pyra_model* model);
/* The schedule it runs at where a call names none, as it was spelled. UTF-8, valid until pyra_free(). */
const char* pyra_schedule(const pyra_model* model);
/* Of a class, a label or a value: UTF-8, valid until pyra_free(); NULL where the file names none and, with a
   message, where `index` is outside 0 .. K - 1. */
const char* pyra_class_name(const pyra_model* model, int64_t index);

/* image [3, H, W] float32 out: the picture file (JPEG, PNG, WebP, GIF, BMP, PPM or TIFF, by its content) as
   the model wants to see it: resized, cropped, normalised. */
pyra_status pyra_read_picture(const pyra_model* model, const char* file, float* image);
/* The same of the file's `size` bytes at `data`. */
pyra_status pyra_decode_picture(const pyra_model* model, const void* data, size_t size, float* image);
/* The same from 8-bit pixels [height, width, 3] in R, G, B order. */
pyra_status pyra_prepare_pixels(const pyra_model* model, const uint8_t* rgb, int64_t height, int64_t width,
                                float* image);

/* Bytes that all pictures which threads of this process are reading may take together, from now on; 1 GiB
   unless set. One that alone takes more is refused before anything is allocated for it; others wait. At
   least 1. */
pyra_status pyra_set_picture_memory(uint64_t bytes);

/* logits [batch, K] out, from images [batch, 3, H, W] float32, normalised. The first call of a batch size
   plans it; calls of other sizes go on meanwhile. PYRA_BAD_INPUT, before memory is asked for, for a batch
   below 1 or above pyra_max_batch() and for one that needs more memory than is free. */
pyra_status pyra_run(const pyra_model* model, const float* images, int64_t batch, float* logits);

/* What one call wants; at least one of the results. */
typedef struct pyra_call {
  size_t struct_size;   /* sizeof(pyra_call), or 0 */
  const char* schedule; /* as in pyra_options; NULL: pyra_schedule(model) */
  float* logits;        /* [batch, K] out, or NULL */
  float* probabilities; /* [batch, K] out, or NULL: of classes the rows sum to 1, each label has its own. Not
                           of a model without a task head, nor of one that gives values */
  float* features;      /* [batch, F] out, or NULL */
} pyra_call;

/* The same with more results, at another schedule. Schedules are free where nothing binds the model to its
   own: reducers without weights, and elastic adapters within the range that they were trained for; others are
   PYRA_BAD_INPUT unless the model was loaded with force_schedule. The first call at a schedule plans it; the
   last 16 schedules are kept, and all share the model's weights. On a GPU only the model's own. */
pyra_status pyra_run_call(const pyra_model* model, const float* images, int64_t batch, const pyra_call* call);

/* One line of UTF-8 without its end, valid during the call. */
typedef void (*pyra_log)(const char* line, void* user);
/* From now on, `log` gets the notes of every loading, of all threads of this process: what was loaded and
   what was assumed. It is called by the thread that loads, and may be called by several at a time; a loading
   under way may still call the log before. NULL, as at first: no notes. */
pyra_status pyra_set_log(pyra_log log, void* user);

/* Why this thread's last call failed; "" where none did. Valid until the thread's next call. */
const char* pyra_last_error(void);
/* What it is about, as a name that stays the same from version to version ("schedule.bound"), for programs
   that add how they are asked for what the message asks for; pyra/error_code.h lists them. "" if there is
   none. */
const char* pyra_last_error_code(void);
/* "MAJOR.MINOR.PATCH". */
const char* pyra_version(void);

#ifdef __cplusplus
}
#endif

#endif
