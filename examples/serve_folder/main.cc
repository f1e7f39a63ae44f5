// serve_folder MODEL FOLDER [THREADS]: every picture of a folder through one model that several threads
// share.

#include <pyra/engine.h>
#include <pyra/error.h>
#include <pyra/image.h>
#include <pyra/probabilities.h>
#include <pyra/transform.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace {

/// All that the threads share: nothing of it changes but the number of the next picture.
struct Server {
  pyra::InferenceModel model;
  pyra::Engine engine;  // of one thread a call, which is the caller's
  std::unique_ptr<pyra::Transform> transform;
  std::vector<std::filesystem::path> files = {};
  std::atomic<std::size_t> next = 0, served = 0;
  std::mutex printing = {};

  /// One thread's share: each takes the next picture until there is none, in memory of its own.
  void serve() {
    const pyra::ReadOptions reading = pyra::fast_read(*transform, model.preprocessing.exif_rotation);
    std::vector<float> image(static_cast<std::size_t>(engine.image_numbers()));
    std::vector<float> logits(static_cast<std::size_t>(engine.classes())), probabilities(logits.size());
    for (std::size_t i = next++; i < files.size(); i = next++) {
      try {
        transform->apply(pyra::read_image(files[i], reading), 0, image);
        engine.run(image, 1, logits);
        pyra::to_probabilities(model, logits, probabilities);
        const auto best = std::max_element(probabilities.begin(), probabilities.end());
        const auto index = static_cast<std::size_t>(best - probabilities.begin());
        const std::string label =
            model.class_names.empty() ? std::to_string(index) : model.class_names[index];
        const std::lock_guard lock(printing);
        std::printf("%s\t%s\t%.4f\n", files[i].filename().c_str(), label.c_str(), static_cast<double>(*best));
        ++served;
      } catch (const pyra::InputError& error) {  // of this picture alone
        const std::lock_guard lock(printing);
        std::fprintf(stderr, "%s\n", error.what());
      }
    }
  }
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) return std::fputs("usage: serve_folder MODEL FOLDER [THREADS]\n", stderr), 2;
  const pyra::InferenceModel model = pyra::read_inference_model(argv[1]);
  Server server{model,
                pyra::Engine(pyra::PackedModel(model, pyra::Precision::f32), model.rates, {.threads = 1}),
                pyra::make_eval_transform(model.preprocessing)};
  for (const auto& entry : std::filesystem::directory_iterator(argv[2]))
    if (entry.is_regular_file()) server.files.push_back(entry.path());
  std::sort(server.files.begin(), server.files.end());

  const auto began = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int i = argc > 3 ? std::atoi(argv[3]) : 2; i > 0; --i) threads.emplace_back([&] { server.serve(); });
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - began;
  const auto served = static_cast<double>(server.served);
  std::printf("%.0f pictures, %.1f a second\n", served, served / spent.count());
  return 0;
} catch (const std::exception& error) {
  return std::fprintf(stderr, "serve_folder: %s\n", error.what()), 2;
}
