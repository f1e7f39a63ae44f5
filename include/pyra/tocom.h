// The token compensator (ToCom, arXiv 2408.06798): a plug-in, distilled once for a backbone, that lets a
// model tuned at one uniform rate of merging run at another. For one pair of rates it is a low-rank update of
// q and v, which folds into the projection and costs nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "pyra/host_tensor.h"
#include "pyra/inference_model.h"
#include "pyra/vit_config.h"

namespace pyra {

/// Tensors: blocks.N.attn.{q,v}_tocom.adapter_down.weight [W, C] and .adapter_up.weight [C, W], float32,
/// W = rank * max_rate. The piece that leads from rate k to k + 1 is channels [W - rank (k + 1), W - rank k).
struct Tocom {
  VitConfig config;  // of the backbone it was distilled from
  std::string backbone_fingerprint;
  std::int64_t rank = 2;       // channels of one piece
  std::int64_t max_rate = 16;  // rates 0 ... max_rate, the same in every block
  double scale = 0.1;  // s of the update, the one it was distilled with or the one that was chosen since
  TensorMap tensors;
  std::string command;  // how it was made
  std::map<std::string, double> metrics;

  std::int64_t width() const { return rank * max_rate; }
};

/// Key of its manifest in the file's __metadata__.
inline constexpr const char* kTocomKey = "pyra.tocom";

/// Writes one safetensors file, atomically. Throws InputError for tensors that do not fit, Failure on a full
/// disk.
void write_tocom(const std::filesystem::path& file, const Tocom& tocom);
/// Throws InputError when the file is no ToCom, is damaged, or was written by a newer format.
Tocom read_tocom(const std::filesystem::path& file);

/// q and v of `model` move from `source_rate`, which it was tuned at, to `target_rate`, which it will run at:
/// their weights
/// += s * up[:, pieces] down[pieces, :], subtracted where the target is the lower rate. k stays, so that
/// matching does. `scale` replaces the file's where it is not negative. Throws InputError when the ToCom
/// belongs to another backbone (fingerprint or width) and for rates outside 0 ... max_rate.
void compensate(InferenceModel& model, const Tocom& tocom, std::int64_t source_rate, std::int64_t target_rate,
                double scale = -1);

/// The one rate of a uniform schedule, as r=N gives it on this model (late blocks may be clamped). Throws
/// InputError for any other: ToCom knows uniform rates only.
std::int64_t uniform_rate(const std::vector<std::int64_t>& rates, const VitConfig& config);

}  // namespace pyra
