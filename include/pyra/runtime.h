/* Running deployed models from C, and from whatever calls C. Link with libpyra_runtime.

   Every function that can fail returns a pyra_status and leaves a message for pyra_last_error(). Nothing is
   ever printed and no exception leaves the library. A model is immutable: any number of threads may use one
   at once, and each call of pyra_run() has threads of its own, which wait for the next one asleep. */
#ifndef PYRA_RUNTIME_H
#define PYRA_RUNTIME_H

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

/* Zero-initialise; zero means the default everywhere. */
typedef struct pyra_options {
  const char* dtype;    /* "f32", "bf16" or "int8"; NULL: "f32" */
  const char* schedule; /* "none", "low", "high", "r=N", "16x11,10"; NULL: the one in the file */
  int force_schedule;   /* nonzero: also where the reducer's weights belong to another schedule */
  int threads;          /* of one call; 0: as many as affinity and control groups allow */
  const char* device;   /* "cpu", "cuda" or "cuda:N"; NULL: "cpu" */
} pyra_options;

/* Loads what `pyra export` wrote and runs it once on a blank picture, so that what cannot run
   here fails here. `options` may be NULL. On success *model is to be given to pyra_free(); else it is NULL.
 */
pyra_status pyra_load(const char* file, const pyra_options* options, pyra_model** model);
/* NULL is allowed. */
void pyra_free(pyra_model* model);

/* Pixels of the pictures that the model reads. Of this function and the next three: 0 or NULL, and a message,
   where `model` is NULL. */
int64_t pyra_image_height(const pyra_model* model);
int64_t pyra_image_width(const pyra_model* model);
/* K, the numbers that pyra_run() gives for a picture. */
int64_t pyra_classes(const pyra_model* model);
/* UTF-8, valid until pyra_free(); NULL where the file names no classes and, with a message, where `index` is
   outside 0 .. K - 1. */
const char* pyra_class_name(const pyra_model* model, int64_t index);

/* image [3, H, W] float32 out: the JPEG, PNG or WebP file as the model wants to see it (resized, cropped,
 * normalised). */
pyra_status pyra_read_picture(const pyra_model* model, const char* file, float* image);
/* The same from 8-bit pixels [height, width, 3] in R, G, B order. */
pyra_status pyra_prepare_pixels(const pyra_model* model, const uint8_t* rgb, int64_t height, int64_t width,
                                float* image);

/* Bytes that all pictures which threads of this process are reading may take together, from now on; 1 GiB
   unless set. One that alone takes more is refused before anything is allocated for it; others wait. At
   least 1. */
pyra_status pyra_set_picture_memory(uint64_t bytes);

/* logits [batch, K] out, from images [batch, 3, H, W] float32, normalised. The first call of a batch size
   plans it; calls of other sizes go on meanwhile. */
pyra_status pyra_run(const pyra_model* model, const float* images, int64_t batch, float* logits);

/* Why this thread's last call failed; "" where none did. Valid until the thread's next call. */
const char* pyra_last_error(void);
/* What it is about, as a name that stays the same from version to version ("schedule.bound"), for programs
   that add how they are asked for what the message asks for; error_code.h lists them. "" if there is none. */
const char* pyra_last_error_code(void);
/* "MAJOR.MINOR.PATCH". */
const char* pyra_version(void);

#ifdef __cplusplus
}
#endif

#endif
