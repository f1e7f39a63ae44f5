#include "compare/model_paths.h"

namespace pyra {

std::vector<NamedPath*> model_paths(CompareFile& file) {
  std::vector<NamedPath*> paths;
  const auto add = [&](auto& path) {
    if (path) paths.push_back(&*path);
  };
  add(file.backbone);
  add(file.tocom);
  for (CompareData& data : file.data) {
    add(data.backbone);
    add(data.tocom);
  }
  for (CompareMethod& method : file.methods) {
    add(method.backbone);
    add(method.tocom);
  }
  return paths;
}

}  // namespace pyra
