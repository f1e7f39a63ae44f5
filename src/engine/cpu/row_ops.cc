#include "engine/cpu/row_ops.h"

#include <cmath>

#include "engine/cpu/head_pieces.h"
#include "kernels/quantise.h"

namespace pyra {
namespace {

template <typename T>
void mix(const MixTask& task, Team& team, float* scratch, std::int64_t thread_stride) {
  const std::int64_t channels = task.heads * task.head_dim;
  const float scale = 1.0F / std::sqrt(static_cast<float>(task.head_dim));
  const HeadPieces pieces(task.pictures * task.heads, task.queries, team.threads());
  team.for_each(pieces.count(), [&](std::int64_t index, int thread) {
    const HeadPiece piece = pieces.at(index);
    const std::int64_t picture = piece.head / task.heads, column = piece.head % task.heads * task.head_dim;
    const std::int64_t query = picture * task.queries + piece.first;
    const std::int64_t kv = picture * task.keys * task.kv_row + column;
    const float* turns = task.turns.of(picture);
    const AttentionHead<T> head{static_cast<const T*>(task.q) + query * task.q_row + column,
                                static_cast<const T*>(task.k) + kv,
                                static_cast<const T*>(task.v) + kv,
                                task.q_row,
                                task.kv_row,
                                task.log_size != nullptr ? task.log_size + picture * task.keys : nullptr,
                                scale,
                                turns != nullptr ? turns + piece.first * task.head_dim : nullptr,
                                turns};
    attention(head, {piece.count, task.keys, task.head_dim, turns != nullptr},
              static_cast<T*>(task.out) + query * channels + column, channels,
              scratch + thread * thread_stride);
  });
}

}  // namespace

void normalise_rows(const float* x, std::int64_t rows, const Norm& norm, Element element,
                    const Activations& to, const StepScratch& scratch) {
  const NormWeights view = norm.view();
  for_rows(*scratch.team, rows, [&](std::int64_t first, std::int64_t count, int thread) {
    const float* from = x + first * view.channels;
    const std::int64_t at = first * view.channels;
    if (element == Element::f32) layer_norm(from, count, view, static_cast<float*>(to.values) + at);
    if (element == Element::bf16) layer_norm(from, count, view, static_cast<Bf16*>(to.values) + at);
    if (element == Element::s8) {
      layer_norm(from, count, view, static_cast<std::int8_t*>(to.values) + at, to.scales + first,
                 scratch.rows + thread * scratch.row_width);
    }
  });
}

Activations enter_product(void* from, Element attention, std::int64_t rows, std::int64_t columns,
                          Element element, const Activations& to, const StepScratch& scratch) {
  if (element != Element::s8) return {from, nullptr};
  for_rows(*scratch.team, rows, [&](std::int64_t first, std::int64_t count, int) {
    auto* values = static_cast<std::int8_t*>(to.values) + first * columns;
    if (attention == Element::bf16) {
      quantise_rows(static_cast<const Bf16*>(from) + first * columns, count, columns, values,
                    to.scales + first);
    } else {
      quantise_rows(static_cast<const float*>(from) + first * columns, count, columns, values,
                    to.scales + first);
    }
  });
  return to;
}

void mix_tokens(const MixTask& task, Team& team, float* scratch, std::int64_t thread_stride) {
  task.element == Element::bf16 ? mix<Bf16>(task, team, scratch, thread_stride)
                                : mix<float>(task, team, scratch, thread_stride);
}

double mix_macs(const MixTask& task) {
  return 2.0 * static_cast<double>(task.pictures * task.heads) *
         static_cast<double>(task.queries * task.keys * task.head_dim);
}

}  // namespace pyra
