// Bipartite soft matching (ToMe, arXiv 2210.09461, section 3; the PYRA paper keeps it unchanged).
#pragma once

#include <cstddef>
#include <cstdint>

namespace pyra {

/// One picture's tokens at one block.
struct MatchShape {
  std::int64_t tokens;    // N, prefix tokens included
  std::int64_t channels;  // D of the metric
  std::int64_t prefix;    // P <= N: class, distillation and register tokens, which never merge
  std::int64_t rate;      // R <= floor((N - P) / 2): tokens to remove
};

/// What tokens are compared by.
struct MatchMetric {
  const float* rows;  // [N, D] float32, need not be normalised
  const float* weight =
      nullptr;  // [N] >= 0: what losing a token costs, per unit of dissimilarity; null: all ones

  MatchMetric(const float* compared, const float* weights = nullptr) : rows(compared), weight(weights) {}
};

/// Set A is the even positions, B the odd ones. Every A picks the B of largest cosine similarity (lowest
/// index on ties); the R best A's merge (descending similarity s, lowest index on ties; with weights w
/// ascending (1 - s) w). Equal tokens tie exactly: the sum of every pair runs over the channels in the same
/// order.
///
/// metric      a row that is zero or not finite is similar to
///             nothing (similarity 0), so that a diverged model still merges within bounds.
/// source      [R] out: positions (0..N-1) of the tokens that merge, most similar pair first.
/// destination [R] out: position of each source's partner.
/// row         [N] out: the row of the output that each token goes to. Output order: the P prefix tokens,
/// then the
///             A's that stay, ascending, then the B's, ascending. Sources share their partner's row.
/// scratch     match_scratch(shape) bytes, aligned to 64.
void match_tokens(const MatchMetric& metric, const MatchShape& shape, std::int32_t* source,
                  std::int32_t* destination, std::int32_t* row, void* scratch);
std::size_t match_scratch(const MatchShape& shape);

/// The same with scratch memory of its own.
void match_tokens(const MatchMetric& metric, const MatchShape& shape, std::int32_t* source,
                  std::int32_t* destination, std::int32_t* row);

/// The rows of the output, given the matching; shared by both.
void assign_rows(const MatchShape& shape, const std::int32_t* source, const std::int32_t* destination,
                 std::int32_t* row);

/// What match_tokens() found, as the kernels that use it read it.
struct MatchedTokens {
  const std::int32_t *source, *destination;  // [R]
  const std::int32_t* row;                   // [N]
};

}  // namespace pyra
