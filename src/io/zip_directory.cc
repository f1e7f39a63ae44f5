#include "io/zip_directory.h"

#include <algorithm>
#include <optional>

#include "io/byte_reader.h"

namespace pyra {
namespace {

constexpr std::uint32_t kEndSignature = 0x06054b50;
constexpr std::uint32_t kEnd64Signature = 0x06064b50;
constexpr std::uint32_t kLocator64Signature = 0x07064b50;
constexpr std::uint32_t kEntrySignature = 0x02014b50;
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kLocator64Bytes = 20;
constexpr std::size_t kEntryBytes = 46;
constexpr std::size_t kMaxComment = 65535;
constexpr std::uint64_t kMaxEntries = 1'000'000;

struct Directory {
  std::uint64_t entries = 0, size = 0, offset = 0;
};

/// The end record stands last, before a comment of its stated length.
std::optional<std::size_t> find_end(std::span<const std::byte> file) {
  if (file.size() < kEndBytes) return std::nullopt;
  const std::size_t last = file.size() - kEndBytes;
  for (std::size_t back = 0; back <= std::min(last, kMaxComment); ++back) {
    ByteReader reader(file.subspan(last - back), "");
    if (reader.u32() != kEndSignature) continue;
    reader.skip(16);
    if (reader.u16() == back) return last - back;
  }
  return std::nullopt;
}

Directory find_directory(std::span<const std::byte> file, const std::string& what) {
  const auto end = find_end(file);
  if (!end) throw InputError(what + " is truncated: its directory at the end is missing");
  ByteReader reader(file.subspan(*end + 4), what);
  const std::uint16_t disk = reader.u16(), directory_disk = reader.u16(), entries_here = reader.u16();
  Directory directory;
  directory.entries = reader.u16();
  directory.size = reader.u32();
  directory.offset = reader.u32();
  const bool zip64 =
      directory.entries == 0xffff || directory.size == 0xffffffff || directory.offset == 0xffffffff;
  if (*end >= kLocator64Bytes) {
    ByteReader locator(file.subspan(*end - kLocator64Bytes), what);
    if (locator.u32() == kLocator64Signature) {
      locator.skip(4);
      const std::uint64_t offset = locator.u64();
      ByteReader end64(file, what);
      end64.skip(offset);
      if (end64.u32() != kEnd64Signature) throw InputError(what + " has a zip64 locator that leads nowhere");
      end64.skip(8 + 2 + 2 + 4 + 4 + 8);
      directory.entries = end64.u64();
      directory.size = end64.u64();
      directory.offset = end64.u64();
      return directory;
    }
  }
  if (zip64) throw InputError(what + " lacks the zip64 record that it refers to");
  if (disk != 0 || directory_disk != 0 || entries_here != directory.entries) {
    throw InputError(what + " is a part of an archive that spans several files");
  }
  return directory;
}

/// Sizes above 4 GiB stand in an extra field, in this order, each only where its 32-bit field is saturated.
void read_zip64_extra(ByteReader extra, ZipArchive::Entry& entry) {
  while (extra.left() >= 4) {
    const std::uint16_t id = extra.u16();
    const std::uint16_t size = extra.u16();
    const auto field = extra.take(size);
    if (id != 1) continue;
    ByteReader values(field, "a zip64 field");
    if (entry.size == 0xffffffff) entry.size = values.u64();
    if (entry.compressed == 0xffffffff) entry.compressed = values.u64();
    if (entry.header == 0xffffffff) entry.header = values.u64();
  }
}

}  // namespace

std::map<std::string, ZipArchive::Entry> read_zip_directory(std::span<const std::byte> file,
                                                            const std::string& what) {
  const Directory directory = find_directory(file, what);
  if (directory.entries > kMaxEntries || directory.entries > directory.size / kEntryBytes) {
    throw InputError(what + " states " + std::to_string(directory.entries) +
                     " entries, more than its directory holds");
  }
  ByteReader whole(file, what);
  whole.skip(directory.offset);
  ByteReader reader(whole.take(directory.size), what);
  std::map<std::string, ZipArchive::Entry> entries;
  std::uint64_t total = 0;
  for (std::uint64_t i = 0; i < directory.entries; ++i) {
    if (reader.u32() != kEntrySignature) throw InputError(what + " has a damaged directory");
    ZipArchive::Entry entry;
    reader.skip(4);
    entry.flags = reader.u16();
    entry.method = reader.u16();
    reader.skip(4);
    entry.crc = reader.u32();
    entry.compressed = reader.u32();
    entry.size = reader.u32();
    const std::uint16_t name_length = reader.u16(), extra_length = reader.u16(),
                        comment_length = reader.u16();
    reader.skip(8);
    entry.header = reader.u32();
    const std::string name(reader.text(name_length));
    read_zip64_extra(ByteReader(reader.take(extra_length), what), entry);
    reader.skip(comment_length);
    // Entries that share their bytes are how the strongest zip bombs are made.
    if (entry.compressed > file.size() - total)
      throw InputError(what + " has entries that overlap or leave the file");
    total += entry.compressed;
    if (!entries.emplace(name, entry).second) throw InputError(what + " holds '" + name + "' twice");
  }
  return entries;
}

}  // namespace pyra
