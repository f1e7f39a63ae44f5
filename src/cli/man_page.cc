#include "cli/man_page.h"

#include <algorithm>

#include "base/text/words.h"

namespace pyra {
namespace {

/// Text that roff prints as it is: backslashes and hyphens escaped, no line that looks like a request.
std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out.starts_with(".") || out.starts_with("'") ? "\\&" + out : out;
}

std::string argument(const std::string& text) {
  std::string out = "\"";
  for (const char c : roff(text)) out += c == '"' ? std::string("\\(dq") : std::string(1, c);
  return out + "\"";
}

std::string upper_case(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

std::string tagged(const std::vector<PageEntry>& entries) {
  std::string out;
  for (const PageEntry& entry : entries)
    out += ".TP\n.B " + argument(entry.spelling) + "\n" + roff(entry.text) + "\n";
  return out;
}

std::string page_name(const VerbPage& page) {
  std::string name = page.name;
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

}  // namespace

std::string man_file(const VerbPage& page) { return page_name(page) + ".1"; }

std::string man_page(const VerbPage& page, const std::string& version,
                     const std::vector<std::string>& see_also) {
  const std::string name = page_name(page);
  std::string out =
      ".TH " + argument(upper_case(name)) + " 1 \"\" " + argument("pyra " + version) + " \"User Commands\"\n";
  out += ".SH NAME\n" + roff(name) + " \\- " + roff(page.summary) + "\n";
  out += ".SH SYNOPSIS\n.nf\n" + roff(page.usage) + "\n.fi\n";
  for (const PageGroup& group : page.groups) {
    out += ".SH " + argument(upper_case(group.title)) + "\n";
    out += tagged(group.entries);
  }
  if (!page.more.empty()) out += ".SH NOTES\n";
  bool first = true;
  for (const PageText& text : page.more) {
    if (!first) out += ".PP\n";
    first = false;
    const bool verbatim = text.kind == PageText::Kind::verbatim;
    if (verbatim) out += ".nf\n";
    for (const std::string& line : text.lines) out += roff(line) + "\n";
    if (verbatim) out += ".fi\n";
    out += tagged(text.entries);
  }
  std::vector<std::string> others;
  for (const std::string& other : see_also) {
    if (other != name) others.push_back(".BR " + roff(other) + " (1)");
  }
  if (!others.empty()) out += ".SH SEE ALSO\n" + joined(others, ",\n") + "\n";
  return out;
}

}  // namespace pyra
