// What an error is about, as a name for programs.
#pragma once

#include <string_view>

namespace pyra {

/// Stands beside an error's sentence, so that a program can add how *it* is asked for what the sentence asks
/// for: the name of an option, a button. Codes are stable: one keeps its text and its meaning from version to
/// version, new ones may come. Most errors have none, for nothing can be added to them.
struct ErrorCode {
  const char* text = "";  // "SUBJECT.WHAT", of static storage

  constexpr bool empty() const { return *text == '\0'; }
  friend constexpr bool operator==(ErrorCode one, ErrorCode other) {
    return std::string_view(one.text) == other.text;
  }
};

namespace code {

// Of models and what is loaded beside them.
inline constexpr ErrorCode kAdapterMissing{"adapter.missing"};  // a folder without an adapter
inline constexpr ErrorCode kAdapterNone{"adapter.none"};        // a file that is no adapter
inline constexpr ErrorCode kBackboneContradicted{
    "backbone.contradicted"};  // stated otherwise than its adapter does
inline constexpr ErrorCode kBackboneMissing{
    "backbone.missing"};                                      // the adapter's backbone is not where it was
inline constexpr ErrorCode kBackboneOther{"backbone.other"};  // not the one that the adapter was trained on
inline constexpr ErrorCode kDeployedBackbone{"deployed.backbone"};  // a deployed model and a backbone
inline constexpr ErrorCode kDeployedNone{"deployed.none"};          // a file that is no deployed model
inline constexpr ErrorCode kDeployedStated{
    "deployed.stated"};  // what a deployed model says itself is overridden
inline constexpr ErrorCode kDeployedTocom{"deployed.tocom"};  // a deployed model and a token compensator
inline constexpr ErrorCode kFileAdapter{"file.adapter"};      // an adapter where a backbone is asked for
inline constexpr ErrorCode kFileDeployed{"file.deployed"};    // a deployed model there
inline constexpr ErrorCode kFileRun{"file.run"};              // a run's checkpoint there
inline constexpr ErrorCode kFileTocom{"file.tocom"};          // a token compensator there
inline constexpr ErrorCode kReducerOther{"reducer.other"};    // weights of one reducer, another asked for
inline constexpr ErrorCode kTocomOther{"tocom.other"};        // a compensator of another backbone
inline constexpr ErrorCode kTocomRange{"tocom.range"};        // a rate beyond the compensator's

// Of what a checkpoint does not say of its backbone.
inline constexpr ErrorCode kActivationUnknown{"activation.unknown"};
inline constexpr ErrorCode kCopyUnclear{"copy.unclear"};  // several networks in the file, and which is open
inline constexpr ErrorCode kCopyUnknown{"copy.unknown"};  // not in the file
inline constexpr ErrorCode kHeadsDivide{"heads.divide"};
inline constexpr ErrorCode kImageSizeMisfit{"image_size.misfit"};  // stated, but the positions are of another
inline constexpr ErrorCode kImageSizeText{"image_size.text"};      // a text that is no size
inline constexpr ErrorCode kImageSizeUnknown{"image_size.unknown"};  // to be stated

// Of schedules.
inline constexpr ErrorCode kScheduleBound{"schedule.bound"};  // weights belong to another (force_schedule)
inline constexpr ErrorCode kScheduleElastic{"schedule.elastic"};  // a reducer that cannot be elastic
inline constexpr ErrorCode kScheduleFile{"schedule.file"};        // a file that is no schedule
inline constexpr ErrorCode kScheduleIdle{"schedule.idle"};  // one that merges, and a reducer that does not
inline constexpr ErrorCode kScheduleList{"schedule.list"};  // several in a text that cannot be told apart
inline constexpr ErrorCode kScheduleRange{
    "schedule.range"};  // beyond what an elastic adapter knows (force_schedule)
inline constexpr ErrorCode kScheduleReducer{"schedule.reducer"};  // found with another reducer

// Of the machine.
inline constexpr ErrorCode kBatchLarge{"batch.large"};            // more pictures than a call or memory takes
inline constexpr ErrorCode kBatchList{"batch.list"};              // a text that is no list of batches
inline constexpr ErrorCode kDeviceMissing{"device.missing"};      // no GPU of this number that pyra can use
inline constexpr ErrorCode kDeviceUnable{"device.unable"};        // the GPU does not do this yet
inline constexpr ErrorCode kGpuMemory{"gpu.memory"};              // full
inline constexpr ErrorCode kPrecisionUnable{"precision.unable"};  // not on this device
inline constexpr ErrorCode kStepGraph{"step_graph.missing"};      // steps cannot be recorded
inline constexpr ErrorCode kStepMemory{"step.memory"};            // a training step that memory cannot hold
inline constexpr ErrorCode kWorkers{"workers.limit"};             // threads that load pictures

// Of pictures and classes.
inline constexpr ErrorCode kClassesUnmatched{"classes.unmatched"};  // the data's and the model's
inline constexpr ErrorCode kDataOnlyFolder{"data.only_folder"};     // it holds the classes
inline constexpr ErrorCode kDataOtherTask{"data.other_task"};       // than the model or other data has
inline constexpr ErrorCode kDataTwoLists{"data.two_lists"};         // to train on
inline constexpr ErrorCode kDataTwoValidations{"data.two_validations"};

// Of runs.
inline constexpr ErrorCode kDistilIdle{"distil.idle"};      // nothing merges
inline constexpr ErrorCode kFolderBusy{"folder.busy"};      // another pyra works in it
inline constexpr ErrorCode kFolderFile{"folder.file"};      // a file where a folder is wanted
inline constexpr ErrorCode kFolderUsed{"folder.used"};      // not empty, and no run in it
inline constexpr ErrorCode kLossDiverged{"loss.diverged"};  // of training
inline constexpr ErrorCode kRunBegun{"run.begun"};          // the folder holds a run already
inline constexpr ErrorCode kRunNone{"run.none"};            // nothing to resume: the folder is empty
inline constexpr ErrorCode kRunNothing{"run.nothing"};    // nothing to resume: the folder holds other things
inline constexpr ErrorCode kRunOther{"run.other"};        // resumed with other settings
inline constexpr ErrorCode kRunPictures{"run.pictures"};  // resumed with other pictures
inline constexpr ErrorCode kRunStopped{"run.stopped"};    // and saved
inline constexpr ErrorCode kRunUnfinished{"run.unfinished"};    // its adapter is not written yet
inline constexpr ErrorCode kTeacherElastic{"teacher.elastic"};  // a teacher for what teaches itself
inline constexpr ErrorCode kTeacherOther{"teacher.other"};      // of other classes or other pixels
inline constexpr ErrorCode kTocomDiverged{"tocom.diverged"};    // the loss of a compensator
inline constexpr ErrorCode kTocomRates{"tocom.rates"};          // more than the tokens allow

}  // namespace code
}  // namespace pyra
