#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/json/json_text.h"
#include "io/atomic_file.h"
#include "pyra/checkpoint.h"
#include "pyra/error.h"

namespace pyra {

void write_safetensors(const std::filesystem::path& file, const TensorMap& tensors,
                       const std::map<std::string, std::string>& metadata) {
  std::vector<TensorMap::const_iterator> order;
  for (auto item = tensors.begin(); item != tensors.end(); ++item) {
    if (item->first == "__metadata__")
      throw InputError("a tensor cannot be called __metadata__ in a safetensors file");
    order.push_back(item);
  }
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return dtype_size(a->second.dtype) > dtype_size(b->second.dtype);
  });

  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  for (const auto& [key, value] : metadata) header["__metadata__"][key] = as_utf8(value);
  std::size_t offset = 0;
  for (const auto& item : order) {
    const auto& [name, tensor] = *item;
    const std::size_t end = offset + tensor.bytes();
    // emplace_back of ordered_json's own vector: operator[] would search all names each time.
    header.get_ref<nlohmann::ordered_json::object_t&>().emplace_back(
        name,
        nlohmann::ordered_json{
            {"dtype", dtype_name(tensor.dtype)}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}});
    offset = end;
  }
  std::string text;
  try {
    text = json_exact(header);
  } catch (const nlohmann::json::exception& error) {
    throw InputError("names in a safetensors file must be UTF-8: " + std::string(error.what()));
  }
  text.append((8 - text.size() % 8) % 8, ' ');

  AtomicFile output(file);
  std::array<char, 8> length{};
  for (std::size_t i = 0; i < length.size(); ++i)
    length[i] = static_cast<char>((text.size() >> (8 * i)) & 0xff);
  output.write(length.data(), length.size());
  output.write(text);
  for (const auto& item : order) output.write(item->second.data, item->second.bytes());
  output.commit();
}

}  // namespace pyra
