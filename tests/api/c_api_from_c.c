#include "api/c_api_from_c.h"

#include <stdlib.h>

#include "pyra.h"

long run_from_c(const char* file, const char* dtype, float* logits, long room) {
  pyra_options options = {0};
  pyra_model* model = NULL;
  options.dtype = dtype;
  options.threads = 1;
  if (pyra_load(file, &options, &model) != PYRA_OK) return -1;

  const int64_t numbers = 3 * pyra_image_height(model) * pyra_image_width(model);
  float* image = calloc((size_t)numbers, sizeof *image);
  const int64_t classes = pyra_classes(model);
  pyra_status status = PYRA_FAILURE;
  pyra_call call = {.struct_size = sizeof(pyra_call)};
  call.logits = logits;
  if (image != NULL && classes <= room) status = pyra_run_call(model, image, 1, &call);
  free(image);
  pyra_free(model);
  return status == PYRA_OK ? (long)classes : -1;
}
