#include <openssl/evp.h>

#include <array>
#include <memory>

#include "architecture/head/of_head.h"
#include "architecture/model_spec.h"
#include "pyra/backbone.h"
#include "pyra/error.h"

namespace pyra {
namespace {

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    check(context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }

  void update(const void* bytes, std::size_t count) {
    check(EVP_DigestUpdate(context_.get(), bytes, count) == 1);
  }

  void update(std::uint64_t number) {
    std::array<unsigned char, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<unsigned char>(number >> (8 * i));
    update(bytes.data(), bytes.size());
  }

  std::string hex() {
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

 private:
  static void check(bool ok) {
    if (!ok) throw Failure("OpenSSL cannot compute SHA-256");
  }

  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

}  // namespace

// Canonical form, in byte order of the names: name, one 0 byte, rank and dimensions as little-endian u64,
// float32 data.
std::string fingerprint(const TensorMap& timm_tensors, const VitConfig& config) {
  Sha256 hash;
  for (const auto& [name, tensor] : timm_tensors) {
    if (is_of_head(name)) continue;
    hash.update(name.c_str(), name.size() + 1);
    hash.update(tensor.shape.size());
    for (const std::int64_t dimension : tensor.shape) hash.update(static_cast<std::uint64_t>(dimension));
    if (tensor.dtype == DType::f32) {
      hash.update(tensor.data, tensor.bytes());
    } else {
      const std::vector<float> values = tensor.to_float();
      hash.update(values.data(), values.size() * sizeof(float));
    }
  }
  for (const Part* part : ModelSpec(config)) {
    const std::string mark = part->mark != nullptr ? part->mark(config) : "";
    if (!mark.empty()) hash.update(mark.c_str(), mark.size() + 1);
  }
  return hash.hex();
}

}  // namespace pyra
