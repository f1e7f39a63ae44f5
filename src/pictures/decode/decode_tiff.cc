// TIFF: the first picture of the file, 1 or 8 bits a sample: gray, palette, RGB (further channels are
// dropped), YCbCr under JPEG. Its samples are libtiff's; turning them into RGB is ours, since libtiff would
// blend alpha.
#include <tiffio.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <vector>

#include "pictures/decode/codecs.h"
#include "pyra/error.h"

namespace pyra {
namespace {

/// A file in memory, as libtiff asks for it, and the first of its complaints.
struct Source {
  Bytes bytes;
  std::size_t at = 0;
  std::string complaint;
};

tmsize_t read_source(thandle_t handle, void* to, tmsize_t count) {
  auto* source = static_cast<Source*>(handle);
  const std::size_t left = source->bytes.size() - std::min(source->at, source->bytes.size());
  const std::size_t taken = std::min(left, static_cast<std::size_t>(std::max<tmsize_t>(count, 0)));
  if (taken > 0) std::memcpy(to, source->bytes.data() + source->at, taken);
  source->at += taken;
  return static_cast<tmsize_t>(taken);
}
tmsize_t write_nothing(thandle_t, void*, tmsize_t) { return -1; }
toff_t seek_source(thandle_t handle, toff_t offset, int whence) {
  auto* source = static_cast<Source*>(handle);
  const std::size_t base = whence == SEEK_CUR ? source->at : whence == SEEK_END ? source->bytes.size() : 0;
  source->at = base + static_cast<std::size_t>(offset);
  return source->at;
}
int close_source(thandle_t) { return 0; }
toff_t size_of_source(thandle_t handle) { return static_cast<Source*>(handle)->bytes.size(); }

int keep_complaint(TIFF*, void* data, const char*, const char* format, va_list values) {
  auto* source = static_cast<Source*>(data);
  if (source->complaint.empty()) {
    std::array<char, 200> text{};
    std::vsnprintf(text.data(), text.size(), format, values);
    source->complaint = text.data();
  }
  return 1;
}
int ignore_warning(TIFF*, void*, const char*, const char*, va_list) { return 1; }

constexpr std::uint16_t kMostSamples = 8;
constexpr tmsize_t kLargestTile = tmsize_t{64}
                                  << 20;  // bytes of a tile or a row; writers' tiles take up to a megabyte

/// What says how samples become colours.
struct SampleLayout {
  std::uint32_t width = 0, height = 0;
  std::uint16_t bits = 1, samples = 1, photometric = 0, planar = PLANARCONFIG_CONTIG,
                format = SAMPLEFORMAT_UINT, compression = 0;
  std::array<std::uint16_t*, 3> palette{};
};

class TiffDecoder {
 public:
  TiffDecoder(Bytes bytes, const std::string& name, PictureClaim& claim)
      : name_(name),
        claim_(claim),
        source_{bytes, 0, {}},
        largest_piece_((tmsize_t{16} << 20) + 2 * static_cast<tmsize_t>(bytes.size())) {
    TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
    if (options == nullptr) throw Failure("out of memory while reading " + name);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, largest_piece_);
    TIFFOpenOptionsSetErrorHandlerExtR(options, keep_complaint, &source_);
    TIFFOpenOptionsSetWarningHandlerExtR(options, ignore_warning, nullptr);
    file_.reset(TIFFClientOpenExt(name.c_str(), "rm", &source_, read_source, write_nothing, seek_source,
                                  close_source, size_of_source, nullptr, nullptr, options));
    TIFFOpenOptionsFree(options);
    if (!file_) refuse("the TIFF is damaged");
  }

  Decoded decode() {
    read_layout();
    const tmsize_t piece =
        TIFFIsTiled(file_.get()) != 0 ? TIFFTileSize(file_.get()) : TIFFScanlineSize(file_.get());
    if (piece <= 0 || piece > kLargestTile) refuse("the TIFF is damaged");
    claim_.take(layout_.width, layout_.height, static_cast<std::uint64_t>(2 * piece + largest_piece_));
    Decoded decoded{{layout_.width, layout_.height, {}}, orientation()};
    decoded.image.pixels.resize(std::size_t{3} * layout_.width * layout_.height);
    pixels_ = decoded.image.pixels.data();
    if (TIFFIsTiled(file_.get()) != 0)
      read_tiles();
    else
      read_strips();
    return decoded;
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw InputError(name_ + ": " + what + (source_.complaint.empty() ? "" : ": " + source_.complaint));
  }

  template <class T>
  void field(std::uint32_t tag, T& value) const {
    TIFFGetFieldDefaulted(file_.get(), tag, &value);
  }

  void read_layout() {
    field(TIFFTAG_IMAGEWIDTH, layout_.width);
    field(TIFFTAG_IMAGELENGTH, layout_.height);
    check_picture_size(layout_.width, layout_.height, name_);
    field(TIFFTAG_BITSPERSAMPLE, layout_.bits);
    field(TIFFTAG_SAMPLESPERPIXEL, layout_.samples);
    field(TIFFTAG_SAMPLEFORMAT, layout_.format);
    field(TIFFTAG_PLANARCONFIG, layout_.planar);
    field(TIFFTAG_COMPRESSION, layout_.compression);
    field(TIFFTAG_PHOTOMETRIC, layout_.photometric);
    if (layout_.photometric == PHOTOMETRIC_YCBCR && layout_.compression == COMPRESSION_JPEG) {
      TIFFSetField(file_.get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
      layout_.photometric = PHOTOMETRIC_RGB;
    }
    const bool gray =
        layout_.photometric == PHOTOMETRIC_MINISBLACK || layout_.photometric == PHOTOMETRIC_MINISWHITE;
    const bool palette = layout_.photometric == PHOTOMETRIC_PALETTE;
    const bool colour = layout_.photometric == PHOTOMETRIC_RGB && layout_.samples >= 3;
    const bool bits = layout_.bits == 8 || (layout_.bits == 1 && gray && layout_.samples == 1);
    if (!(gray || palette || colour) || !bits || layout_.format != SAMPLEFORMAT_UINT || layout_.samples < 1 ||
        layout_.samples > kMostSamples || (layout_.planar != PLANARCONFIG_CONTIG && layout_.samples > 1)) {
      refuse("a TIFF of " + std::to_string(layout_.samples) + " samples of " + std::to_string(layout_.bits) +
             " bits, expected gray, palette or RGB of 8 bits, interleaved; convert it (to PNG, say)");
    }
    if (palette && TIFFGetField(file_.get(), TIFFTAG_COLORMAP, &layout_.palette[0], &layout_.palette[1],
                                &layout_.palette[2]) == 0) {
      refuse("a TIFF without its palette");
    }
    if (TIFFIsCODECConfigured(layout_.compression) == 0)
      refuse("a TIFF in a compression that is not read here");
  }

  int orientation() const {
    std::uint16_t value = ORIENTATION_TOPLEFT;
    field(TIFFTAG_ORIENTATION, value);
    return value >= 1 && value <= 8 ? value : 1;
  }

  void read_strips() {
    std::vector<std::uint8_t> row(
        static_cast<std::size_t>(std::max<tmsize_t>(TIFFScanlineSize(file_.get()), 0)));
    if (row.size() < row_bytes(layout_.width)) refuse("the TIFF is damaged");
    for (std::uint32_t y = 0; y < layout_.height; ++y) {
      if (TIFFReadScanline(file_.get(), row.data(), y, 0) != 1) refuse("the TIFF is truncated or damaged");
      place(row.data(), 0, y, layout_.width);
    }
  }

  void read_tiles() {
    std::uint32_t width = 0, height = 0;
    field(TIFFTAG_TILEWIDTH, width);
    field(TIFFTAG_TILELENGTH, height);
    const tmsize_t size = TIFFTileSize(file_.get()), row = TIFFTileRowSize(file_.get());
    if (width == 0 || height == 0 || size <= 0 || row < static_cast<tmsize_t>(row_bytes(width)) ||
        size / row < static_cast<tmsize_t>(height)) {
      refuse("the TIFF is damaged");
    }
    std::vector<std::uint8_t> tile(static_cast<std::size_t>(size));
    for (std::uint32_t y = 0; y < layout_.height; y += height) {
      for (std::uint32_t x = 0; x < layout_.width; x += width) {
        if (TIFFReadTile(file_.get(), tile.data(), x, y, 0, 0) < 0)
          refuse("the TIFF is truncated or damaged");
        for (std::uint32_t i = 0; i < std::min(height, layout_.height - y); ++i) {
          place(tile.data() + static_cast<std::size_t>(row) * i, x, y + i,
                std::min(width, layout_.width - x));
        }
      }
    }
  }

  std::size_t row_bytes(std::uint32_t width) const {
    return (std::size_t{width} * layout_.samples * layout_.bits + 7) / 8;
  }

  /// `count` pixels of a row.
  void place(const std::uint8_t* from, std::uint32_t x, std::uint32_t y, std::uint32_t count) {
    std::uint8_t* to = pixels_ + 3 * (std::size_t{y} * layout_.width + x);
    for (std::uint32_t i = 0; i < count; ++i, to += 3) {
      const std::uint8_t* sample = from + std::size_t{i} * layout_.samples;
      if (layout_.photometric == PHOTOMETRIC_RGB) {
        std::copy_n(sample, 3, to);
      } else if (layout_.photometric == PHOTOMETRIC_PALETTE) {
        for (std::size_t c = 0; c < 3; ++c)
          to[c] = static_cast<std::uint8_t>(layout_.palette[c][*sample] >> 8);
      } else {
        const int gray = layout_.bits == 8 ? *sample : (from[i / 8] >> (7 - i % 8) & 1) != 0 ? 255 : 0;
        std::fill_n(
            to, 3,
            static_cast<std::uint8_t>(layout_.photometric == PHOTOMETRIC_MINISWHITE ? 255 - gray : gray));
      }
    }
  }

  const std::string& name_;
  PictureClaim& claim_;
  Source source_;
  tmsize_t largest_piece_;  // that libtiff may allocate: what a strip or tile takes as it is stored is the
                            // file's claim
  std::unique_ptr<TIFF, void (*)(TIFF*)> file_{nullptr, TIFFClose};
  SampleLayout layout_;
  std::uint8_t* pixels_ = nullptr;
};

}  // namespace

Decoded decode_tiff(Bytes bytes, const std::string& name, PictureClaim& claim) {
  return TiffDecoder(bytes, name, claim).decode();
}

}  // namespace pyra
