// The one list of recipe fields: files, options, help and the stored recipe all come from it.

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <type_traits>

#include "base/text/words.h"
#include "methods/list.h"
#include "pyra/error.h"
#include "recipes/recipe.h"
#include "reducers/list.h"

namespace pyra {
namespace {

std::string to_text(const std::string& value) { return value; }
std::string to_text(bool value) { return value ? "true" : "false"; }
std::string to_text(std::int64_t value) { return std::to_string(value); }
std::string to_text(std::uint64_t value) { return std::to_string(value); }
std::string to_text(double value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

/// Names in any case, as the registries spell them; what else a field of text may hold (a file, three
/// numbers) is left alone.
std::string canonical(const std::string& text) {
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto of_a_name = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '=' || c == '.' || c == '-';
  };
  return std::all_of(text.begin(), text.end(), of_a_name) && !lower.ends_with(".json") ? lower : text;
}

template <class T>
T from_text(const std::string& name, const std::string& text) {
  if constexpr (std::is_same_v<T, std::string>) {
    return canonical(text);
  } else if constexpr (std::is_same_v<T, bool>) {
    if (const std::string word = canonical(text); word == "true" || word == "false") return word == "true";
    throw InputError(name + ": '" + text + "' given, true or false expected");
  } else {
    T value{};
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = status == std::errc() && end == text.data() + text.size();
    if (whole) return static_cast<T>(value + T{});  // -0 is 0, or it would be written as -0 and read as 0
    const char* wanted = std::is_floating_point_v<T> ? "a number"
                         : std::is_unsigned_v<T>     ? "a whole number of 0 or more"
                                                     : "a whole number";
    throw InputError(name + ": '" + text + "' given, " + wanted + " expected");
  }
}

constexpr const char* kOptimizer = "Optimizer";
constexpr const char* kRegularisation = "Regularisation";
constexpr const char* kResources = "Time and memory";
constexpr const char* kPictures = "Pictures";

template <class T>
RecipeField field(const std::string& name, T Recipe::*member, const std::string& doc,
                  const std::string& section = "") {
  RecipeField entry;
  entry.name = name;
  entry.doc = doc;
  entry.section = section;
  entry.kind = std::is_same_v<T, std::string> ? RecipeField::Kind::text
               : std::is_same_v<T, bool>      ? RecipeField::Kind::flag
                                              : RecipeField::Kind::number;
  entry.default_text = to_text(Recipe{}.*member);
  entry.text = [member](const Recipe& recipe) { return to_text(recipe.*member); };
  entry.assign = [name, member](Recipe& recipe, const std::string& text) {
    recipe.*member = from_text<T>(name, text);
  };
  return entry;
}

}  // namespace

std::string default_reducer() { return standard_reducer().name; }
std::string default_method() { return standard_method().name; }

const std::vector<RecipeField>& recipe_fields() {
  static const std::vector<RecipeField> fields{
      field("method", &Recipe::method, "what is trained beside the head: " + joined(names_of(methods()))),
      field("width", &Recipe::width,
            "LoRA rank or adapter width; 0: the paper's for this backbone (4, 8 or 12)"),
      field("reducer", &Recipe::reducer, "what removes tokens: " + joined(names_of(reducers()))),
      field("schedule", &Recipe::schedule,
            "tokens to merge: none, low (2x fewer MACs), high (3.4x; costs small backbones much), r=N, "
            "speedup=X, latency-ms=X, rates per block, a file of pyra schedule, or elastic: all from none to "
            "high in one adapter"),
      field("epochs", &Recipe::epochs, "passes over the training pictures"),
      field("batch", &Recipe::batch, "pictures a step"),
      field("accumulate", &Recipe::accumulate, "batches whose gradients are averaged into one optimizer step",
            kOptimizer),
      field("drop_last", &Recipe::drop_last, "leave out the last, smaller batch of an epoch", kOptimizer),
      field("lr", &Recipe::lr, "peak learning rate"),
      field("min_lr", &Recipe::min_lr, "learning rate at which the cosine ends", kOptimizer),
      field("warmup_lr", &Recipe::warmup_lr, "learning rate of the first epoch of warm-up", kOptimizer),
      field("warmup_epochs", &Recipe::warmup_epochs,
            "epochs of warm-up; -1: a third of all epochs, at most 10", kOptimizer),
      field("weight_decay", &Recipe::weight_decay, "AdamW's decay of tensors with two or more dimensions",
            kOptimizer),
      field("beta1", &Recipe::beta1, "AdamW's decay of the first moment", kOptimizer),
      field("beta2", &Recipe::beta2, "AdamW's decay of the second moment", kOptimizer),
      field("eps", &Recipe::eps, "AdamW's epsilon", kOptimizer),
      field("clip_norm", &Recipe::clip_norm, "largest norm of the whole gradient; 0: not clipped",
            kOptimizer),
      field("drop_path", &Recipe::drop_path,
            "probability of leaving out the last block's branches (linear over depth)", kRegularisation),
      field("adapter_dropout", &Recipe::adapter_dropout, "dropout inside LoRA or the adapter",
            kRegularisation),
      field("distil", &Recipe::distil,
            "share of the loss with merged tokens that comes from the model's own answers with every token "
            "kept, 0 to 1; -1: 0.7 with "
            "schedule elastic, else 0",
            kRegularisation),
      field("label_smoothing", &Recipe::label_smoothing,
            "share of the target spread over all classes; of labels: moved towards one half",
            kRegularisation),
      field("class_weights", &Recipe::class_weights,
            "none, or balanced: weigh each class by 1 / its pictures, and of each label those that bear it "
            "by pictures without / with",
            kRegularisation),
      field("augmentation", &Recipe::augmentation,
            "none, light (random resized crop, flip) or rand (light, RandAugment, mixup)", kRegularisation),
      field("mixup", &Recipe::mixup,
            "alpha of mixup's beta distribution, used by augmentation rand; 0: no mixup", kRegularisation),
      field("seed", &Recipe::seed, "decides initial weights, order, dropout and augmentation"),
      field("val_fraction", &Recipe::val_fraction,
            "share of the training pictures held out for validation; 0: none"),
      field("precision", &Recipe::precision,
            "f32, or bf16: products with frozen weights and what is kept for their backward in bf16, the "
            "rest in f32",
            kResources),
      field("checkpointing", &Recipe::checkpointing,
            "keep only each block's input and compute the block again in the backward pass: less memory, a "
            "third slower",
            kResources),
      field("resize", &Recipe::resize, "direct (ignore the aspect ratio) or pixels of the shorter side",
            kPictures),
      field("crop", &Recipe::crop, "pixels of the square that the network reads; 0: the backbone's",
            kPictures),
      field("interpolation", &Recipe::interpolation,
            "bicubic, bilinear, lanczos, box or hamming; empty: the backbone's", kPictures),
      field("mean", &Recipe::mean, "mean of R G B in [0, 1], e.g. '0.485 0.456 0.406'; empty: the backbone's",
            kPictures),
      field("std", &Recipe::std, "standard deviation of R G B; empty: the backbone's", kPictures),
      field("exif_rotation", &Recipe::exif_rotation, "turn pictures upright as their EXIF tag says",
            kPictures),
      field("fast_decode", &Recipe::fast_decode,
            "decode large JPEGs at 1/2, 1/4 or 1/8 of their size, at least twice the resize: faster, not "
            "quite the same pixels",
            kResources),
      field("on_corrupt", &Recipe::on_corrupt, "an unreadable picture: fail, or skip (and count)", kPictures),
  };
  return fields;
}

}  // namespace pyra
