#include "runtime/workspace.h"

namespace pyra {
namespace {

constexpr std::size_t kLine = Layout::kAlignment;  // a thread's part never shares a cache line with another's

std::size_t whole_lines(std::size_t bytes) { return (bytes + kLine - 1) / kLine * kLine; }

std::int64_t whole_lines_of_floats(std::int64_t floats) {
  return static_cast<std::int64_t>(whole_lines(static_cast<std::size_t>(floats) * sizeof(float)) / sizeof(float));
}

}  // namespace

WorkspaceLayout::WorkspaceLayout(const WorkspaceNeeds& needs, int threads, Layout& layout) : needs_(needs) {
  const auto each = static_cast<std::size_t>(threads);
  needs_.row_width = whole_lines_of_floats(needs.row_width);
  needs_.attention = whole_lines_of_floats(needs.attention);
  needs_.reduction = whole_lines(needs.reduction);
  entering_ = layout.add(needs_.entering);
  entering_scales_ = layout.add(needs_.entering_scales);
  qkv_ = layout.add(needs_.qkv);
  queries_ = layout.add(needs_.queries);
  mixed_ = layout.add(needs_.mixed);
  hidden_ = layout.add(needs_.hidden);
  hidden_scales_ = layout.add(needs_.hidden_scales);
  branch_ = layout.add(needs_.branch);
  log_size_ = layout.add(needs_.log_size);
  sums_ = layout.add(needs_.sums);
  library_ = layout.add(needs_.library);
  rows_ = layout.add(each * static_cast<std::size_t>(needs_.row_width) * sizeof(float));
  attention_ = layout.add(each * static_cast<std::size_t>(needs_.attention) * sizeof(float));
  reduction_ = layout.add(each * needs_.reduction);
  matching_ = layout.add(needs_.matching);
}

Workspace WorkspaceLayout::place(const Arena& arena) const {
  return {{arena.at<void>(entering_), arena.at<float>(entering_scales_)},
          {arena.at<void>(hidden_), arena.at<float>(hidden_scales_)},
          arena.at<void>(qkv_),
          arena.at<void>(queries_),
          arena.at<void>(mixed_),
          arena.at<float>(branch_),
          arena.at<float>(log_size_),
          {arena.at<std::int32_t>(sums_), arena.at<float>(rows_), needs_.row_width, needs_.library > 0 ? arena.at<void>(library_) : nullptr},
          arena.at<float>(attention_),
          needs_.attention,
          arena.at<std::byte>(reduction_),
          needs_.reduction,
          arena.at<std::int32_t>(matching_)};
}

}  // namespace pyra
