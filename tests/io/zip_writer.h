// Zip archives for tests, with every field at hand to be falsified.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <vector>

namespace pyra::testing {

inline std::string little_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>((value >> (8 * i)) & 0xff);
  return text;
}

inline std::string deflate_raw(const std::string& data) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, data.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct ZipEntry {
  std::string name;
  std::string data;  // as stored in the file
  std::uint16_t method = 0;
  std::uint64_t size = 0;  // uncompressed; 0: data.size()
  std::uint32_t crc = 0;
  std::uint16_t flags = 0;
  bool zip64 = false;  // sizes and offset in the extra field
};

inline ZipEntry stored(const std::string& name, const std::string& data) {
  return {name, data, 0, data.size()};
}

inline ZipEntry deflated(const std::string& name, const std::string& data) {
  const auto crc = crc32_z(0, reinterpret_cast<const Bytef*>(data.data()), data.size());
  return {name, deflate_raw(data), 8, data.size(), static_cast<std::uint32_t>(crc)};
}

inline std::string make_zip(const std::vector<ZipEntry>& entries) {
  std::string file, directory;
  for (const ZipEntry& entry : entries) {
    const std::uint64_t offset = file.size();
    const std::uint64_t narrow = 0xffffffff;
    const std::string sizes = little_endian(entry.zip64 ? narrow : entry.data.size(), 4) +
                              little_endian(entry.zip64 ? narrow : entry.size, 4);
    std::string extra;
    if (entry.zip64) {
      extra = little_endian(1, 2) + little_endian(24, 2) + little_endian(entry.size, 8) +
              little_endian(entry.data.size(), 8) + little_endian(offset, 8);
    }
    const std::string common = little_endian(entry.flags, 2) + little_endian(entry.method, 2) +
                               little_endian(0, 4) + little_endian(entry.crc, 4) + sizes +
                               little_endian(entry.name.size(), 2);
    file += "PK\3\4" + little_endian(20, 2) + common + little_endian(0, 2) + entry.name + entry.data;
    directory += "PK\1\2" + little_endian(20, 2) + little_endian(20, 2) + common +
                 little_endian(extra.size(), 2) + little_endian(0, 2) + little_endian(0, 8) +
                 little_endian(entry.zip64 ? narrow : offset, 4) + entry.name + extra;
  }
  const std::size_t offset = file.size();
  return file + directory + "PK\5\6" + little_endian(0, 4) + little_endian(entries.size(), 2) +
         little_endian(entries.size(), 2) + little_endian(directory.size(), 4) + little_endian(offset, 4) +
         little_endian(0, 2);
}

}  // namespace pyra::testing
