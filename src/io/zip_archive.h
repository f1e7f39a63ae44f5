// Zip archives as torch.save and numpy.savez write them: stored or deflated entries, zip64.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "io/mapped_file.h"
#include "io/read_budget.h"

namespace pyra {

bool looks_like_zip(std::span<const std::byte> bytes);

/// Bytes and what keeps them alive: the mapping for a stored entry, a buffer for a deflated one.
struct ZipData {
  std::span<const std::byte> bytes;
  std::shared_ptr<const void> owner;
};

class ZipArchive {
 public:
  /// Reads the central directory. Throws InputError naming the path when it is truncated, contradicts itself,
  /// spans several files or names an entry twice.
  ZipArchive(MappedFile file, std::filesystem::path path);

  struct Entry {
    std::uint16_t method = 0;  // 0 stored, 8 deflated
    std::uint16_t flags = 0;
    std::uint32_t crc = 0;
    std::uint64_t compressed = 0, size = 0, header = 0;  // bytes; header: where the local header starts
  };
  const std::map<std::string, Entry>& entries() const { return entries_; }
  std::size_t file_size() const { return file_.bytes.size(); }
  /// Of the whole archive; who makes more of an entry than its bytes takes that from here too.
  ReadBudget& budget() { return budget_; }

  /// Throws InputError for an entry that is missing, encrypted, outside the file, of another compression, or
  /// whose deflated data do not match their stated size and CRC. What is decompressed is taken from the
  /// budget, so that a zip bomb ends in an InputError; an entry is decompressed once.
  ZipData read(const std::string& name);

 private:
  [[noreturn]] void fail(const std::string& reason) const;
  ZipData inflate(const std::string& name, const Entry& entry, std::span<const std::byte> data);

  MappedFile file_;
  std::filesystem::path path_;
  std::map<std::string, Entry> entries_;
  std::map<std::string, ZipData> inflated_;
  ReadBudget budget_;
};

}  // namespace pyra
