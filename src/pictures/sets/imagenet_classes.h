// The 1,000 classes of ImageNet-1k, for heads that do not name theirs.
#pragma once

#include <string>
#include <vector>

namespace pyra {

/// In the order of the heads. From timm's data (Apache-2.0), scripts/make_imagenet_classes.py.
struct ImagenetClasses {
  std::vector<std::string> synsets;  // WordNet's ids, which name ImageNet's folders: n01440764
  std::vector<std::string> names;    // in English, each its own: tench
};
ImagenetClasses imagenet_classes();

}  // namespace pyra
