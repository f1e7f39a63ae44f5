// What a backbone is made of, part by part. A file of a part knows all of it: its tensors, multiply-adds,
// checks, fields, and how it is told from weights; what is computed of all of them (expected_tensors(),
// validate() ...) knows none of them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "architecture/field.h"
#include "architecture/tensor_list.h"
#include "pyra/backbone.h"

namespace pyra {

struct Inference;

/// Where in the pass a part stands.
enum class Stage { before, block, after };

/// Tokens of a block, or of the whole pass: those that come in, and those that the block's reducer leaves.
struct TokenCounts {
  std::int64_t before, after;
};

/// Functions that a part has no use for are null.
struct Part {
  std::string_view name;  // in a sentence: "class token"
  std::string_view doc;   // one line: what it computes
  Stage stage = Stage::before;
  std::span<const Field> fields = {};  // of the config, those that this part reads before all others
  /// Whether a backbone has it; null: every one has. Checks, tensors, multiply-adds, marks and resizing are
  /// asked of parts that are present; fields and what is inferred or said, of all.
  bool (*present)(const VitConfig& config) = nullptr;
  /// Throws what refuse_config() throws where no such part can exist. Each field by itself is in its range.
  void (*check)(const VitConfig& config) = nullptr;
  /// Of a block's part the names are those within the block.
  void (*tensors)(const VitConfig& config, TensorList& list) = nullptr;
  /// Multiply-adds of one picture; of a block's part those of one block.
  double (*macs)(const VitConfig& config, const TokenCounts& tokens) = nullptr;
  /// What the function of two backbones with the same tensors is told apart by; empty for the usual one.
  std::string (*mark)(const VitConfig& config) = nullptr;
  /// What the names begin with of tensors that a file may have though its model is read without this part:
  /// left out aloud. Empty: none.
  std::string_view spare = {};
  /// Pictures of another size: changes the tensors of `backbone`, whose config is still the old one.
  void (*resize)(Backbone& backbone, const VitConfig& resized) = nullptr;

  /// What tensors say, in the order of the parts; throws InputError naming the tensor at fault.
  void (*infer)(Inference& from) = nullptr;
  /// What they do not: stated by somebody, or assumed. Asked when all parts have looked at the tensors.
  void (*settle)(Inference& from) = nullptr;
  /// What the user says goes before what a file states.
  void (*override_by)(const BackboneOverrides& said, VitConfig& config) = nullptr;
};

/// Throws InputError "not a Vision Transformer: REASON".
[[noreturn]] void refuse_config(const std::string& reason);
/// ... "NAME is VALUE, expected LOW to HIGH".
void check_range(std::string_view name, std::int64_t value, std::int64_t low, std::int64_t high);

}  // namespace pyra
