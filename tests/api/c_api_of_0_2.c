/* A program as it was written for pyra 0.2: its header, and options by position, by name and zeroed. It has
   to compile and to run as it did. */
#include <stdlib.h>
#include <string.h>

#include "api/c_api_from_c.h"
#include "pyra/runtime.h"

static pyra_model* load(const char* file, const pyra_options* options) {
  pyra_model* model = NULL;
  return pyra_load(file, options, &model) == PYRA_OK ? model : NULL;
}

/* Whether all ways to say the same are one. */
static int alike(const char* dtype) {
  const pyra_options by_position = {dtype, NULL, 0, 1, NULL};
  const pyra_options by_name = {.dtype = dtype, .threads = 1};
  pyra_options zeroed;
  memset(&zeroed, 0, sizeof zeroed);
  zeroed.dtype = dtype;
  zeroed.threads = 1;
  return memcmp(&by_position, &by_name, sizeof zeroed) == 0 && memcmp(&by_name, &zeroed, sizeof zeroed) == 0;
}

long run_as_in_0_2(const char* file, const char* dtype, float* logits, long room) {
  const pyra_options options = {dtype, NULL, 0, 1, NULL};
  pyra_model* model = load(file, &options);
  float* image = NULL;
  long answer = -1;
  if (model == NULL || !alike(dtype)) return -1;
  image = calloc((size_t)(3 * pyra_image_height(model) * pyra_image_width(model)), sizeof *image);
  if (image != NULL && pyra_classes(model) <= room && pyra_run(model, image, 1, logits) == PYRA_OK)
    answer = (long)pyra_classes(model);
  free(image);
  pyra_free(model);
  return answer;
}
