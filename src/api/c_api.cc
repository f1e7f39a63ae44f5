#include <new>

#include "pyra/error.h"
#include "pyra/image.h"
#include "pyra/picture_memory.h"
#include "pyra/runner.h"
#include "pyra/runtime.h"
#include "pyra/transform.h"
#include "pyra/version.h"

struct pyra_model {
  std::vector<std::string> class_names;
  std::unique_ptr<pyra::Transform> transform;
  pyra::Preprocessing preprocessing;
  std::unique_ptr<const pyra::Runner> runner;
};

namespace {

/// errno for messages: C callers have nowhere else to look.
struct LastError {
  std::string message;
  pyra::ErrorCode code;
};

LastError& last_error() {
  thread_local LastError error;
  return error;
}

pyra_status fail(pyra_status status, const char* message, pyra::ErrorCode code = {}) noexcept {
  last_error().code = code;
  try {
    last_error().message = message;
  } catch (...) {  // not even memory for the message
    last_error().message.clear();
  }
  return status;
}

/// Runs `work`; what it throws becomes a status and a message.
template <class Work>
pyra_status guarded(const Work& work) noexcept {
  try {
    last_error() = {};
    work();
    return PYRA_OK;
  } catch (const pyra::InputError& error) {
    return fail(PYRA_BAD_INPUT, error.what(), error.code());
  } catch (const pyra::Error& error) {
    return fail(PYRA_FAILURE, error.what(), error.code());
  } catch (const std::filesystem::filesystem_error& error) {
    return fail(PYRA_BAD_INPUT, error.what());
  } catch (const std::bad_alloc&) {
    return fail(PYRA_FAILURE, "out of memory; lower the batch or use a smaller model");
  } catch (const std::exception& error) {
    return fail(PYRA_FAILURE, error.what());
  } catch (...) {
    return fail(PYRA_FAILURE, "unknown failure");
  }
}

void require(const void* pointer, const char* name) {
  if (pointer == nullptr) throw pyra::InputError(std::string(name) + " is NULL; expected a valid pointer");
}

/// For functions without a status: false leaves the message, true leaves the last one as it is.
bool given(const pyra_model* model) noexcept {
  if (model == nullptr) fail(PYRA_BAD_INPUT, "model is NULL; expected one that pyra_load() gave");
  return model != nullptr;
}

pyra_model* load(const char* file, const pyra_options& options) {
  pyra::InferenceModel model = pyra::read_inference_model(file);
  if (options.schedule != nullptr) pyra::set_schedule(model, options.schedule, options.force_schedule != 0);
  const auto precision = pyra::parse_precision(options.dtype != nullptr ? options.dtype : "f32");
  const pyra::Device device = pyra::parse_device(options.device != nullptr ? options.device : "cpu");
  auto runner = pyra::make_runner(model, precision, device, {options.threads, {}});
  // A first picture, black but for the normalisation: kernels are built now, and what cannot run here fails
  // now.
  const pyra::VitConfig& config = runner->config();
  const std::vector<float> picture(static_cast<std::size_t>(3 * config.image_height * config.image_width));
  std::vector<float> logits(static_cast<std::size_t>(runner->classes()));
  runner->run(picture.data(), 1, logits.data());
  return new pyra_model{std::move(model.class_names), pyra::make_eval_transform(model.preprocessing),
                        model.preprocessing, std::move(runner)};
}

}  // namespace

pyra_status pyra_load(const char* file, const pyra_options* options, pyra_model** model) {
  return guarded([&] {
    require(model, "model");
    *model = nullptr;
    require(file, "file");
    *model = load(file, options != nullptr ? *options : pyra_options{});
  });
}

void pyra_free(pyra_model* model) { delete model; }

int64_t pyra_image_height(const pyra_model* model) {
  return given(model) ? model->runner->config().image_height : 0;
}
int64_t pyra_image_width(const pyra_model* model) {
  return given(model) ? model->runner->config().image_width : 0;
}
int64_t pyra_classes(const pyra_model* model) { return given(model) ? model->runner->classes() : 0; }

const char* pyra_class_name(const pyra_model* model, int64_t index) {
  const char* name = nullptr;
  guarded([&] {
    require(model, "model");
    const auto named = static_cast<int64_t>(model->class_names.size());
    if (index >= 0 && index < named) {
      name = model->class_names[static_cast<std::size_t>(index)].c_str();
    } else if (index < 0 || index >= model->runner->classes()) {
      throw pyra::InputError("class " + std::to_string(index) + "; expected 0 to " +
                             std::to_string(model->runner->classes() - 1));
    }
  });
  return name;
}

pyra_status pyra_read_picture(const pyra_model* model, const char* file, float* image) {
  return guarded([&] {
    require(model, "model");
    require(file, "file");
    require(image, "image");
    model->transform->apply(pyra::read_image(file, model->preprocessing.exif_rotation), 0, image);
  });
}

pyra_status pyra_prepare_pixels(const pyra_model* model, const uint8_t* rgb, int64_t height, int64_t width,
                                float* image) {
  constexpr int64_t kMostPixels = int64_t{1} << 28;  // as for picture files
  return guarded([&] {
    require(model, "model");
    require(rgb, "rgb");
    require(image, "image");
    if (height < 1 || width < 1 || height > kMostPixels / width) {
      throw pyra::InputError("pixels of " + std::to_string(height) + "x" + std::to_string(width) +
                             "; expected both sides 1 or more and at most 2^28 pixels");
    }
    model->transform->apply({width, height, {rgb, rgb + 3 * height * width}}, 0, image);
  });
}

pyra_status pyra_set_picture_memory(uint64_t bytes) {
  return guarded([&] {
    if (bytes == 0) throw pyra::InputError("0 bytes for pictures; expected at least 1");
    pyra::set_picture_memory(static_cast<std::size_t>(bytes));
  });
}

pyra_status pyra_run(const pyra_model* model, const float* images, int64_t batch, float* logits) {
  return guarded([&] {
    require(model, "model");
    require(images, "images");
    require(logits, "logits");
    model->runner->run(images, batch, logits);
  });
}

const char* pyra_last_error(void) { return last_error().message.c_str(); }
const char* pyra_last_error_code(void) { return last_error().code.text; }
const char* pyra_version(void) { return pyra::kVersion; }
