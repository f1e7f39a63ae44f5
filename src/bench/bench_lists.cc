#include "bench/bench_lists.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::int64_t kLargestBatch = 65536;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

bool is_rate(const std::string& text) {
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text[0])) != 0;
}

template <typename T>
void add_once(std::vector<T>& items, T item) {
  if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(std::move(item));
}

}  // namespace

std::vector<std::string> split_schedules(const std::vector<std::string>& options) {
  std::vector<std::string> schedules;
  for (const std::string& option : options) {
    for (const std::string& part : split(option, ';')) {
      if (is_rate(part)) {
        add_once(schedules, part);
        continue;
      }
      for (const std::string& name : split(part, ',')) {
        if (name.empty()) {
          throw InputError("'" + option +
                               "' has an empty schedule; expected names separated by commas, such "
                               "as none,low,high",
                           code::kScheduleList);
        }
        if (is_rate(name)) {
          throw InputError("'" + option +
                               "' mixes names and rates; a list of rates needs a text of its own, "
                               "or a ; before it: none,low;16x11,10",
                           code::kScheduleList);
        }
        add_once(schedules, name);
      }
    }
  }
  return schedules;
}

std::vector<std::int64_t> parse_batches(const std::string& list) {
  std::vector<std::int64_t> batches;
  for (const std::string& item : split(list, ',')) {
    std::int64_t batch = 0;
    const auto [end, status] = std::from_chars(item.data(), item.data() + item.size(), batch);
    if (status != std::errc() || end != item.data() + item.size() || batch < 1 || batch > kLargestBatch) {
      throw InputError("'" + list + "': '" + item + "' is not a batch; expected whole numbers from 1 to " +
                           std::to_string(kLargestBatch) + ", separated by commas, such as 1,8,32",
                       code::kBatchList);
    }
    add_once(batches, batch);
  }
  return batches;
}

std::vector<Precision> parse_precisions(const std::string& list) {
  std::vector<Precision> precisions;
  for (const std::string& item : split(list, ',')) add_once(precisions, parse_precision(item));
  return precisions;
}

}  // namespace pyra
