/* consumer_c FILE: a program of someone else's in C that runs a deployed model, from its file and from
 * memory. */

#include <pyra.h>
#include <stdio.h>
#include <stdlib.h>

static int fail(void) {
  fprintf(stderr, "%s\n", pyra_last_error());
  return 2;
}

/* The file's bytes, to be freed, or NULL. */
static char* read_all(const char* name, size_t* size) {
  FILE* file = fopen(name, "rb");
  char* bytes = NULL;
  long end = -1;
  if (file == NULL) return NULL;
  if (fseek(file, 0, SEEK_END) == 0) end = ftell(file);
  rewind(file);
  if (end > 0) bytes = malloc((size_t)end);
  if (bytes != NULL) *size = fread(bytes, 1, (size_t)end, file);
  fclose(file);
  return bytes;
}

int main(int argc, char** argv) {
  const char* name = argc > 1 ? argv[1] : "";
  pyra_model *model = NULL, *other = NULL;
  size_t size = 0;
  char* bytes = read_all(name, &size);
  float *image, *numbers;
  int64_t classes;
  int same;
  pyra_call call = {sizeof call, NULL, NULL, NULL, NULL};
  if (pyra_load(name, NULL, &model) != PYRA_OK) return fail();
  if (pyra_load_memory(bytes, size, NULL, &other) != PYRA_OK) return fail();
  free(bytes);

  classes = pyra_classes(model);
  image = calloc((size_t)(3 * pyra_image_height(model) * pyra_image_width(model)), sizeof *image);
  numbers = calloc((size_t)(2 * classes + pyra_features(model)), sizeof *numbers);
  if (image == NULL || numbers == NULL) return 1;
  call.logits = numbers;
  call.features = numbers + 2 * classes;
  if (pyra_run_call(model, image, 1, &call) != PYRA_OK) return fail();
  if (pyra_run(other, image, 1, numbers + classes) != PYRA_OK) return fail();
  same = numbers[0] == numbers[classes];
  printf("pyra %s: %s has the logit %g at %s\n", pyra_version(), pyra_class_name(model, 0),
         (double)numbers[0], pyra_schedule(model));
  free(numbers);
  free(image);
  pyra_free(other);
  pyra_free(model);
  return same ? 0 : 1;
}
