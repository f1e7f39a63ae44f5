#include <mutex>
#include <unordered_map>

#include "pyra/loader.h"

namespace pyra {

struct PictureCache::Impl {
  std::size_t capacity;
  mutable std::mutex mutex;
  std::size_t used = 0;
  std::unordered_map<std::string, std::shared_ptr<const Image>> pictures;
};

PictureCache::PictureCache(std::size_t capacity) : impl_(std::make_unique<Impl>()) {
  impl_->capacity = capacity;
}
PictureCache::~PictureCache() = default;

std::shared_ptr<const Image> PictureCache::find(const std::filesystem::path& path) const {
  const std::lock_guard lock(impl_->mutex);
  const auto found = impl_->pictures.find(path.native());
  return found == impl_->pictures.end() ? nullptr : found->second;
}

void PictureCache::keep(const std::filesystem::path& path, std::shared_ptr<const Image> fitted) {
  const std::size_t bytes = fitted->pixels.size();
  const std::lock_guard lock(impl_->mutex);
  if (bytes > impl_->capacity - impl_->used) return;
  if (impl_->pictures.emplace(path.native(), std::move(fitted)).second) impl_->used += bytes;
}

}  // namespace pyra
