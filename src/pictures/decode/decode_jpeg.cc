// JPEG as Pillow reads it: accurate integer DCT, smooth chroma upsampling, CMYK taken for Adobe's inverted
// kind, data that end early refused, other damage (a wrong code in the middle) tolerated.
// jpeglib.h needs size_t and FILE declared before it.
// clang-format off
#include <cstddef>
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include <algorithm>
#include <csetjmp>

#include "pictures/decode/codecs.h"
#include "pictures/decode/exif.h"
#include "pyra/error.h"

namespace pyra {
namespace {

// Scans of a progressive file beyond these only serve to keep the decoder busy. A blank photograph in ten
// scans visits 3,500 pixels for each byte.
constexpr std::uint64_t kMaxScans = 500, kPixelsAByte = 10'000, kFreeBytes = 50'000;

/// libjpeg's `monitor` must stay the first member.
struct Effort {
  jpeg_progress_mgr monitor;
  std::uint64_t pixels, file_bytes;
};

/// What libjpeg's C callbacks share with the decoder. `error` must stay the first member of its struct.
struct ErrorManager {
  jpeg_error_mgr error;
  std::jmp_buf escape;
  char message[JMSG_LENGTH_MAX];
};

void on_error(j_common_ptr info) {
  auto* manager = reinterpret_cast<ErrorManager*>(info->err);
  info->err->format_message(info, manager->message);
  std::longjmp(manager->escape, 1);
}

void on_warning(j_common_ptr, int) {}

void on_progress(j_common_ptr info) {
  if (!info->is_decompressor) return;
  const auto* effort = reinterpret_cast<const Effort*>(info->progress);
  const auto scans = static_cast<std::uint64_t>(reinterpret_cast<j_decompress_ptr>(info)->input_scan_number);
  if (scans > kMaxScans || scans * effort->pixels / kPixelsAByte > effort->file_bytes + kFreeBytes) {
    std::snprintf(reinterpret_cast<ErrorManager*>(info->err)->message, JMSG_LENGTH_MAX,
                  "more scans than its size allows");
    std::longjmp(reinterpret_cast<ErrorManager*>(info->err)->escape, 1);
  }
}

// A source that suspends at its end instead of inventing an end marker, so that truncation shows.
void no_source_action(j_decompress_ptr) {}
boolean suspend(j_decompress_ptr) { return FALSE; }
void skip_bytes(j_decompress_ptr info, long count) {
  if (count <= 0) return;
  const std::size_t step = std::min(static_cast<std::size_t>(count), info->src->bytes_in_buffer);
  info->src->next_input_byte += step;
  info->src->bytes_in_buffer -= step;
  // Skipping beyond the end leaves the buffer empty: the next read suspends.
}

/// Pillow's conversion of inverted CMYK: each colour times the (inverted) black, rounded as 8-bit products
/// are.
void inverted_cmyk_to_rgb(const std::uint8_t* cmyk, std::int64_t count, std::uint8_t* rgb) {
  for (std::int64_t i = 0; i < count; ++i, cmyk += 4, rgb += 3) {
    const int black = cmyk[3];
    for (int c = 0; c < 3; ++c) {
      const int product = (255 - cmyk[c]) * black + 128;
      const int value = black - ((product + (product >> 8)) >> 8);
      rgb[c] = static_cast<std::uint8_t>(value < 0 ? 0 : value);
    }
  }
}

enum class Outcome { done, truncated, failed };

/// Owns libjpeg's memory, so that it is freed whichever way decoding ends. run() is the only function that
/// libjpeg jumps back into; it and everything libjpeg calls hold nothing with a destructor.
class JpegDecoder {
 public:
  JpegDecoder(Bytes bytes, const std::string& name, PictureClaim& claim, std::int64_t least_side)
      : name_(name), claim_(claim), file_bytes_(bytes.size()), least_side_(least_side) {
    info_.err = jpeg_std_error(&errors_.error);
    errors_.error.error_exit = on_error;
    errors_.error.emit_message = on_warning;
    source_.init_source = no_source_action;
    source_.term_source = no_source_action;
    source_.fill_input_buffer = suspend;
    source_.skip_input_data = skip_bytes;
    source_.resync_to_restart = jpeg_resync_to_restart;
    source_.next_input_byte = bytes.data();
    source_.bytes_in_buffer = bytes.size();
    progress_.monitor.progress_monitor = on_progress;
    progress_.file_bytes = bytes.size();
  }
  ~JpegDecoder() { jpeg_destroy_decompress(&info_); }
  JpegDecoder(const JpegDecoder&) = delete;
  JpegDecoder& operator=(const JpegDecoder&) = delete;

  Outcome run() {
    if (setjmp(errors_.escape) != 0) return Outcome::failed;
    jpeg_create_decompress(&info_);
    info_.src = &source_;
    info_.progress = &progress_.monitor;
    jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xFFFF);
    if (jpeg_read_header(&info_, TRUE) != JPEG_HEADER_OK) return Outcome::truncated;
    prepare();
    if (!jpeg_start_decompress(&info_)) return Outcome::truncated;
    while (info_.output_scanline < info_.output_height) {
      if (!read_row()) return Outcome::truncated;
    }
    jpeg_finish_decompress(&info_);  // a missing end marker is forgiven once all rows are there
    return Outcome::done;
  }

  const char* message() const { return errors_.message; }

  Decoded take() { return std::move(decoded_); }

 private:
  void prepare() {
    for (auto* marker = info_.marker_list; marker != nullptr; marker = marker->next) {
      const int orientation = exif_orientation({marker->data, marker->data_length});
      if (orientation != 1) decoded_.orientation = orientation;
    }
    check_picture_size(info_.image_width, info_.image_height, name_);
    progress_.pixels = std::uint64_t{info_.image_width} * info_.image_height;
    // Huffman codes take a bit for each block of 8x8 pixels at least, so a shorter file cannot hold the
    // picture that it claims; libjpeg would fill hundreds of megabytes with gray.
    constexpr std::size_t kPixelsPerByte = 8 * 8 * 8;
    if (!info_.arith_code &&
        std::size_t{info_.image_width} * info_.image_height / kPixelsPerByte > file_bytes_) {
      throw InputError(name_ + ": the JPEG is truncated");
    }
    const int channels = info_.num_components;
    if (channels != 1 && channels != 3 && channels != 4) {
      throw InputError(name_ + ": a JPEG of " + std::to_string(channels) + " channels, expected 1, 3 or 4");
    }
    info_.out_color_space = channels == 4 ? JCS_CMYK : JCS_RGB;
    info_.scale_num = 1;
    info_.scale_denom = reduction();
    jpeg_calc_output_dimensions(&info_);
    claim_.take(info_.output_width, info_.output_height, bytes_beside());
    decoded_.image.width = info_.output_width;
    decoded_.image.height = info_.output_height;
    // Memory is reserved but only touched row by row: a short file that claims to be huge costs nothing.
    decoded_.image.pixels.reserve(3 * static_cast<std::size_t>(info_.output_width) * info_.output_height);
    if (channels == 4) cmyk_.resize(4 * static_cast<std::size_t>(info_.output_width));
  }

  /// Markers that were kept; of a picture in several scans (progressive), the coefficients of the whole.
  std::uint64_t bytes_beside() {
    std::uint64_t bytes = 64 * std::uint64_t{info_.image_width};  // rows
    for (auto* marker = info_.marker_list; marker != nullptr; marker = marker->next)
      bytes += marker->data_length;
    if (!jpeg_has_multiple_scans(&info_)) return bytes;
    for (int c = 0; c < info_.num_components; ++c) {
      const jpeg_component_info& component = info_.comp_info[c];
      bytes += sizeof(JBLOCK) *
               (component.width_in_blocks + static_cast<std::uint64_t>(component.h_samp_factor)) *
               (component.height_in_blocks + static_cast<std::uint64_t>(component.v_samp_factor));
    }
    return bytes;
  }

  /// The largest of 1, 2, 4, 8 by which both sides can be divided and still keep least_side_ pixels.
  unsigned reduction() const {
    if (least_side_ < 1) return 1;
    const std::int64_t shorter = std::min<std::int64_t>(info_.image_width, info_.image_height);
    unsigned by = 8;
    while (by > 1 && shorter / by < least_side_) by /= 2;
    return by;
  }

  bool read_row() {
    std::vector<std::uint8_t>& pixels = decoded_.image.pixels;
    const std::size_t start = pixels.size();
    pixels.resize(start + 3 * static_cast<std::size_t>(info_.output_width));
    JSAMPROW row = cmyk_.empty() ? pixels.data() + start : cmyk_.data();
    if (jpeg_read_scanlines(&info_, &row, 1) != 1) return false;
    if (!cmyk_.empty()) inverted_cmyk_to_rgb(cmyk_.data(), info_.output_width, pixels.data() + start);
    return true;
  }

  const std::string& name_;
  PictureClaim& claim_;
  std::size_t file_bytes_;
  std::int64_t least_side_;
  Decoded decoded_;
  std::vector<std::uint8_t> cmyk_;  // one row
  ErrorManager errors_{};
  jpeg_source_mgr source_{};
  Effort progress_{};
  jpeg_decompress_struct info_{};
};

}  // namespace

Decoded decode_jpeg(Bytes bytes, const std::string& name, PictureClaim& claim, std::int64_t least_side) {
  JpegDecoder decoder(bytes, name, claim, least_side);
  switch (decoder.run()) {
    case Outcome::truncated:
      throw InputError(name + ": the JPEG is truncated");
    case Outcome::failed:
      throw InputError(name + ": not a readable JPEG: " + decoder.message());
    case Outcome::done:
      break;
  }
  return decoder.take();
}

}  // namespace pyra
