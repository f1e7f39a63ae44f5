#include "engine/cpu/workspace.h"

namespace pyra {

WorkspaceLayout::WorkspaceLayout(const WorkspaceNeeds& needs, int threads) : needs_(needs) {
  const auto each = static_cast<std::size_t>(threads);
  Layout layout;
  needs_.library = whole_lines(needs.library);
  needs_.row_width = padded(needs.row_width);
  needs_.attention = padded(needs.attention);
  needs_.reduction = whole_lines(needs.reduction);
  entering_ = layout.add(needs_.entering);
  entering_scales_ = layout.add(needs_.entering_scales);
  qkv_ = layout.add(needs_.qkv);
  mixed_ = layout.add(needs_.mixed);
  hidden_ = layout.add(needs_.hidden);
  hidden_scales_ = layout.add(needs_.hidden_scales);
  branch_ = layout.add(needs_.branch);
  log_size_ = layout.add(needs_.log_size);
  turns_ = layout.add(needs_.turns);
  sums_ = layout.add(needs_.sums);
  library_ = layout.add(each * needs_.library);
  rows_ = layout.add(each * static_cast<std::size_t>(needs_.row_width) * sizeof(float));
  attention_ = layout.add(each * static_cast<std::size_t>(needs_.attention) * sizeof(float));
  reduction_ = layout.add(each * needs_.reduction);
  matching_ = layout.add(needs_.matching);
  bytes_ = layout.bytes();
}

Workspace WorkspaceLayout::place(const Arena& arena, std::size_t base, Team& team) const {
  const StepScratch step{arena.at<std::int32_t>(base + sums_),
                         arena.at<float>(base + rows_),
                         needs_.row_width,
                         needs_.library > 0 ? arena.at<std::byte>(base + library_) : nullptr,
                         needs_.library,
                         &team};
  return {{arena.at<void>(base + entering_), arena.at<float>(base + entering_scales_)},
          {arena.at<void>(base + hidden_), arena.at<float>(base + hidden_scales_)},
          arena.at<void>(base + qkv_),
          arena.at<void>(base + mixed_),
          arena.at<float>(base + branch_),
          arena.at<float>(base + log_size_),
          arena.at<float>(base + turns_),
          step,
          arena.at<float>(base + attention_),
          needs_.attention,
          arena.at<std::byte>(base + reduction_),
          needs_.reduction,
          arena.at<std::int32_t>(base + matching_)};
}

}  // namespace pyra
