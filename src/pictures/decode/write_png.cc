#include <png.h>

#include <csetjmp>
#include <cstring>

#include "io/atomic_file.h"
#include "pyra/error.h"
#include "pyra/image.h"

namespace pyra {
namespace {

/// Owns libpng's memory. run() is the only function that libpng jumps back into.
class PngEncoder {
 public:
  PngEncoder() {
    png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_write_struct(&png_, &info_);
      throw Failure("out of memory while encoding a PNG");
    }
  }
  ~PngEncoder() { png_destroy_write_struct(&png_, &info_); }
  PngEncoder(const PngEncoder&) = delete;
  PngEncoder& operator=(const PngEncoder&) = delete;

  bool run(const Image& image) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_write_fn(png_, this, on_write, on_flush);
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(image.width), static_cast<png_uint_32>(image.height),
                 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png_, info_);
    for (std::int64_t y = 0; y < image.height; ++y) {
      png_write_row(png_, image.pixels.data() + 3 * image.width * y);
    }
    png_write_end(png_, nullptr);
    return true;
  }

  const char* message() const { return message_; }
  std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  static void on_error(png_structp png, png_const_charp text) {
    auto* self = static_cast<PngEncoder*>(png_get_error_ptr(png));
    std::strncpy(self->message_, text, sizeof self->message_ - 1);
    png_longjmp(png, 1);
  }
  static void on_warning(png_structp, png_const_charp) {}
  static void on_flush(png_structp) {}
  static void on_write(png_structp png, png_bytep data, std::size_t count) {
    auto* self = static_cast<PngEncoder*>(png_get_io_ptr(png));
    bool full = false;
    try {  // no exception may cross libpng's frames
      self->bytes_.insert(self->bytes_.end(), data, data + count);
    } catch (...) {
      full = true;
    }
    if (full) png_error(png, "out of memory");
  }

  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  char message_[128] = {};
  std::vector<std::uint8_t> bytes_;
};

}  // namespace

std::vector<std::uint8_t> encode_png(const Image& image) {
  constexpr std::int64_t kMaxSide = 1'000'000;  // libpng's own limit
  if (image.width < 1 || image.height < 1 || image.width > kMaxSide || image.height > kMaxSide ||
      image.pixels.size() !=
          3 * static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height)) {
    throw InputError("cannot encode a picture of " + std::to_string(image.width) + "x" +
                     std::to_string(image.height) + " with " + std::to_string(image.pixels.size()) +
                     " bytes, expected sides of 1 to 1000000 and 3 bytes a pixel");
  }
  PngEncoder encoder;
  if (!encoder.run(image)) throw Failure(std::string("cannot encode a PNG: ") + encoder.message());
  return encoder.take();
}

void write_png(const std::filesystem::path& path, const Image& image) {
  const std::vector<std::uint8_t> bytes = encode_png(image);
  AtomicFile file(path);
  file.write(bytes.data(), bytes.size());
  file.commit();
}

}  // namespace pyra
