#include "cli/name_stream.h"

#include "pyra/error.h"

namespace pyra {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kMark = "\xEF\xBB\xBF";

}  // namespace

bool NameStream::begin(bool ended) {
  if (text_.size() < kMark.size() && !ended && (kMark.starts_with(text_) || "\xFF\xFE"sv.starts_with(text_)))
    return false;
  if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF")) {
    throw InputError("the names on standard input are in UTF-16; expected UTF-8 (iconv -f utf-16 -t utf-8)");
  }
  if (text_.starts_with(kMark)) text_.erase(0, kMark.size());
  return begun_ = true;
}

std::optional<std::string> NameStream::take(bool ended) {
  if (!begun_ && !begin(ended)) return std::nullopt;
  if (!known_end_) {
    const std::size_t first = text_.find_first_of("\n\0"sv);
    known_end_ = first != std::string::npos;
    end_ = known_end_ ? text_[first] : '\n';
  }
  const std::size_t end = known_end_ ? text_.find(end_) : std::string::npos;
  if (end == std::string::npos && (!ended || text_.empty())) return std::nullopt;
  std::string name = text_.substr(0, end);
  text_.erase(0, end == std::string::npos ? end : end + 1);
  if (end_ == '\0') return name;
  if (name.find('\0') != std::string::npos) {
    throw InputError(
        "the names on standard input hold new lines and zero bytes; expected a name a line, or names each "
        "ended by a zero byte, as find -print0 writes them, the first of them without a new line");
  }
  if (name.ends_with('\r')) name.pop_back();
  return name;
}

}  // namespace pyra
