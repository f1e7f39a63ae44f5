/* consumer_c FILE: the same in C. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pyra/runtime.h"

int main(int argc, char** argv) {
  pyra_model* model = NULL;
  if (pyra_load(argc > 1 ? argv[1] : "", NULL, &model) != PYRA_OK) {
    fprintf(stderr, "%s\n", pyra_last_error());
    return 2;
  }
  const int64_t classes = pyra_classes(model);
  float* image = calloc((size_t)(3 * pyra_image_height(model) * pyra_image_width(model)), sizeof *image);
  float* logits = calloc((size_t)classes, sizeof *logits);
  int status = 1;
  if (image != NULL && logits != NULL && pyra_run(model, image, 1, logits) == PYRA_OK) {
    printf("pyra %s: %s has the logit %g\n", pyra_version(), pyra_class_name(model, 0), (double)logits[0]);
    status = strcmp(pyra_class_name(model, 0), "class 0") == 0 ? 0 : 1;
  }
  free(logits);
  free(image);
  pyra_free(model);
  return status;
}
