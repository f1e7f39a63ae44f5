#include "cli/command.h"
#include "cli/training.h"
#include "methods/list.h"
#include "reducers/list.h"

namespace pyra {
namespace {

/// "TITLE:", then a name and its line of explanation each.
template <class Entries>
std::string explained(const char* title, const Entries& entries) {
  std::string text = std::string("\n\n") + title + ":\n";
  for (const auto& entry : entries) text += entry.name + "\t" + entry.doc + "\n";
  return text;
}

}  // namespace

const std::vector<CommandEntry>& commands() {
  static const std::vector<CommandEntry> entries{
      {"adapt", "train an adapter, with token merging on, from a checkpoint and a folder of pictures",
       std::string("Examples:\n") +
           "  pyra adapt --backbone vit.safetensors --data flowers --out tuned\n"
           "  pyra adapt --backbone vit.safetensors --data flowers --reducer tome --schedule low --epochs 10 "
           "--out merged\n"
           "  pyra adapt --backbone vit.safetensors --data flowers --dry-run\n\n"
           "DATA holds train/ and test/ (or val/) with a folder of pictures per class, or is one folder of "
           "class\n"
           "folders. Test pictures are used once, at the end, and never to choose anything." +
           explained("Methods", methods()) + explained("Reducers", reducers()),
       training_verb("adapt")},
      {"eval", "measure the accuracy of an adapter, a deployed model or a checkpoint as it is",
       "Examples:\n"
       "  pyra eval --model tuned --data flowers\n"
       "  pyra eval --model tuned --data flowers --dtype int8\n"
       "  pyra eval --backbone vit.safetensors --data pictures --list labels.txt --reducer tome --schedule "
       "low\n"
       "  pyra eval --model tuned --tensors images.safetensors --out logits.safetensors",
       make_eval},
      {"predict", "print the labels of picture files, and draw which patches were merged",
       "Examples:\n"
       "  pyra predict --model tuned photo.jpg other.png\n"
       "  pyra predict --model tuned photo.jpg --tokens merged.png",
       make_predict},
      {"features", "write what a model knows of pictures before its task head, as numbers",
       "Examples:\n"
       "  pyra features --backbone vit.safetensors photo.jpg --out features.safetensors\n"
       "  pyra features --backbone vit.safetensors --data flowers --part train --pool mean --normalize --out "
       "train.npy\n"
       "  pyra features --model tuned photo.jpg --out features.csv\n\n"
       "A .safetensors file holds `features` [B, C] and, where --data gives labels, `labels` [B]; its "
       "metadata "
       "names the\n"
       "pictures (`paths`) and the classes (`classes`).",
       make_features},
      {"inspect", "say what a file is: architecture, tensors, schedule, MACs",
       "Example:\n  pyra inspect tuned/adapter.safetensors", make_inspect, Takes::json},
      {"fetch", "download a checkpoint by its name, and say where it lies",
       "Examples:\n"
       "  pyra fetch timm:vit_tiny_patch16_224.augreg_in21k_ft_in1k\n"
       "  pyra fetch hf:facebook/dinov2-base@main hf:google/vit-base-patch16-224 --json\n"
       "  pyra inspect timm:vit_tiny_patch16_224.augreg_in21k_ft_in1k\n\n"
       "Names stand wherever a verb takes a checkpoint: hf:OWNER/NAME, hf:OWNER/NAME@REVISION:FILE, "
       "timm:NAME,\n"
       "https://HOST/FILE#sha256=HEX. Files lie in the cache of huggingface_hub (HF_HOME, HF_HUB_CACHE). "
       "Other "
       "verbs take\n"
       "what is there and ask nobody; this one asks whether the revision has moved on. HF_TOKEN opens what "
       "is "
       "gated.",
       make_fetch, Takes::json},
      {"export", "write an adapter and its backbone as one file that runs without training software",
       "Examples:\n"
       "  pyra export --model tuned --to runtime --out flowers.pyra.safetensors\n"
       "  pyra export --backbone vit.safetensors --schedule low --to runtime --weights bf16 --out "
       "small.pyra.safetensors\n\n"
       "The file holds weights (LoRA folded in), preprocessing, class names and schedule; pyra eval, "
       "predict, inspect and\n"
       "bench take it with --model, programs through pyra/engine.h (C++) or pyra.h (C).",
       make_export},
      {"bench", "measure speed and memory beside the machine's own peak",
       "Examples:\n"
       "  pyra bench --arch vit_tiny_patch16_224 --schedule none,low,high --batch 1,8 --dtype f32,int8\n"
       "  pyra bench --model tuned --batch 8 --profile\n"
       "  pyra bench --arch vit_tiny_patch16_224 --schedule none,high --latency --out latency.html\n"
       "  pyra bench --arch vit_tiny_patch16_224 --schedule high --batch 8 --train --checkpointing both",
       make_bench},
      {"report", "put the results of several runs side by side",
       "Example:\n  pyra report tuned merged --out report.html", training_verb("report"), Takes::json},
      {"compare", "run methods x schedules x seeds x data sets and put them into one report",
       "Examples:\n"
       "  pyra compare compare.toml --dry-run\n"
       "  pyra compare compare.toml --jobs 2 --threads 1\n"
       "  pyra compare compare.toml --only 'flowers.*seed0'\n"
       "  pyra compare compare.toml --speed\n"
       "  pyra compare compare.toml --report-only\n\n"
       "Every finished cell is a small JSON file under out; the same command goes on where it stopped, skips "
       "what is\n"
       "finished and tries again what failed. recipes/compare/demo.toml and recipes/compare/vtab1k.toml are "
       "such files:\n\n"
       "  out = \"cells\"\n"
       "  backbone = \"vit.safetensors\"          # ${NAME} in a path: from --set NAME=VALUE or the "
       "environment\n"
       "  options = { epochs = 10 }              # any field of a recipe\n"
       "  schedules = [\"low\", \"high\"]\n"
       "  seeds = [0, 1, 2]\n"
       "  [[data]]\n"
       "  name = \"flowers\"\n"
       "  path = \"flowers\"\n"
       "  [[method]]\n"
       "  name = \"LoRA + ToMe\"\n"
       "  adapter = \"lora\"\n"
       "  reducer = \"tome\"",
       make_compare},
      {"schedule", "find how many tokens each block may remove within a budget of MACs or milliseconds",
       "Examples:\n"
       "  pyra schedule --backbone vit.safetensors --data pictures --speedup 2\n"
       "  pyra schedule --backbone vit.safetensors --data pictures --latency-ms 20 --batch 8 --out "
       "fast.json\n"
       "  pyra adapt --backbone vit.safetensors --data flowers --schedule fast.json --out fast\n\n"
       "No labels are read: what counts is how far the answers move from those with every token kept (KL "
       "divergence, nats).\n"
       "The rates are for this backbone; MACs count alike everywhere, milliseconds are those of this "
       "machine.",
       make_schedule_search},
      {"tocom", "distil a compensator that lets adapters of a backbone run at other rates",
       "Examples:\n"
       "  pyra tocom --backbone vit.safetensors --data pictures --out tocom.safetensors\n"
       "  pyra adapt --backbone vit.safetensors --data flowers --reducer tome --schedule r=4 --out steady\n"
       "  pyra eval --model steady --data flowers --tocom tocom.safetensors --schedule r=12\n"
       "  pyra tocom --tune-scale --model steady --tocom tocom.safetensors --schedule r=12 --data flowers\n\n"
       "No labels are read. One compensator serves every adapter of its backbone, in both directions, "
       "between uniform\n"
       "rates from 0 to --max-rate; it is folded into the weights when the model is loaded or exported and "
       "costs nothing.",
       training_verb("tocom")},
      {"pretrain", "train a whole Vision Transformer from nothing on a folder of pictures",
       "Example:\n  pyra pretrain --arch vit_demo_patch2_28 --data pictures --recipe "
       "recipes/pretrain_demo.toml "
       "--out backbone.safetensors",
       training_verb("pretrain")},
      {"completion", "print the script with which a shell completes pyra's command line",
       "Example:\n"
       "  source <(pyra completion bash)\n\n"
       "`cmake --install` puts the scripts of bash, zsh and fish where the shells look for them.",
       make_completion, Takes::nothing},
      {"man", "print the manual page of a verb",
       "Example:\n  pyra man adapt > pyra-adapt.1\n\n`man -l pyra-adapt.1` shows it; `cmake --install` "
       "installs them all.",
       make_man, Takes::nothing},
      {"help", "explain a verb, or list them", "Example:\n  pyra help adapt", make_help, Takes::nothing},
      {"version", "print the version", "", make_version, Takes::nothing},
  };
  return entries;
}

const std::string& program_notes() {
  static const std::string notes =
      "Examples:\n"
      "  pyra adapt --backbone vit.safetensors --data pictures --out run\n"
      "  pyra eval --model run --data pictures\n"
      "  pyra predict --model run photo.jpg\n"
      "  pyra export --model run --to runtime --out model.safetensors\n"
      "  pyra bench --model model.safetensors\n\n"
      "`pyra VERB --help` explains the options of a verb.\n\n"
      "Exit status: 0 success, 2 bad usage or input, 1 failure (disk full, out of memory), 130 interrupted.";
  return notes;
}

}  // namespace pyra
