#include "cli/note_options.h"

namespace pyra {

const std::vector<NoteOption>& note_options() {
  static const std::vector<NoteOption> kOptions{
      {"are to be stated as gelu", "--activation gelu"},
      {"are to be stated as quick_gelu", "--activation quick_gelu"},
      {"both can be stated", "--mean, --std"},
      {"another image size can be stated", "--image-size HxW"},
      {"one of these prefixes chooses another", "--copy"},
      {"a file of labels names them", "--labels FILE"},
      {"for a list to train on is given", "--train-list"},
      {"a list to validate on would name", "--val-list"},
      {"a list to test on would name", "--test-list"},
      {"a list to test on gives them labels", "--test-list"},
      {"is not used, for a list to validate on is given", "--val-list"},
      {"is not used, for a share of the training pictures validates", "--val-fraction"},
      {"drop_last = false takes them too", "--drop-last false"},
      {"so that a resumed run can tell whether they are still the same", "--resume"},
  };
  return kOptions;
}

std::string with_options(std::string note) {
  for (const auto& [words, options] : note_options()) {
    const std::size_t found = note.find(words);
    if (found == std::string::npos) continue;
    note.insert(found + std::string(words).size(), std::string(" (") + options + ")");
  }
  return note;
}

}  // namespace pyra
