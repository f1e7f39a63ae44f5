// A deployed model through the C interface: loaded and, where that succeeds, run on one picture.
#include <vector>

#include "harness.h"
#include "pyra/runtime.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const pyra::fuzz::MemoryFile file(pyra::fuzz::text_of(data, size));
  const std::string path = file.path().string();
  pyra_options options{};
  options.threads = 1;
  pyra_model* model = nullptr;
  const pyra_status status = pyra_load(path.c_str(), &options, &model);
  if ((status == PYRA_OK) != (model != nullptr)) std::abort();
  if (status == PYRA_FAILURE) std::abort();  // a file is never the machine's fault
  if (model == nullptr) return 0;
  const std::int64_t height = pyra_image_height(model), width = pyra_image_width(model),
                     classes = pyra_classes(model);
  for (std::int64_t k = 0; k < classes; ++k) pyra_class_name(model, k);
  if (height * width < 1 << 16 && classes < 1 << 16) {
    const std::vector<float> images(static_cast<std::size_t>(3 * height * width), 0.5F);
    std::vector<float> logits(static_cast<std::size_t>(classes));
    pyra_run(model, images.data(), 1, logits.data());
  }
  pyra_free(model);
  return 0;
}
