// PNG as Pillow reads it and converts it to RGB: alpha is dropped, not blended; 16-bit colour keeps its high
// byte; 16-bit gray is clipped at 255.
#include <png.h>

#include <csetjmp>
#include <cstring>

#include "pictures/decode/codecs.h"
#include "pictures/decode/exif.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::uint64_t kRowBuffers = 32;  // bytes a pixel of a row, of all that libpng keeps of rows
constexpr png_byte kUnwanted[] = "tEXt\0zTXt\0iTXt\0sPLT";

struct Color {
  std::uint8_t r, g, b;
};

/// Owns libpng's memory. run() is the only function that libpng jumps back into; it and everything libpng
/// calls hold nothing with a destructor.
class PngDecoder {
 public:
  PngDecoder(Bytes bytes, const std::string& name, PictureClaim& claim)
      : rest_(bytes), file_bytes_(bytes.size()), claim_(claim) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, &info_, nullptr);
      throw Failure("out of memory while opening " + name);
    }
  }
  ~PngDecoder() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngDecoder(const PngDecoder&) = delete;
  PngDecoder& operator=(const PngDecoder&) = delete;

  bool run() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_read_fn(png_, this, on_read);
    // Texts are nobody's need here, and a thousand that unpack to 8 MB each fit into one small file.
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, kUnwanted, sizeof kUnwanted / 5);
    png_read_info(png_, info_);
    prepare();
    read_rows();
    // The end marker is not asked for: as in Pillow, a picture with all its rows is whole.
    return true;
  }

  const char* message() const { return message_; }
  bool truncated() const { return truncated_; }

  Decoded take() {
    if (color_type_ == PNG_COLOR_TYPE_PALETTE) expand_palette();
    if (is_gray16()) expand_gray16();
    return std::move(decoded_);
  }

 private:
  static void on_error(png_structp png, png_const_charp text) {
    auto* self = static_cast<PngDecoder*>(png_get_error_ptr(png));
    std::strncpy(self->message_, text, sizeof self->message_ - 1);
    png_longjmp(png, 1);
  }
  static void on_warning(png_structp, png_const_charp) {}
  static void on_read(png_structp png, png_bytep to, std::size_t count) {
    auto* self = static_cast<PngDecoder*>(png_get_io_ptr(png));
    if (count > self->rest_.size()) {
      self->truncated_ = true;
      png_error(png, "the data end early");
    }
    std::memcpy(to, self->rest_.data(), count);
    self->rest_ = self->rest_.subspan(count);
  }

  bool is_gray16() const { return color_type_ == PNG_COLOR_TYPE_GRAY && bit_depth_ == 16; }

  void prepare() {
    Image& image = decoded_.image;
    image.width = png_get_image_width(png_, info_);
    image.height = png_get_image_height(png_, info_);
    color_type_ = png_get_color_type(png_, info_);
    bit_depth_ = png_get_bit_depth(png_, info_);
    claim_.take(image.width, image.height, kRowBuffers * static_cast<std::uint64_t>(image.width));
    // Deflate shrinks at most 1032-fold, so a shorter file cannot hold the picture that it claims.
    constexpr std::size_t kDeflateLimit = 1032;
    if (png_get_rowbytes(png_, info_) * static_cast<std::size_t>(image.height) / kDeflateLimit >
        file_bytes_) {
      truncated_ = true;
      png_error(png_, "the data end early");
    }
    read_exif();
    passes_ = png_set_interlace_handling(png_);
    if (color_type_ == PNG_COLOR_TYPE_PALETTE) {
      png_set_packing(png_);
      read_palette();
      bytes_per_pixel_ = 1;
    } else if (is_gray16()) {
      bytes_per_pixel_ = 2;
    } else {
      if (bit_depth_ < 8) png_set_expand_gray_1_2_4_to_8(png_);
      png_set_strip_16(png_);
      png_set_strip_alpha(png_);
      png_set_gray_to_rgb(png_);
      bytes_per_pixel_ = 3;
    }
    png_read_update_info(png_, info_);
    if (png_get_rowbytes(png_, info_) != static_cast<std::size_t>(bytes_per_pixel_ * image.width)) {
      png_error(png_, "unexpected row length");
    }
    image.pixels.resize(3 * static_cast<std::size_t>(image.width * image.height));
  }

  /// Narrow rows (palette, 16-bit gray) lie at the end of their RGB row, to be expanded in place from the
  /// front.
  std::uint8_t* narrow_row(std::int64_t y) {
    const Image& image = decoded_.image;
    return decoded_.image.pixels.data() + 3 * image.width * y + (3 - bytes_per_pixel_) * image.width;
  }

  void read_rows() {
    for (int pass = 0; pass < passes_; ++pass) {
      for (std::int64_t y = 0; y < decoded_.image.height; ++y) png_read_row(png_, narrow_row(y), nullptr);
    }
  }

  void read_exif() {
    png_bytep exif = nullptr;
    png_uint_32 size = 0;
    if (png_get_eXIf_1(png_, info_, &size, &exif) != 0) decoded_.orientation = exif_orientation({exif, size});
  }

  void read_palette() {
    png_colorp colors = nullptr;
    int count = 0;
    png_get_PLTE(png_, info_, &colors, &count);
    for (int i = 0; i < count && i < 256; ++i) palette_[i] = {colors[i].red, colors[i].green, colors[i].blue};
  }

  void expand_palette() {
    const Image& image = decoded_.image;
    for (std::int64_t y = 0; y < image.height; ++y) {
      const std::uint8_t* from = narrow_row(y);
      std::uint8_t* to = decoded_.image.pixels.data() + 3 * image.width * y;
      for (std::int64_t x = 0; x < image.width; ++x, to += 3) {
        const Color color = palette_[from[x]];
        to[0] = color.r;
        to[1] = color.g;
        to[2] = color.b;
      }
    }
  }

  void expand_gray16() {
    const Image& image = decoded_.image;
    for (std::int64_t y = 0; y < image.height; ++y) {
      const std::uint8_t* from = narrow_row(y);
      std::uint8_t* to = decoded_.image.pixels.data() + 3 * image.width * y;
      for (std::int64_t x = 0; x < image.width; ++x, from += 2, to += 3) {
        const std::uint8_t gray = from[0] != 0 ? 255 : from[1];
        to[0] = to[1] = to[2] = gray;
      }
    }
  }

  Bytes rest_;  // not read yet
  std::size_t file_bytes_;
  PictureClaim& claim_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  char message_[128] = {};
  bool truncated_ = false;
  int color_type_ = 0;
  int bit_depth_ = 0;
  int passes_ = 1;
  std::int64_t bytes_per_pixel_ = 3;  // as libpng delivers them
  Color palette_[256] = {};           // indices beyond the file's palette are black
  Decoded decoded_;
};

}  // namespace

Decoded decode_png(Bytes bytes, const std::string& name, PictureClaim& claim) {
  PngDecoder decoder(bytes, name, claim);
  if (!decoder.run()) {
    if (decoder.truncated()) throw InputError(name + ": the PNG is truncated");
    throw InputError(name + ": not a readable PNG: " + decoder.message());
  }
  return decoder.take();
}

}  // namespace pyra
