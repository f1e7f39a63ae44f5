#include "cli/hints.h"

#include <algorithm>

namespace pyra {

const std::vector<Hint>& hints() {
  static const std::vector<Hint> kHints{
      {code::kAdapterMissing, "", "pyra adapt --out FOLDER writes one"},
      {code::kAdapterNone, "", "give a bare checkpoint with --backbone"},
      {code::kBackboneContradicted, "", "leave out --activation, --pooling, --heads and --norm-eps"},
      {code::kBackboneMissing, "", "name it with --backbone FILE"},
      {code::kBackboneOther, "", "name the right one with --backbone FILE"},
      {code::kDeployedBackbone, "", "leave --backbone out"},
      {code::kDeployedNone, "", "pyra export --to runtime writes one"},
      {code::kDeployedStated, "",
       "leave out --heads, --pooling, --norm-eps, --activation, --image-size and --copy"},
      {code::kDeployedTocom, "", "give the adapter with --model beside --tocom"},
      {code::kFileAdapter, "", "give it with --model"},
      {code::kFileDeployed, "", "run it with --model"},
      {code::kFileRun, "", "repeat the run's command with --resume"},
      {code::kFileTocom, "", "give it with --tocom"},
      {code::kReducerOther, "", "leave --reducer out"},
      {code::kTocomOther, "", "pyra tocom --backbone FILE makes one"},
      {code::kTocomRange, "", "pyra tocom --max-rate N makes one for rates up to N"},

      {code::kActivationUnknown, "", "--activation NAME states one"},
      {code::kCopyUnclear, ", such as --copy ", "choose one with --copy PREFIX", ", such as copy "},
      {code::kCopyUnknown, "--copy ", "", "copy "},
      {code::kHeadsDivide, "", "give --heads a divisor, or leave it out"},
      {code::kImageSizeMisfit, "", "state it with --image-size HxW; --crop resizes positions"},
      {code::kImageSizeText, "--image-size ", ""},
      {code::kImageSizeUnknown, "", "state it with --image-size HxW"},

      {code::kScheduleBound, "", "leave --schedule out, or add --force-schedule"},
      {code::kScheduleElastic, "--schedule: ", "choose with --reducer"},
      {code::kScheduleFile, "", "pyra schedule --out FILE writes one"},
      {code::kScheduleIdle, "", "leave out --reducer or --schedule"},
      {code::kScheduleList, "--schedule ", "give --schedule once for every list of rates"},
      {code::kScheduleRange, "", "ask with --schedule speedup=X, or add --force-schedule"},
      {code::kScheduleReducer, "",
       "give --reducer with the reducer that it was found with, run pyra schedule --reducer with the other, "
       "or "
       "give the rates with --schedule"},

      {code::kBatchLarge, "", "lower --batch"},
      {code::kBatchList, "--batch ", ""},
      {code::kDeviceMissing, "", "--device cuda:N names a GPU; leave --device out to run on the CPU"},
      {code::kDeviceUnable, "", "leave --device out to run on the CPU"},
      {code::kGpuMemory, "", "lower --batch, or use --dtype bf16 (--precision bf16 in training)"},
      {code::kPrecisionUnable, "", "choose with --dtype"},
      {code::kStepGraph, "", "--eager trains without"},
      {code::kStepMemory, "", "--batch with --accumulate, --crop, --checkpointing"},
      {code::kWorkers, "", "--threads N"},

      {code::kClassesUnmatched, "", "--labels FILE names the model's classes, --list FILE gives numbers"},
      {code::kDataOnlyFolder, "holds others: is --data ", "", "holds others: is "},
      {code::kDataOtherTask, "", "--list, or --train-list, --val-list and --test-list, name one"},
      {code::kDataTwoLists, "--data: ", "leave out --train-list, or give the folder with --data"},
      {code::kDataTwoValidations, "", "leave out --val-list or --val-fraction"},

      {code::kDistilIdle, "--distil: ", ""},
      {code::kFolderBusy, "", "give another folder with --out"},
      {code::kFolderFile, "--out: ", ""},
      {code::kFolderUsed, "", "choose another --out"},
      {code::kLossDiverged, "", "--lr, --clip-norm 1, --warmup-epochs"},
      {code::kRunBegun, "", "choose another --out, or continue the run with --resume"},
      {code::kRunNone, "--resume: ", "start the run without --resume"},
      {code::kRunNothing, "--resume: ", "choose another --out"},
      {code::kRunOther, "", "with --resume, --epochs alone may grow; else choose another --out"},
      {code::kRunPictures, "--resume: ", "to start anew, choose another --out"},
      {code::kRunStopped, "", "the same command with --resume goes on"},
      {code::kRunUnfinished, "", "repeat the run's command with --resume"},
      {code::kTeacherElastic, "", "leave out --teacher or --schedule elastic"},
      {code::kTeacherOther, "--teacher: ", ""},
      {code::kTocomDiverged, "", "--lr"},
      {code::kTocomRates, "--max-rate: ", ""},
  };
  return kHints;
}

std::string with_hint(const Error& error) {
  std::string sentence = error.what();
  const auto found = std::find_if(hints().begin(), hints().end(),
                                  [&](const Hint& hint) { return hint.code == error.code(); });
  if (found == hints().end()) return sentence;
  // The last of them: a file's name may stand before.
  const std::string words = found->words;
  const std::size_t place = words.empty() ? 0 : sentence.rfind(words);
  if (place != std::string::npos) sentence.replace(place, words.size(), found->front);
  return sentence + (*found->type == '\0' ? "" : "\nOn the command line: ") + found->type;
}

}  // namespace pyra
