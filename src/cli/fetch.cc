// pyra fetch: checkpoints by name, into the cache.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/fetch_progress.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using Json = nlohmann::ordered_json;

/// hf:owner/name:file -> hf:owner/name@revision:file.
std::string at_revision(const std::string& name, const std::string& revision) {
  if (revision.empty()) return name;
  const std::size_t prefix = name.find(':');
  if (!name.starts_with("hf:") && !name.starts_with("timm:"))
    throw InputError("--revision " + revision + ": only repositories (hf:, timm:) have revisions, " + name +
                     " is none; leave it out");
  if (name.find('@') != std::string::npos)
    throw InputError("--revision " + revision + ": " + name + " names one itself; give one of them");
  std::string whole = name;
  return whole.insert(std::min(name.find(':', prefix + 1), name.size()), "@" + revision);
}

Json described(const std::string& given, const Fetched& fetched) {
  Json files = Json::array();
  for (const FetchedFile& file : fetched.files) {
    files.push_back({{"file", file.name},
                     {"path", file.path.string()},
                     {"bytes", file.bytes},
                     {"was_there", file.was_there}});
  }
  return {{"given", given}, {"name", fetched.name}, {"path", fetched.path.string()}, {"files", files}};
}

std::string told(const Fetched& fetched) {
  std::uint64_t there = 0, came = 0;
  for (const FetchedFile& file : fetched.files) (file.was_there ? there : came) += file.bytes;
  return "fetched    " + fetched.name + ": " + byte_text(came) + " downloaded, " + byte_text(there) +
         " were there";
}

class FetchCommand final : public Command {
 public:
  void define(Options& options) override {
    options.add("names", names_, "hf:OWNER/NAME, hf:OWNER/NAME@REVISION:FILE, timm:NAME or https://HOST/FILE")
        .required()
        .type_name("NAME");
    options.add("--revision", revision_, "branch, tag or commit, for names that name none (default: main)");
  }

  void run(const Console& console) override {
    const HubSettings settings = hub_settings();
    Json models = Json::array();
    std::string text;
    for (const std::string& name : names_) {
      FetchProgress progress(console, true);
      const Fetched fetched = progress.fetched(at_revision(name, revision_), Ask::always, settings);
      console.say(told(fetched));
      models.push_back(described(name, fetched));
      text += fetched.path.string() + "\n";
    }
    console.result({{"models", models}}, text);
  }

 private:
  std::vector<std::string> names_;
  std::string revision_;
};

}  // namespace

std::unique_ptr<Command> make_fetch() { return std::make_unique<FetchCommand>(); }

}  // namespace pyra
