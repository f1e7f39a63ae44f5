// Every weight's gradient is that of the library's own model, by torch's autograd (write_gradients.py).
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "io/temporary_folder.h"
#include "model/load.h"
#include "model/tiny_vit.h"
#include "pyra/backbone.h"
#include "pyra/checkpoint.h"

namespace pyra {
namespace {

using namespace testing;

/// A line why there are no files of gradients; empty if they were written into `folder`.
std::string write_gradients(const std::filesystem::path& folder) {
  const std::string python = PYRA_SOURCE_DIR "/.venv/bin/python";
  if (!std::filesystem::exists(python)) return "no " + python + " with torch, timm and transformers";
  if (std::system((python + " -c 'import torch, timm, transformers, safetensors' 2>/dev/null").c_str()) != 0)
    return "torch, timm, transformers or safetensors is missing in " + python;
  const std::string log = (folder / "log.txt").string();
  const std::string command = python + " " PYRA_SOURCE_DIR "/tests/model/write_gradients.py " +
                              folder.string() + " > " + log + " 2>&1";
  if (std::system(command.c_str()) != 0) throw std::runtime_error(command + " failed:\n" + read_bytes(log));
  return "";
}

void expect_the_same(const std::filesystem::path& folder) {
  const Checkpoint run = read_checkpoint(folder / "run.safetensors");
  SCOPED_TRACE(run.metadata.at("case"));
  const Backbone backbone = read_backbone(folder);
  const TensorMap wanted = read_backbone(folder / "gradients").tensors;
  at::Generator random = seeded(0);
  Vit model = assemble(backbone.config, tuning_of("full", "none"), random);
  load_parameters(model.parameters(), backbone.tensors);
  const ParameterList trainable = freeze(model, tuning_of("full", "none"));
  const at::Tensor logits = model.forward(to_torch(run.tensors.at("images")), Pass{}).logits;
  EXPECT_LT(largest_difference(logits, to_torch(run.tensors.at("logits"))), 1e-4);
  (logits * to_torch(run.tensors.at("upstream"))).sum().backward();
  std::size_t compared = 0;
  for (const Parameter& parameter : trainable) {
    if (parameter.role == Role::head) continue;  // some are not the library's
    const at::Tensor gradient = to_torch(wanted.at(parameter.name));
    at::Tensor own = parameter.tensor.grad();
    if (parameter.name.ends_with("attn.qkv.bias") && !gradient.chunk(3)[1].any().item<bool>()) {
      own = own.clone();  // a library whose keys have no bias has no gradient of one
      own.chunk(3)[1].zero_();
    }
    const double most = gradient.abs().max().item<double>();
    EXPECT_GT(most, 0) << parameter.name;
    EXPECT_LT(largest_difference(own, gradient), 5e-4 * most) << parameter.name;
    ++compared;
  }
  EXPECT_GT(compared, 28U);
}

TEST(LibraryGradients, OfEveryWeight) {
  const TemporaryFolder folder;
  const std::string missing = write_gradients(folder.path());
  if (!missing.empty()) GTEST_SKIP() << missing;
  int cases = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    if (!entry.is_directory()) continue;
    expect_the_same(entry.path());
    ++cases;
  }
  EXPECT_GE(cases, 15);
}

}  // namespace
}  // namespace pyra
