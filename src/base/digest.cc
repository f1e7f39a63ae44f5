#include "base/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "pyra/error.h"

namespace pyra {
namespace {

void check(bool ok) {
  if (!ok) throw Failure("OpenSSL cannot compute SHA-256 or SHA-1");
}

}  // namespace

Digest::Digest(Kind kind) : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
  check(context_ != nullptr &&
        EVP_DigestInit_ex(context_.get(), kind == Kind::sha1 ? EVP_sha1() : EVP_sha256(), nullptr) == 1);
}

void Digest::update(const void* bytes, std::size_t count) {
  check(EVP_DigestUpdate(context_.get(), bytes, count) == 1);
}

std::string Digest::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  check(EVP_DigestFinal_ex(context_.get(), digest.data(), &length) == 1);
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < length; ++i) {
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 15];
  }
  return text;
}

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace pyra
