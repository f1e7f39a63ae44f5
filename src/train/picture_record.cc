#include "train/picture_record.h"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <system_error>
#include <thread>

#include "base/text/words.h"
#include "io/atomic_file.h"
#include "pictures/sets/data_digest.h"
#include "pictures/sets/name_key.h"
#include "pyra/error.h"
#include "train/picture_hash.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHeading = "pyra pictures 2: bytes, changed (ns), hash, label, path";
/// Of records whose hashes only sample large files; earlier versions wrote such.
constexpr const char* kSampledHeading = "pyra pictures 1: bytes, changed (ns), hash, label, path";

PictureState state_of(const Dataset& dataset, const Sample& sample, const fs::path& root) {
  PictureState state;
  const fs::path relative = fs::path(sample.path).lexically_relative(root);
  state.path = relative.empty() ? sample.path : relative.string();
  state.label = target_key(dataset.target(sample));
  struct stat about {};
  if (::stat(sample.path.c_str(), &about) != 0) {
    state.bytes = -1;
    return state;
  }
  state.bytes = static_cast<std::int64_t>(about.st_size);
  state.changed = static_cast<std::int64_t>(about.st_mtim.tv_sec) * 1'000'000'000 + about.st_mtim.tv_nsec;
  return state;
}

void in_parallel(std::size_t count, const PictureReading& reading,
                 const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stopped = false;
  const auto run = [&] {
    for (std::size_t i = next++; i < count && !stopped; i = next++) {
      if (reading.stop && reading.stop())
        stopped = true;
      else
        work(i);
    }
  };
  std::vector<std::jthread> threads;
  try {
    for (int i = 1; i < reading.workers && static_cast<std::size_t>(i) * 64 < count; ++i)
      threads.emplace_back(run);
  } catch (const std::system_error&) {  // a limit on threads: those there are do the work
  }
  run();
  threads.clear();
  if (stopped) throw Interrupted("stopped while the pictures were compared, before any step");
}

/// Says so where the bytes to be read take a while from a disk; nobody has to stop what takes a moment.
PictureReading announced(std::int64_t bytes, PictureReading reading) {
  constexpr std::int64_t kMany = std::int64_t{2} << 30;
  if (bytes < kMany) {
    reading.stop = nullptr;
  } else if (reading.say) {
    reading.say("pictures: " + std::to_string(bytes >> 30) +
                " GB of them are read once, so that a resumed run can tell whether they are still the same");
  }
  return reading;
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
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min(kShown, paths.size()); ++i) shown.push_back(readable(paths[i]));
  text += (text.empty() ? "" : "; ") + kind + ": " + joined(shown);
  if (paths.size() > kShown) text += " and " + std::to_string(paths.size() - kShown) + " more";
}

}  // namespace

std::vector<PictureState> record_pictures(const Dataset& dataset, const fs::path& root,
                                          const PictureReading& reading) {
  std::vector<PictureState> pictures(dataset.samples.size());
  in_parallel(pictures.size(), {reading.workers},
              [&](std::size_t i) { pictures[i] = state_of(dataset, dataset.samples[i], root); });
  std::int64_t bytes = 0;
  for (const PictureState& picture : pictures) bytes += std::max<std::int64_t>(0, picture.bytes);
  in_parallel(pictures.size(), announced(bytes, reading), [&](std::size_t i) {
    pictures[i].hash = hash_picture(dataset.samples[i].path, pictures[i].bytes, Hashed::whole);
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
  if (!std::getline(stream, line) || (line != kHeading && line != kSampledHeading))
    throw InputError(file.string() + ": not the record of pictures that a run of pyra writes");
  const Hashed hashed = line == kSampledHeading ? Hashed::sampled : Hashed::whole;
  std::vector<PictureState> pictures;
  while (std::getline(stream, line)) {
    PictureState& picture = pictures.emplace_back();
    std::istringstream fields(line);
    if (!(fields >> picture.bytes >> picture.changed >> picture.hash >> picture.label) ||
        fields.get() != ' ' || !std::getline(fields, picture.path)) {
      throw InputError(file.string() + ":" + std::to_string(pictures.size() + 1) + ": damaged");
    }
    picture.path = unescaped(picture.path);
    picture.hashed = hashed;
  }
  return pictures;
}

std::string changes_since(const std::vector<PictureState>& before, const Dataset& dataset,
                          const fs::path& root, const PictureReading& reading) {
  std::multimap<std::string, const PictureState*> known;
  for (const PictureState& picture : before) known.emplace(picture.path, &picture);
  std::vector<std::string> removed, added, relabelled, changed;
  std::vector<std::pair<const PictureState*, const Sample*>> touched;
  for (const Sample& sample : dataset.samples) {
    const PictureState now = state_of(dataset, sample, root);
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
  std::int64_t bytes = 0;
  for (const auto& [was, sample] : touched) bytes += was->bytes;
  std::vector<char> differs(touched.size());
  in_parallel(touched.size(), announced(bytes, reading), [&](std::size_t i) {
    const PictureState& was = *touched[i].first;
    differs[i] = hash_picture(touched[i].second->path, was.bytes, was.hashed) != was.hash;
  });
  for (std::size_t i = 0; i < touched.size(); ++i) {
    if (differs[i] != 0) changed.push_back(touched[i].first->path);
  }
  std::string text;
  add_kind(text, "removed", removed);
  add_kind(text, "added", added);
  add_kind(text, dataset.targets ? "with other labels or values" : "of another class", relabelled);
  add_kind(text, "changed", changed);
  return text;
}

}  // namespace pyra
