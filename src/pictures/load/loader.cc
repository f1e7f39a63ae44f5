#include "pyra/loader.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>

#include "pictures/decode/read_image.h"
#include "pictures/load/batch_slot.h"
#include "pictures/load/epoch_order.h"
#include "pyra/error.h"

namespace pyra {
namespace {

void require(bool good, const std::string& what) {
  if (!good) throw InputError("loader: " + what);
}

void check_options(const Dataset& dataset, const Transform& transform, const LoaderOptions& o) {
  require(!dataset.samples.empty(), "the data set has no pictures");
  constexpr std::int64_t kMaxBatch = 1 << 20;
  require(o.batch >= 1 && o.batch <= kMaxBatch, "batch " + std::to_string(o.batch) + ", expected 1 to 2^20");
  require(o.workers >= 1, "workers " + std::to_string(o.workers) + ", expected at least 1");
  require(o.prefetch >= 0, "prefetch " + std::to_string(o.prefetch) + ", expected at least 0");
  require(o.height == transform.height() && o.width == transform.width(),
          "pictures of " + std::to_string(o.height) + "x" + std::to_string(o.width) +
              " are asked for, but the transform gives " + std::to_string(transform.height()) + "x" +
              std::to_string(transform.width()));
  require(o.shard.count >= 1 && o.shard.index >= 0 && o.shard.index < o.shard.count,
          "shard " + std::to_string(o.shard.index) + " of " + std::to_string(o.shard.count) +
              ", expected 0 to one less than their number");
  require(o.first_batch >= 0, "first_batch " + std::to_string(o.first_batch) + ", expected at least 0");
}

std::int64_t count_batches(std::int64_t samples, const LoaderOptions& o) {
  return samples / o.batch + (samples % o.batch != 0 && !o.drop_last ? 1 : 0);
}

/// The picture after the transform's first step, from the cache if it is there.
std::shared_ptr<const Image> fetch(const std::filesystem::path& path, const Transform& transform,
                                   const LoaderOptions& options, PictureShare& share) {
  if (options.cache) {
    if (auto cached = options.cache->find(path)) return cached;
  }
  const ReadOptions how = options.fast_decode ? fast_read(transform, options.exif_rotation)
                                              : ReadOptions{options.exif_rotation, 0};
  auto fitted = std::make_shared<const Image>(transform.fit(read_image(path, how, share)));
  if (options.cache) options.cache->keep(path, fitted);
  return fitted;
}

}  // namespace

/// Workers claim samples one by one in the epoch's order, at most `prefetch` batches ahead of the batch that
/// next() waits for. One mutex guards the positions and the queue of batches; decoding happens outside of it.
struct Loader::Impl {
  Impl(const Dataset& data, const Transform& way, LoaderOptions chosen)
      : dataset(data),
        transform(way),
        options(std::move(chosen)),
        order(epoch_order(static_cast<std::int64_t>(data.samples.size()), options)),
        batches(count_batches(static_cast<std::int64_t>(order.size()), options)),
        next_batch(std::min(options.first_batch, batches)),
        end(std::min(static_cast<std::int64_t>(order.size()), batches * options.batch)),
        claimed(first_claim()),
        floats(3 * way.height() * way.width()) {}

  ~Impl() { stop(); }

  void start() {
    const std::int64_t useful = std::min<std::int64_t>(options.workers, end - claimed);
    try {
      for (std::int64_t i = 0; i < useful; ++i) workers.emplace_back([this] { work(); });
    } catch (const std::system_error& error) {
      throw Failure("only " + std::to_string(workers.size()) + " of " + std::to_string(useful) +
                        " loader threads could be started: " + error.what() +
                        "; use fewer (LoaderOptions::workers), or let this user have more (ulimit -u)",
                    code::kWorkers);
    }
  }

  void stop() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    may_claim.notify_all();
    for (std::thread& worker : workers) worker.join();
    workers.clear();
  }

  /// The position in a batch where part `shard` begins; that of one beyond the last part is the batch's end.
  std::int64_t part_edge(std::int64_t batch, std::int64_t shard) const {
    const std::int64_t first = batch * options.batch, count = std::min(options.batch, end - first);
    return first + count * shard / options.shard.count;
  }
  std::int64_t part_begin(std::int64_t batch) const { return part_edge(batch, options.shard.index); }
  std::int64_t part_end(std::int64_t batch) const { return part_edge(batch, options.shard.index + 1); }
  /// The next position from `position` on that is this shard's; `end` where there is none.
  std::int64_t own(std::int64_t position) const {
    while (position < end) {
      const std::int64_t batch = position / options.batch;
      if (position < part_begin(batch)) position = part_begin(batch);
      if (position < part_end(batch)) return position;
      position = std::min((batch + 1) * options.batch, end);
    }
    return end;
  }
  std::int64_t first_claim() const { return own(std::min(next_batch * options.batch, end)); }

  bool within_prefetch() const { return claimed / options.batch <= next_batch + options.prefetch; }

  void work() {
    std::unique_lock lock(mutex);
    while (true) {
      may_claim.wait(lock, [this] { return stopping || claimed == end || within_prefetch(); });
      if (stopping || claimed == end) return;
      const std::int64_t position = claimed, batch = position / options.batch;
      claimed = own(position + 1);
      if (position == part_begin(batch)) {
        slots.push_back(std::make_unique<BatchSlot>(position, part_end(batch) - position, floats));
      }
      BatchSlot& slot = *slots.back();  // stays where it is until all its samples are in
      lock.unlock();
      fill(slot, position);
      lock.lock();
      if (--slot.remaining == 0) batch_ready.notify_all();
    }
  }

  void fill(BatchSlot& slot, std::int64_t position) {
    const std::int64_t index = order[static_cast<std::size_t>(position)];
    const std::int64_t i = position - slot.first;
    std::exception_ptr& error = slot.errors[static_cast<std::size_t>(i)];
    try {
      PictureShare share;  // of the pixels, until they are resized
      const auto fitted =
          fetch(dataset.samples[static_cast<std::size_t>(index)].path, transform, options, share);
      const std::uint64_t seed = sample_seed(options, index);
      if (options.plans)
        slot.plans[static_cast<std::size_t>(i)] = transform.plan(*fitted, seed);
      else
        transform.finish(*fitted, seed, {slot.output(i), static_cast<std::size_t>(floats)});
    } catch (const std::bad_alloc&) {
      error = std::make_exception_ptr(
          Failure("out of memory while loading pictures; lower the batch or prefetch"));
    } catch (...) {
      error = std::current_exception();
    }
  }

  /// The next batch with all its samples; null at the end.
  std::unique_ptr<BatchSlot> wait_for_batch() {
    std::unique_lock lock(mutex);
    if (next_batch == batches) return nullptr;
    if (part_begin(next_batch) == part_end(next_batch)) {  // nothing of it is this shard's
      return std::make_unique<BatchSlot>(next_batch++ * options.batch, 0, floats);
    }
    batch_ready.wait(lock, [this] { return !slots.empty() && slots.front()->remaining == 0; });
    std::unique_ptr<BatchSlot> slot = std::move(slots.front());
    slots.pop_front();
    ++next_batch;
    lock.unlock();
    may_claim.notify_all();
    return slot;
  }

  /// Notes a picture that is to be skipped; throws what is no such case.
  void skip_or_throw(const std::exception_ptr& error) {
    try {
      std::rethrow_exception(error);
    } catch (const InputError& unreadable) {
      if (options.on_corrupt == OnCorrupt::fail) throw;
      skipped.push_back(unreadable.what());
    }
  }

  Batch collect(BatchSlot& slot) {
    Batch batch;
    batch.number = slot.first / options.batch;
    for (std::int64_t i = 0; i < slot.count; ++i) {
      if (const auto& error = slot.errors[static_cast<std::size_t>(i)]) {
        skip_or_throw(error);
        continue;
      }
      if (options.plans)
        batch.plans.push_back(std::move(slot.plans[static_cast<std::size_t>(i)]));
      else if (batch.count < i)
        std::copy_n(slot.output(i), floats, slot.output(batch.count));  // close the gap
      const std::int64_t index = order[static_cast<std::size_t>(slot.first + i)];
      batch.indices.push_back(index);
      const Sample& sample = dataset.samples[static_cast<std::size_t>(index)];
      batch.labels.push_back(sample.label);
      const std::span<const float> values = dataset.target(sample).values;
      batch.targets.insert(batch.targets.end(), values.begin(), values.end());
      ++batch.count;
    }
    slot.images.resize(options.plans ? 0 : static_cast<std::size_t>(batch.count * floats));
    batch.images = std::move(slot.images);
    return batch;
  }

  const Dataset& dataset;
  const Transform& transform;
  const LoaderOptions options;
  const std::vector<std::int64_t> order;
  const std::int64_t batches;
  std::int64_t next_batch;  // that next() will give
  const std::int64_t end;   // positions of `order` that are read
  std::int64_t claimed;     // positions given to workers
  const std::int64_t floats;
  bool stopping = false;
  std::deque<std::unique_ptr<BatchSlot>> slots;  // batches from next_batch on
  std::vector<std::string> skipped;              // used by the caller's thread alone
  std::mutex mutex;
  std::condition_variable may_claim;
  std::condition_variable batch_ready;
  std::vector<std::thread> workers;
};

Loader::Loader(const Dataset& dataset, const Transform& transform, LoaderOptions options) {
  check_options(dataset, transform, options);
  impl_ = std::make_unique<Impl>(dataset, transform, std::move(options));
  impl_->start();
}

Loader::~Loader() = default;

std::optional<Batch> Loader::next() {
  while (auto slot = impl_->wait_for_batch()) {
    try {
      Batch batch = impl_->collect(*slot);
      if (batch.count > 0 || impl_->options.empty_batches || impl_->options.shard.count > 1) return batch;
    } catch (...) {
      impl_->stop();
      impl_->next_batch = impl_->batches;
      throw;
    }
  }
  return std::nullopt;
}

std::int64_t Loader::batches() const { return impl_->batches; }

std::vector<std::string> Loader::skipped() const { return impl_->skipped; }

std::int64_t pictures_an_epoch(std::int64_t pictures, std::int64_t batch, bool drop_last) {
  return drop_last && pictures >= batch ? pictures - pictures % batch : pictures;
}

}  // namespace pyra
