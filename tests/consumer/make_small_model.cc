// make_small_model FILE: a deployed model with random weights.

#include "deploy/deployed_files.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  pyra::write_inference_model(argv[1], pyra::testing::small_model("pyra", {4, 2, 0}));
  return 0;
}
