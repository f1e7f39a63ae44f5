#include "fetch/content_check.h"

#include <fstream>
#include <vector>

#include "base/digest.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::size_t kBlock = 1 << 20;

std::string digest_of(const std::filesystem::path& file, Digest digest, const std::function<bool()>& stop) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Failure("cannot read " + file.string() + ", which was just written");
  std::vector<char> block(kBlock);
  while (stream) {
    if (stop())
      throw Interrupted("stopped while checking " + file.string() + "; the next try goes on from here");
    stream.read(block.data(), static_cast<std::streamsize>(block.size()));
    digest.update(block.data(), static_cast<std::size_t>(stream.gcount()));
  }
  if (!stream.eof()) throw Failure("cannot read " + file.string() + " to its end");
  return digest.hex();
}

}  // namespace

std::string file_sha256(const std::filesystem::path& file, const std::function<bool()>& stop) {
  return digest_of(file, Digest(Digest::Kind::sha256), stop);
}

std::string file_git_sha1(const std::filesystem::path& file, const std::function<bool()>& stop) {
  Digest digest(Digest::Kind::sha1);
  const std::string head = "blob " + std::to_string(std::filesystem::file_size(file));
  digest.update(head.c_str(), head.size() + 1);  // with its 0 byte
  return digest_of(file, std::move(digest), stop);
}

void check_content(const std::filesystem::path& file, const std::string& etag, const std::string& label,
                   const std::function<bool()>& stop) {
  const bool sha256 = is_hex(etag, 64), git = is_hex(etag, 40);
  if (!sha256 && !git) return;
  const std::string is = sha256 ? file_sha256(file, stop) : file_git_sha1(file, stop);
  if (is == etag) return;
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  throw InputError(label + (sha256 ? ": its SHA-256 is " : ": its SHA-1, as git counts it, is ") + is +
                   ", expected " + etag +
                   "; it was damaged on the way or is another file, and is deleted. Try again");
}

}  // namespace pyra
