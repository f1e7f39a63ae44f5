// Pictures a second of one core from JPEG file to normalised tensor:
//   input_bench FOLDER [COUNT]
// Takes the first COUNT (500) pictures under FOLDER, in byte order of their paths, and times reading and
// decoding, the same with resizing and cropping, everything, and everything with fast decoding (fast_read()),
// for a resize to 248 with a crop of 224 and for a direct resize to 224.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "pyra/image.h"
#include "pyra/transform.h"

namespace {

using namespace pyra;
namespace fs = std::filesystem;

std::vector<fs::path> pictures_under(const fs::path& folder, std::size_t most) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry :
       fs::recursive_directory_iterator(folder, fs::directory_options::follow_directory_symlink)) {
    if (entry.is_regular_file() && entry.path().extension() == ".jpg") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  files.resize(std::min(files.size(), most));
  return files;
}

/// The best of three passes over all files, the first of which also fills the page cache.
template <typename Work>
double pictures_per_second(const std::vector<fs::path>& files, const Work& work) {
  double best = 0;
  for (int pass = 0; pass < 3; ++pass) {
    const auto start = std::chrono::steady_clock::now();
    for (const fs::path& file : files) work(file);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    best = std::max(best, static_cast<double>(files.size()) / taken.count());
  }
  return best;
}

void measure(const std::vector<fs::path>& files, const Preprocessing& preprocessing) {
  const auto transform = make_eval_transform(preprocessing);
  std::vector<float> tensor(static_cast<std::size_t>(3 * transform->height() * transform->width()));
  std::printf("%s\n", describe(preprocessing).c_str());
  std::printf("  decode            %7.0f pictures/s\n",
              pictures_per_second(files, [](const fs::path& file) { read_image(file); }));
  std::printf("  decode and resize %7.0f pictures/s\n",
              pictures_per_second(files, [&](const fs::path& file) { transform->fit(read_image(file)); }));
  std::printf("  all               %7.0f pictures/s\n", pictures_per_second(files, [&](const fs::path& file) {
                transform->apply(read_image(file), 0, tensor);
              }));
  const ReadOptions fast = fast_read(*transform, false);
  std::printf("  all, fast decode  %7.0f pictures/s\n", pictures_per_second(files, [&](const fs::path& file) {
                transform->apply(read_image(file, fast), 0, tensor);
              }));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 2) {
      std::fprintf(stderr, "usage: input_bench FOLDER [COUNT]\n");
      return 2;
    }
    const std::vector<fs::path> files = pictures_under(argv[1], argc > 2 ? std::stoul(argv[2]) : 500);
    double pixels = 0;
    for (const fs::path& file : files) {
      const Image image = read_image(file);
      pixels += static_cast<double>(image.width * image.height);
    }
    std::printf("%zu pictures of %.3f megapixels on average\n", files.size(),
                pixels / 1e6 / static_cast<double>(files.size()));
    Preprocessing direct;
    direct.direct_resize = true;
    measure(files, Preprocessing{});
    measure(files, direct);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "input_bench: %s\n", error.what());
    return 1;
  }
}
