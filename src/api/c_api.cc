// Every function of pyra.h: what a caller may do wrong, and the call behind it.
#include "api/caller_struct.h"
#include "api/last_error.h"
#include "api/log.h"
#include "api/model.h"
#include "pyra/error.h"
#include "pyra/image.h"
#include "pyra/picture_memory.h"
#include "pyra/version.h"

using pyra::fail, pyra::guarded, pyra::last_error, pyra::require;

namespace {

/// For functions without a status: false leaves the message, true leaves the last one as it is.
bool given(const pyra_model* model) noexcept {
  if (model == nullptr) fail(PYRA_BAD_INPUT, "model is NULL; expected one that pyra_load() gave");
  return model != nullptr;
}

/// *model of what `read` gives, or NULL.
template <class Read>
pyra_status load(const pyra_options* options, pyra_model** model, const char* name, const Read& read) {
  return guarded([&] {
    require(model, "model");
    *model = nullptr;
    const pyra_options wanted =
        options != nullptr ? pyra::read_struct(*options, "pyra_options") : pyra_options{};
    *model = pyra::make_model(read(), name, wanted).release();
  });
}

/// The picture that `read` gives, as the model wants to see it.
template <class Read>
pyra_status prepare(const pyra_model* model, float* image, const Read& read) {
  return guarded([&] {
    require(model, "model");
    require(image, "image");
    const auto numbers = static_cast<std::size_t>(model->runner().image_numbers());
    model->transform->apply(read(), 0, {image, numbers});
  });
}

std::span<const std::byte> bytes_at(const void* data, size_t size) {
  require(data, "data");
  return {static_cast<const std::byte*>(data), size};
}

}  // namespace

pyra_status pyra_load(const char* file, const pyra_options* options, pyra_model** model) {
  return load(options, model, file != nullptr ? file : "", [&] {
    require(file, "file");
    return pyra::read_inference_model(std::filesystem::path(file));
  });
}

pyra_status pyra_load_memory(const void* data, size_t size, const pyra_options* options, pyra_model** model) {
  return load(options, model, "the model in memory",
              [&] { return pyra::read_inference_model(bytes_at(data, size)); });
}

void pyra_free(pyra_model* model) { delete model; }

int64_t pyra_image_height(const pyra_model* model) {
  return given(model) ? model->described.config.image_height : 0;
}
int64_t pyra_image_width(const pyra_model* model) {
  return given(model) ? model->described.config.image_width : 0;
}
int64_t pyra_classes(const pyra_model* model) { return given(model) ? model->runner().classes() : 0; }
int64_t pyra_features(const pyra_model* model) { return given(model) ? model->runner().features() : 0; }
int64_t pyra_max_batch(const pyra_model* model) { return given(model) ? model->runner().most_pictures() : 0; }
const char* pyra_task(const pyra_model* model) {
  return given(model) ? model->described.task.c_str() : nullptr;
}
const char* pyra_schedule(const pyra_model* model) {
  return given(model) ? model->described.schedule.c_str() : nullptr;
}

const char* pyra_class_name(const pyra_model* model, int64_t index) {
  const char* name = nullptr;
  guarded([&] {
    require(model, "model");
    const std::vector<std::string>& names = model->described.class_names;
    if (index >= 0 && index < static_cast<int64_t>(names.size())) {
      name = names[static_cast<std::size_t>(index)].c_str();
    } else if (index < 0 || index >= model->runner().classes()) {
      throw pyra::InputError("class " + std::to_string(index) + "; expected 0 to " +
                             std::to_string(model->runner().classes() - 1));
    }
  });
  return name;
}

pyra_status pyra_read_picture(const pyra_model* model, const char* file, float* image) {
  return prepare(model, image, [&] {
    require(file, "file");
    return pyra::read_image(std::filesystem::path(file), model->described.preprocessing.exif_rotation);
  });
}

pyra_status pyra_decode_picture(const pyra_model* model, const void* data, size_t size, float* image) {
  return prepare(model, image, [&] {
    require(data, "data");
    return pyra::decode_image({static_cast<const uint8_t*>(data), size},
                              {model->described.preprocessing.exif_rotation, 0});
  });
}

pyra_status pyra_prepare_pixels(const pyra_model* model, const uint8_t* rgb, int64_t height, int64_t width,
                                float* image) {
  constexpr int64_t kMostPixels = int64_t{1} << 28;  // as for picture files
  return prepare(model, image, [&] {
    require(rgb, "rgb");
    if (height < 1 || width < 1 || height > kMostPixels / width) {
      throw pyra::InputError("pixels of " + std::to_string(height) + "x" + std::to_string(width) +
                             "; expected both sides 1 or more and at most 2^28 pixels");
    }
    return pyra::Image{width, height, {rgb, rgb + 3 * height * width}};
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
    pyra_call call{};
    call.logits = logits;
    pyra::run_call(*model, images, batch, call);
  });
}

pyra_status pyra_run_call(const pyra_model* model, const float* images, int64_t batch,
                          const pyra_call* call) {
  return guarded([&] {
    require(model, "model");
    require(images, "images");
    require(call, "call");
    pyra::run_call(*model, images, batch, pyra::read_struct(*call, "pyra_call"));
  });
}

pyra_status pyra_set_log(pyra_log log, void* user) {
  return guarded([&] { pyra::set_log({log, user}); });
}

const char* pyra_last_error(void) { return last_error().message.c_str(); }
const char* pyra_last_error_code(void) { return last_error().code.text; }
const char* pyra_version(void) { return pyra::kVersion; }
