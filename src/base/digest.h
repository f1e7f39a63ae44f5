// SHA-256 of bytes, and SHA-1 where git names its objects by it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace pyra {

class Digest {
 public:
  enum class Kind { sha256, sha1 };

  /// Throws Failure where OpenSSL has no such digest.
  explicit Digest(Kind kind = Kind::sha256);

  void update(const void* bytes, std::size_t count);
  void update(std::string_view text) { update(text.data(), text.size()); }
  /// Of all that came, 64 or 40 digits in lower case. Nothing can be added afterwards.
  std::string hex();

 private:
  std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> context_;
};

/// Whether `text` has so many digits of a digest and nothing else.
bool is_hex(std::string_view text, std::size_t digits);

}  // namespace pyra
