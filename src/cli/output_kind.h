// What a verb writes into one file, as far as the file's name and what stands there already tell.
#pragma once

#include <string>

namespace pyra {

struct OutputKind {
  std::string what;    // "an HTML page"
  std::string ending;  // ".html"
  std::string own;     // what it may replace beside plain files: a picture's kind ("PNG") or a key in a
                       // checkpoint's metadata
};

OutputKind html_page();
OutputKind csv_table();
OutputKind json_file();
OutputKind png_picture();
/// Safetensors that hold `key` in their metadata.
OutputKind tensor_file(std::string key);

/// Throws InputError where `path` ends as files of another kind do: by its name the file would be taken for
/// one. Endings that say nothing pass.
void check_ending(const std::string& option, const std::string& path, const OutputKind& kind);

}  // namespace pyra
