#include "cli/remote_models.h"

#include "base/processes/rank_environment.h"
#include "cli/fetch_progress.h"
#include "fetch/fetch.h"

namespace pyra {

std::filesystem::path fetch_model(const std::string& name, const Console& console) {
  const bool aloud = rank_environment().rank == 0;  // of several processes one speaks
  FetchProgress progress(console, aloud);
  return progress.fetched(name, Ask::if_needed, hub_settings()).path;
}

void fetch_named_models(CLI::App& verb, const Console& console) {
  const auto takes_model = [](const CLI::Option* option) { return option->get_type_name() == kModelName; };
  for (CLI::Option* option : verb.get_options(takes_model)) {
    const std::vector<std::string> given = option->results();
    if (given.size() != 1 || !is_remote_name(given.front())) continue;
    const std::string path = fetch_model(given.front(), console).string();
    option->clear();
    option->add_result(path);
    option->run_callback();
  }
}

}  // namespace pyra
