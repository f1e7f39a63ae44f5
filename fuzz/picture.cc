// A picture of the kind that the build names by its first bytes, decoded, turned upright and resized, in full
// and reduced.
#include "harness.h"
#include "pictures/decode/read_image.h"
#include "pyra/picture_memory.h"
#include "pyra/transform.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::string_view kBegins = PYRA_FUZZ_BEGINS;
  if (!pyra::fuzz::text_of(data, size).starts_with(kBegins)) return -1;  // not worth keeping
  pyra::set_picture_memory(std::size_t{16} << 20);
  const pyra::Preprocessing preprocessing;
  const auto transform = pyra::make_eval_transform(preprocessing);
  for (const pyra::ReadOptions& options : {pyra::ReadOptions{true, 0}, pyra::ReadOptions{false, 16}}) {
    pyra::fuzz::answer([&] {
      const pyra::Image image = pyra::decode_image({data, size}, options);
      if (image.pixels.size() != static_cast<std::size_t>(3 * image.width * image.height)) std::abort();
      if (image.width * image.height > 1 << 20) return;  // the resize is the same for all
      transform->fit(image);
    });
  }
  return 0;
}
