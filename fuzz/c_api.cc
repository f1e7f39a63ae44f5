// A deployed model through the C interface, from a file and from memory: loaded and, where that succeeds, run
// on one picture for all that a call can give, at its own schedule and at another.
#include <cstring>
#include <vector>

#include "harness.h"
#include "pyra.h"

namespace {

struct Loaded {
  pyra_model* model = nullptr;
  pyra_status status;

  explicit Loaded(pyra_status given) : status(given) {}
  ~Loaded() { pyra_free(model); }
  Loaded(const Loaded&) = delete;
  Loaded& operator=(const Loaded&) = delete;
};

void run(const pyra_model* model) {
  const std::int64_t height = pyra_image_height(model), width = pyra_image_width(model),
                     classes = pyra_classes(model), features = pyra_features(model);
  for (std::int64_t k = 0; k < classes; ++k) pyra_class_name(model, k);
  if (height * width >= 1 << 16 || classes >= 1 << 16) return;
  const std::vector<float> images(static_cast<std::size_t>(3 * height * width), 0.5F);
  std::vector<float> logits(static_cast<std::size_t>(classes)), probabilities(logits.size()),
      read(static_cast<std::size_t>(features));
  for (const char* schedule : {static_cast<const char*>(nullptr), "r=1"}) {
    pyra_call call{};
    call.schedule = schedule;
    call.logits = logits.data();
    call.features = read.data();
    pyra_run_call(model, images.data(), 1, &call);
    call.probabilities = probabilities.data();
    pyra_run_call(model, images.data(), 1, &call);
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const pyra::fuzz::MemoryFile file(pyra::fuzz::text_of(data, size));
  const std::string path = file.path().string();
  pyra_options options{};
  options.threads = 1;
  Loaded from_file(PYRA_OK), from_memory(PYRA_OK);
  from_file.status = pyra_load(path.c_str(), &options, &from_file.model);
  {
    const std::vector<std::uint8_t> copy(data, data + size);  // gone before the model runs
    from_memory.status = pyra_load_memory(copy.data(), copy.size(), &options, &from_memory.model);
  }
  for (const Loaded* loaded : {&from_file, &from_memory}) {
    if ((loaded->status == PYRA_OK) != (loaded->model != nullptr)) std::abort();
    if (loaded->status == PYRA_FAILURE) std::abort();  // a file is never the machine's fault
    if (loaded->status != from_file.status) std::abort();
    if (loaded->model != nullptr) run(loaded->model);
  }
  return 0;
}
