#include "cli/output_kind.h"

#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

#include "base/text/words.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 23> kEndings{
    {{".html", ".html"}, {".htm", ".html"},    {".csv", ".csv"},   {".tsv", ".tsv"},
     {".json", ".json"}, {".jsonl", ".jsonl"}, {".toml", ".toml"}, {".png", ".png"},
     {".jpg", ".jpg"},   {".jpeg", ".jpg"},    {".webp", ".webp"}, {".gif", ".gif"},
     {".bmp", ".bmp"},   {".tif", ".tiff"},    {".tiff", ".tiff"}, {".safetensors", ".safetensors"},
     {".bin", ".pt"},    {".pt", ".pt"},       {".pth", ".pt"},    {".ckpt", ".pt"},
     {".npz", ".npz"},   {".npy", ".npy"},     {".onnx", ".onnx"}}};

}  // namespace

OutputKind html_page() { return {"an HTML page", ".html", {}}; }
OutputKind csv_table() { return {"a CSV table", ".csv", {}}; }
OutputKind json_file() { return {"JSON", ".json", {}}; }
OutputKind png_picture() { return {"a PNG picture", ".png", "PNG"}; }
OutputKind tensor_file(std::string key) { return {"a safetensors file", ".safetensors", std::move(key)}; }

void check_ending(const std::string& option, const std::string& path, const OutputKind& kind) {
  const std::filesystem::path file = path;
  const std::string ending = lower_case(file.extension().string());
  for (const auto& [known, format] : kEndings) {
    if (ending != known || format == kind.ending) continue;
    std::filesystem::path better = file;
    better.replace_extension(kind.ending);
    throw InputError(option + " " + path + ": " + kind.what + " is written, which " + ending +
                     " is not the ending of; name it " + better.string());
  }
}

}  // namespace pyra
