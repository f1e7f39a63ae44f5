// Class folders under a given numbering.
#pragma once

#include "pyra/dataset.h"

namespace pyra {

/// Pictures of the class folders in `folder`, labelled by position in `class_names`. Throws InputError naming
/// a class folder that is not in the list or has no pictures.
Dataset read_class_folders(const std::filesystem::path& folder, std::vector<std::string> class_names);

/// Throws InputError, naming `place`, unless the name is UTF-8, the only text that the files of a run can
/// hold.
void check_class_name(const std::string& name, const std::string& place);

}  // namespace pyra
