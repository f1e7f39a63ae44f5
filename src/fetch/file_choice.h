// Which files of a repository are a backbone.
#pragma once

#include <string>
#include <vector>

namespace pyra {

struct FileChoice {
  std::string weights;                  // a checkpoint, or the index of its parts
  std::vector<std::string> companions;  // that are there: what says how pictures are made and what heads mean
  std::vector<std::string> absent;      // that are not
};

/// Of the files that a repository has: model.safetensors, its index, pytorch_model.bin, its index, the same
/// of open_clip, else the only file of weights. `wanted`: a file that was named. `where` begins the
/// InputError for none and for several.
FileChoice choose_files(const std::vector<std::string>& files, const std::string& wanted,
                        const std::string& where);

/// Throws InputError where a listing names what no file of a repository can be called: it is not worth trust
/// then.
void check_listing(const std::vector<std::string>& files, const std::string& where);

}  // namespace pyra
