#include "train/picture_record.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <thread>

#include "data/name_key.h"
#include "io/atomic_file.h"
#include "pyra/error.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHeading = "pyra pictures 1: bytes, changed (ns), hash, label, path";
constexpr std::int64_t kWhole = 512 << 10;  // bytes of a file that is hashed whole
constexpr std::int64_t kBlocks = 8, kBlock = kWhole / kBlocks;

/// Two products of 64 bits, folded: good enough against chance, several bytes a cycle.
class Hash {
 public:
  void add(const unsigned char* bytes, std::size_t count) {
    for (; count >= 8; bytes += 8, count -= 8) {
      std::uint64_t word = 0;
      std::copy_n(bytes, 8, reinterpret_cast<unsigned char*>(&word));
      mix(word);
    }
    std::uint64_t rest = count;
    for (std::size_t i = 0; i < count; ++i) rest = rest << 8 | bytes[i];
    mix(rest);
  }
  std::uint64_t value() const { return state_; }

 private:
  void mix(std::uint64_t word) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(state_ ^ word) * 0x9E3779B97F4A7C15ull;
    state_ = (static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64)) +
             0xD1B54A32D192ED03ull;
  }
  std::uint64_t state_ = 0x243F6A8885A308D3ull;
};

PictureState state_of(const Sample& sample, const fs::path& root) {
  PictureState state;
  const fs::path relative = fs::path(sample.path).lexically_relative(root);
  state.path = relative.empty() ? sample.path : relative.string();
  state.label = sample.label;
  struct stat about {};
  if (::stat(sample.path.c_str(), &about) != 0) {
    state.bytes = -1;
    return state;
  }
  state.bytes = static_cast<std::int64_t>(about.st_size);
  state.changed = static_cast<std::int64_t>(about.st_mtim.tv_sec) * 1'000'000'000 + about.st_mtim.tv_nsec;
  return state;
}

std::uint64_t hash_of(const fs::path& file, std::int64_t size) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return 0;  // unreadable pictures are the loader's to report
  Hash hash;
  std::array<unsigned char, kBlock> block;
  const auto add = [&](std::int64_t offset) {
    const ssize_t count = ::pread(descriptor, block.data(), block.size(), offset);
    if (count > 0) hash.add(block.data(), static_cast<std::size_t>(count));
  };
  if (size <= kWhole) {
    for (std::int64_t offset = 0; offset < size; offset += kBlock) add(offset);
  } else {
    for (std::int64_t i = 0; i < kBlocks; ++i) add((size - kBlock) / (kBlocks - 1) * i);
  }
  ::close(descriptor);
  return hash.value();
}

void in_parallel(std::size_t count, int workers, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> threads;
  for (int i = 1; i < workers && static_cast<std::size_t>(i) * 64 < count; ++i) threads.emplace_back(run);
  run();
}

std::string escaped(const std::string& path) {
  std::string text;
  for (const char c : path) text += c == '\\' ? "\\\\" : c == '\n' ? "\\n" : std::string(1, c);
  return text;
}

std::string unescaped(const std::string& text) {
  std::string path;
  for (std::size_t i = 0; i < text.size(); ++i) {
    path += text[i] != '\\' || i + 1 == text.size() ? text[i] : text[++i] == 'n' ? '\n' : '\\';
  }
  return path;
}

/// "changed: a.jpg, b.jpg and 3 more"
void add_kind(std::string& text, const std::string& kind, const std::vector<std::string>& paths) {
  if (paths.empty()) return;
  constexpr std::size_t kShown = 3;
  text += (text.empty() ? "" : "; ") + kind + ": ";
  for (std::size_t i = 0; i < std::min(kShown, paths.size()); ++i)
    text += (i == 0 ? "" : ", ") + readable(paths[i]);
  if (paths.size() > kShown) text += " and " + std::to_string(paths.size() - kShown) + " more";
}

}  // namespace

std::vector<PictureState> record_pictures(const Dataset& dataset, const fs::path& root, int workers) {
  std::vector<PictureState> pictures(dataset.samples.size());
  in_parallel(pictures.size(), workers, [&](std::size_t i) {
    pictures[i] = state_of(dataset.samples[i], root);
    pictures[i].hash = hash_of(dataset.samples[i].path, pictures[i].bytes);
  });
  return pictures;
}

void write_picture_record(const fs::path& file, const std::vector<PictureState>& pictures) {
  std::ostringstream text;
  text << kHeading << "\n";
  for (const PictureState& p : pictures) {
    text << p.bytes << " " << p.changed << " " << p.hash << " " << p.label << " " << escaped(p.path) << "\n";
  }
  write_text(file, text.str());
}

std::vector<PictureState> read_picture_record(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string line;
  if (!std::getline(stream, line) || line != kHeading)
    throw InputError(file.string() + ": not the record of pictures that a run of pyra writes");
  std::vector<PictureState> pictures;
  while (std::getline(stream, line)) {
    PictureState& picture = pictures.emplace_back();
    std::istringstream fields(line);
    if (!(fields >> picture.bytes >> picture.changed >> picture.hash >> picture.label) ||
        fields.get() != ' ' || !std::getline(fields, picture.path)) {
      throw InputError(file.string() + ":" + std::to_string(pictures.size() + 1) + ": damaged");
    }
    picture.path = unescaped(picture.path);
  }
  return pictures;
}

std::string changes_since(const std::vector<PictureState>& before, const Dataset& dataset,
                          const fs::path& root, int workers) {
  std::multimap<std::string, const PictureState*> known;
  for (const PictureState& picture : before) known.emplace(picture.path, &picture);
  std::vector<std::string> removed, added, relabelled, changed;
  std::vector<std::pair<const PictureState*, const Sample*>> touched;
  for (const Sample& sample : dataset.samples) {
    const PictureState now = state_of(sample, root);
    const auto found = known.find(now.path);
    if (found == known.end()) {
      added.push_back(now.path);
      continue;
    }
    const PictureState& was = *found->second;
    known.erase(found);
    if (now.label != was.label)
      relabelled.push_back(now.path);
    else if (now.bytes != was.bytes)
      changed.push_back(now.path);
    else if (now.changed != was.changed)
      touched.emplace_back(&was, &sample);
  }
  for (const auto& [path, picture] : known) removed.push_back(path);
  std::vector<char> differs(touched.size());
  in_parallel(touched.size(), workers, [&](std::size_t i) {
    differs[i] = hash_of(touched[i].second->path, touched[i].first->bytes) != touched[i].first->hash;
  });
  for (std::size_t i = 0; i < touched.size(); ++i) {
    if (differs[i] != 0) changed.push_back(touched[i].first->path);
  }
  std::string text;
  add_kind(text, "removed", removed);
  add_kind(text, "added", added);
  add_kind(text, "of another class", relabelled);
  add_kind(text, "changed", changed);
  return text;
}

}  // namespace pyra
