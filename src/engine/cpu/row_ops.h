// Steps that go row by row, shared by the team.
#pragma once

#include <algorithm>

#include "engine/cpu/dense_step.h"
#include "kernels/turns.h"

namespace pyra {

inline constexpr std::int64_t kRowsAtOnce = 16;

/// body(first, count, thread) over runs of neighbouring rows.
template <typename Body>
void for_rows(Team& team, std::int64_t rows, const Body& body) {
  team.for_each((rows + kRowsAtOnce - 1) / kRowsAtOnce, [&](std::int64_t part, int thread) {
    const std::int64_t first = part * kRowsAtOnce;
    body(first, std::min(kRowsAtOnce, rows - first), thread);
  });
}

/// LayerNorm of x [rows, C] into what a product of `element` reads.
void normalise_rows(const float* x, std::int64_t rows, const Norm& norm, Element element,
                    const Activations& to, const StepScratch& scratch);

/// What attention left, [rows, columns] of `attention` (f32 or bf16), as a product of `element` reads it:
/// `from` itself where they agree, else rounded to int8 in `to`.
Activations enter_product(void* from, Element attention, std::int64_t rows, std::int64_t columns,
                          Element element, const Activations& to, const StepScratch& scratch);

/// One head after another of each picture; see kernels/attention.h.
struct MixTask {
  const void *q, *k, *v;       // of the first picture, `element` each
  std::int64_t q_row, kv_row;  // elements from token to token
  const float* log_size;       // [pictures, N] or null
  std::int64_t pictures, queries, keys, heads, head_dim;
  Element element;
  void* out;         // [pictures, queries, heads * head_dim]
  Turns turns = {};  // of the keys; the queries are the first of the tokens that the keys are
};
/// scratch: for each thread attention_scratch() floats, `thread_stride` apart.
void mix_tokens(const MixTask& task, Team& team, float* scratch, std::int64_t thread_stride);
double mix_macs(const MixTask& task);

}  // namespace pyra
