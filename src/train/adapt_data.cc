#include <optional>
#include <utility>

#include "pictures/load/loader_options.h"
#include "pictures/sets/folder_labels.h"
#include "pictures/sets/left_out.h"
#include "pictures/sets/match_classes.h"
#include "pictures/sets/no_classes.h"
#include "pictures/sets/picture_files.h"
#include "pictures/sets/shared_pictures.h"
#include "pyra/error.h"
#include "tasks/match_targets.h"
#include "train/adapt_setup.h"

namespace pyra {
namespace {

std::string name_of(const std::filesystem::path& part) { return part.filename().string() + "/"; }

/// Class folders say one class of each picture, whatever the list to train on says.
[[noreturn]] void refuse_folder_beside(const std::string& part, const Dataset& train) {
  throw InputError("the list to train on is of task " + train.task + ", but " + part +
                       "/ holds class folders; give a list for that part too, with the same columns",
                   code::kDataOtherTask);
}

/// A data set by list or by part, in train's numbering. `notes` learns what is assumed.
Dataset read_beside(const AdaptRequest& request, const std::optional<std::filesystem::path>& list,
                    const std::string& part, const Dataset& train) {
  if (!list) {
    if (!is_standard_task(train.task)) refuse_folder_beside(part, train);
    return read_split(request.data, part);
  }
  Dataset dataset = read_list(request.data, *list);
  match_targets(dataset, train.task, scheme_of(train), list->string());
  return dataset;
}

void add_notes(AdaptData& data, const Dataset& part) {
  data.notes.insert(data.notes.end(), part.notes.begin(), part.notes.end());
}

void note_left_out(AdaptData& data) {
  std::map<std::string, std::int64_t> sum = data.train.left_out;
  for (const auto* part : {&data.val, &data.test}) {
    if (!*part) continue;
    for (const auto& [ending, count] : (*part)->left_out) sum[ending] += count;
  }
  if (auto note = note_on_left_out(sum)) data.notes.push_back(std::move(*note));
}

/// What is measured on pictures that were trained on says little of others.
void note_shared(AdaptData& data) {
  const auto add = [&](const std::optional<Dataset>& part, const char* kind, const char* use) {
    const std::size_t shared = part ? count_shared(*part, data.train) : 0;
    if (shared == 0) return;
    data.notes.push_back(std::to_string(shared) + " of the " + std::to_string(part->samples.size()) + " " +
                         kind + " pictures are trained on too: " + use);
  };
  add(data.val, "validation", "the best epoch is chosen by pictures that the model has seen");
  add(data.test, "test", "the test says little of other pictures");
}

/// A picture that a list names and nobody has would end a run hours later, or a test that comes last.
void require_listed(const Dataset& dataset, const std::optional<std::filesystem::path>& list) {
  if (!list) return;
  for (const Sample& sample : dataset.samples) {
    std::error_code ignored;
    if (std::filesystem::exists(sample.path, ignored)) continue;
    const bool windows = sample.path.find('\\') != std::string::npos;
    throw InputError(list->string() + " names " + sample.path + ", and there is no such file" +
                     (windows ? "; names of folders are parted by / here" : ""));
  }
}

/// What a list makes unimportant may be named as it likes.
DataParts parts_beside_list(const std::filesystem::path& folder) {
  try {
    return find_parts(folder);
  } catch (const InputError&) {
    return {};
  }
}

/// Parts that lie beside a list to train on and that nothing asks for.
void note_unread_parts(AdaptData& data, const AdaptRequest& request) {
  const DataParts parts = parts_beside_list(request.data);
  const auto add = [&](const std::optional<std::filesystem::path>& part, bool asked, const char* what_would) {
    if (part && !asked)
      data.notes.push_back("parts: " + name_of(*part) + " is not read, for a list to train on is given; " +
                           what_would + " its pictures");
  };
  add(parts.val, request.val_list.has_value() || request.recipe.val_fraction > 0,
      "a list to validate on would name");
  add(parts.test, request.test_list.has_value(), "a list to test on would name");
}

/// Which part serves what, where folders decide it: with a list to train on there are no parts.
void note_parts(AdaptData& data, const AdaptRequest& request, const DataParts& parts) {
  if (request.train_list) return note_unread_parts(data, request);
  if (!parts.any()) return;
  std::string text;
  const auto add = [&](const std::optional<std::filesystem::path>& part, const std::string& use) {
    if (part) text += (text.empty() ? "" : ", ") + name_of(*part) + " " + use;
  };
  add(parts.train, "is trained on");
  if (parts.val)
    add(parts.val, request.val_list ? "is not used, for a list to validate on is given"
                   : request.recipe.val_fraction > 0
                       ? "is not used, for a share of the training pictures validates"
                       : "chooses the best epoch");
  if (!request.test_list) add(parts.test, "is tested on once, at the end");
  if (!parts.test && !request.test_list) text += "; there is no test/";
  if (!text.empty()) data.notes.push_back("parts: " + text);
  if (auto note = note_on_unread(parts)) data.notes.push_back(std::move(*note));
}

/// Archives often unpack into a folder of their own name, which is no class.
std::optional<std::filesystem::path> only_folder(const Dataset& train, const std::filesystem::path& folder) {
  if (train.class_names.size() != 1) return {};
  const std::filesystem::path only = folder / train.class_names.front();
  return list_folders(only).size() < 2 ? std::nullopt : std::optional(only);
}

void require_outputs(const AdaptRequest& request, const Dataset& train, const DataParts& parts) {
  const Task& task = find_task(train.task);
  const std::int64_t there = task.occurring(train);
  if (there >= task.least) return;
  const std::string few = "the training pictures under " + request.data.string() + " have " +
                          std::to_string(there) + " " + (there == 1 ? task.output : task.outputs) + "; " +
                          task.needs;
  const auto meant =
      request.train_list ? std::nullopt : only_folder(train, parts.train.value_or(request.data));
  if (!meant) throw InputError(few);
  throw InputError(few + "; its only folder holds others: is " + meant->string() + " meant?",
                   code::kDataOnlyFolder);
}

/// As competitions hand them out: pictures whose classes are to be found, which nothing can be tested on.
bool has_no_labels(const std::filesystem::path& part) {
  return list_folders(part).empty() && has_own_pictures(part);
}

}  // namespace

AdaptData read_adapt_data(const AdaptRequest& asked) {
  AdaptRequest request = asked;
  if (std::filesystem::is_regular_file(request.data)) {  // a list as data: its paths start beside it
    if (request.train_list)
      throw InputError(request.data.string() +
                           " is a list of pictures and a list to train on is given too; give the folder of "
                           "the pictures, or one list",
                       code::kDataTwoLists);
    request.train_list = request.data;
    request.data = data_root(asked);
  }
  if (request.val_list && request.recipe.val_fraction > 0) {
    throw InputError(
        "a list to validate on and val_fraction are both given; a validation split comes from one of them",
        code::kDataTwoValidations);
  }
  DataParts parts = request.train_list ? DataParts{} : find_parts(request.data);
  AdaptData data;
  if (parts.test && parts.train && !request.test_list && has_no_labels(*parts.test)) {
    data.notes.push_back(name_of(*parts.test) +
                         " holds pictures in no class folder, so nothing is tested on "
                         "(pyra predict names their classes, a list to test on gives them labels)");
    parts.test.reset();
  }
  data.train =
      request.train_list ? read_list(request.data, *request.train_list) : read_split(request.data, "train");
  const bool complete = on_corrupt(request.recipe.on_corrupt) == OnCorrupt::fail;
  if (complete) require_listed(data.train, request.train_list);
  if (request.test_list || parts.test)
    data.test = read_beside(request, request.test_list, "test", data.train);
  if (request.val_list || (parts.val && request.recipe.val_fraction == 0)) {
    data.val = read_beside(request, request.val_list, "val", data.train);
  } else if (request.recipe.val_fraction > 0) {
    auto [train, val] = split_dataset(data.train, request.recipe.val_fraction, request.recipe.seed);
    if (val.samples.empty())
      throw InputError("of " + std::to_string(train.samples.size()) +
                       " training pictures none can be split off to validate on; give more pictures, or "
                       "train without a split");
    data.train = std::move(train);
    data.val = std::move(val);
  }
  if (complete && data.val) require_listed(*data.val, request.val_list);
  if (complete && data.test) require_listed(*data.test, request.test_list);
  require_outputs(request, data.train, parts);
  for (std::string& note : find_task(data.train.task).notes(data.train))
    data.notes.push_back(std::move(note));
  note_parts(data, request, parts);
  add_notes(data, data.train);
  if (request.train_list && is_standard_task(data.train.task)) {
    auto note =
        note_on_contradicting_folders(data.train, scheme_of(data.train), request.train_list->string());
    if (note) data.notes.push_back(std::move(*note));
  }
  for (const auto* part : {&data.val, &data.test}) {
    if (*part) add_notes(data, **part);
  }
  note_shared(data);
  note_left_out(data);
  return data;
}

std::vector<std::string> notes_on(const AdaptData& data, const Recipe& recipe) {
  std::vector<std::string> notes = data.notes;
  const auto count = static_cast<std::int64_t>(data.train.samples.size());
  if (count < recipe.batch) {
    notes.push_back("the " + std::to_string(count) + " training pictures are fewer than a batch of " +
                    std::to_string(recipe.batch) + ": every step takes all of them");
  } else if (const std::int64_t left = count - pictures_an_epoch(count, recipe.batch, recipe.drop_last);
             left > 0) {
    notes.push_back("every epoch leaves out " + std::to_string(left) + " of the " + std::to_string(count) +
                    " training pictures, others each time, for they fill no batch of " +
                    std::to_string(recipe.batch) + "; drop_last = false takes them too");
  }
  return notes;
}

std::filesystem::path data_root(const AdaptRequest& request) {
  return std::filesystem::is_regular_file(request.data) ? request.data.parent_path() : request.data;
}

LoaderOptions loader_options(const AdaptRequest& request, const Preprocessing& preprocessing) {
  LoaderOptions options = loader_options(preprocessing, request.workers, request.recipe.batch);
  options.fast_decode = request.recipe.fast_decode;
  options.on_corrupt = on_corrupt(request.recipe.on_corrupt);
  return options;
}

}  // namespace pyra
