// The central directory at the end of a zip archive.
#pragma once

#include <map>
#include <string>

#include "io/zip_archive.h"

namespace pyra {

/// `what` ("model.pth, a zip archive,") begins every message.
std::map<std::string, ZipArchive::Entry> read_zip_directory(std::span<const std::byte> file,
                                                            const std::string& what);

}  // namespace pyra
