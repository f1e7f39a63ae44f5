#include "io/zip_archive.h"

#include <zlib.h>

#include <algorithm>
#include <vector>

#include "io/byte_reader.h"
#include "io/zip_directory.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::uint32_t kLocalSignature = 0x04034b50;
constexpr std::uint16_t kEncrypted = 1;
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;

std::string describe(const std::filesystem::path& path) { return path.string() + " (a zip archive)"; }

}  // namespace

bool looks_like_zip(std::span<const std::byte> bytes) {
  return bytes.size() >= 4 && ByteReader(bytes, "").u32() == kLocalSignature;
}

ZipArchive::ZipArchive(MappedFile file, std::filesystem::path path)
    : file_(std::move(file)), path_(std::move(path)), budget_(file_.bytes.size(), describe(path_)) {
  entries_ = read_zip_directory(file_.bytes, describe(path_));
}

void ZipArchive::fail(const std::string& reason) const { throw InputError(describe(path_) + " " + reason); }

ZipData ZipArchive::read(const std::string& name) {
  const auto found = entries_.find(name);
  if (found == entries_.end()) fail("lacks the entry '" + name + "'");
  const Entry& entry = found->second;
  if ((entry.flags & kEncrypted) != 0) fail("has the encrypted entry '" + name + "'");

  ByteReader reader(file_.bytes, describe(path_));
  reader.skip(entry.header);
  if (reader.u32() != kLocalSignature) fail("has no entry '" + name + "' where its directory says");
  reader.skip(22);
  const std::uint16_t name_length =
      reader.u16();  // may differ from the directory's in padding, torch aligns with it
  const std::uint16_t extra_length = reader.u16();
  reader.skip(std::uint64_t{name_length} + extra_length);
  const auto data = reader.take(entry.compressed);
  if (entry.method == kDeflated) {
    const auto known = inflated_.find(name);
    return known != inflated_.end() ? known->second : inflated_[name] = inflate(name, entry, data);
  }
  if (entry.method != kStored) {
    fail("has '" + name + "' in the compression " + std::to_string(entry.method) +
         "; stored and deflated are read");
  }
  if (entry.size != entry.compressed) fail("states two sizes for the uncompressed entry '" + name + "'");
  return {data, file_.owner};
}

ZipData ZipArchive::inflate(const std::string& name, const Entry& entry, std::span<const std::byte> data) {
  budget_.take(entry.size);
  auto buffer = std::make_shared<std::vector<std::byte>>(static_cast<std::size_t>(entry.size));

  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw Failure("zlib cannot be initialised");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, &inflateEnd);
  std::size_t read = 0, written = 0;
  std::byte beyond{};  // an entry longer than stated shows itself by writing here
  int status = Z_OK;
  while (status == Z_OK) {
    // zlib counts in 32 bits.
    constexpr std::size_t kStep = std::size_t{1} << 30;
    const std::size_t room = std::min(kStep, buffer->size() - written);
    const std::size_t input = std::min(kStep, data.size() - read);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(data.data() + read));
    stream.avail_in = static_cast<uInt>(input);
    stream.next_out = reinterpret_cast<Bytef*>(room > 0 ? buffer->data() + written : &beyond);
    stream.avail_out = static_cast<uInt>(room > 0 ? room : 1);
    status = ::inflate(&stream, Z_NO_FLUSH);
    read += input - stream.avail_in;
    if (room > 0) {
      written += room - stream.avail_out;
    } else if (stream.avail_out == 0) {
      fail("has an entry '" + name + "' longer than stated");
    }
  }
  if (status != Z_STREAM_END || written != buffer->size()) fail("has a damaged entry '" + name + "'");
  uLong crc = ::crc32_z(0, nullptr, 0);
  crc = ::crc32_z(crc, reinterpret_cast<const Bytef*>(buffer->data()), buffer->size());
  if (crc != entry.crc) fail("has an entry '" + name + "' whose checksum does not match");
  const std::span<const std::byte> bytes(*buffer);
  return {bytes, std::move(buffer)};
}

}  // namespace pyra
