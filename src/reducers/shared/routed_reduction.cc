#include "reducers/shared/routed_reduction.h"

#include <algorithm>
#include <vector>

#include "reducers/shared/class_attention.h"
#include "reducers/shared/received_attention.h"
#include "reducers/shared/segment_sum.h"

namespace pyra {

RoutedReduction::RoutedReduction(const ReductionSetting& setting) : TokenReduction(setting) {}

ReductionNeeds RoutedReduction::needs(std::int64_t pictures) const {
  if (shape_.rate == 0) return {};
  return {scratch_bytes(), matching_bytes(pictures)};
}

Routing RoutedReduction::routing_of(std::int64_t picture, const ReductionMemory& memory) const {
  std::int32_t* row = matching_of(picture, memory);
  return {row, reinterpret_cast<float*>(row + shape_.tokens),
          reinterpret_cast<float*>(row + 2 * shape_.tokens)};
}

void RoutedReduction::match(const AttendedTokens& in, std::int64_t pictures,
                            const ReductionMemory& memory) const {
  for_pictures(pictures, memory, [&](std::int64_t picture, std::byte* scratch) {
    route(in, picture, routing_of(picture, memory), scratch);
  });
}

void RoutedReduction::merge(const float* x, const float*, std::int64_t pictures, float* merged,
                            float* merged_size, const ReductionMemory& memory) const {
  move(x, shape_.channels, nullptr, pictures, merged, merged_size, memory);
  const std::int64_t left = shape_.tokens - shape_.rate;
  for (std::int64_t picture = 0; picture < pictures; ++picture) {
    std::copy_n(routing_of(picture, memory).size, left, merged_size + picture * left);
  }
}

void RoutedReduction::move(const float* values, std::int64_t channels, const float*, std::int64_t pictures,
                           float* moved, float*, const ReductionMemory& memory) const {
  const std::int64_t left = shape_.tokens - shape_.rate;
  for_pictures(pictures, memory, [&](std::int64_t picture, std::byte*) {
    const Routing routing = routing_of(picture, memory);
    segment_sum(values + picture * shape_.tokens * channels, routing.row, routing.share, shape_.tokens, left,
                channels, moved + picture * left * channels);
  });
}

void RoutedReduction::move_places(const float* places, const float* size, std::int64_t pictures, float* moved,
                                  float* merged_size, const ReductionMemory& memory) const {
  move(places, 2, size, pictures, moved, merged_size, memory);
  const std::int64_t left = shape_.tokens - shape_.rate;
  std::vector<double> shares(static_cast<std::size_t>(left));
  for (std::int64_t picture = 0; picture < pictures; ++picture) {
    const Routing routing = routing_of(picture, memory);
    std::fill(shares.begin(), shares.end(), 0.0);
    for (std::int64_t i = 0; i < shape_.tokens; ++i) {
      if (routing.row[i] >= 0)
        shares[static_cast<std::size_t>(routing.row[i])] += static_cast<double>(routing.share[i]);
    }
    float* place = moved + 2 * picture * left;
    for (const double share : shares) {
      // Those of one token alone keep their place to the bit.
      for (int axis = 0; axis < 2; ++axis, ++place) {
        if (share > 0 && share != 1) *place = static_cast<float>(static_cast<double>(*place) / share);
      }
    }
  }
}

void RoutedReduction::shares(const float*, const ReductionMemory& memory, const Routing& to) const {
  const Routing routing = routing_of(0, memory);
  std::copy_n(routing.row, shape_.tokens, to.row);
  std::copy_n(routing.share, shape_.tokens, to.share);
  std::copy_n(routing.size, shape_.tokens - shape_.rate, to.size);
}

std::size_t RoutedReduction::ranking_scratch(const ReductionShape& shape) {
  if (shape.class_token) return static_cast<std::size_t>(shape.tokens) * sizeof(float);
  return received_attention_scratch({shape.tokens, shape.tokens, shape.head_dim});
}

double RoutedReduction::ranking_macs() const {
  return static_cast<double>((shape_.class_token ? 1 : shape_.tokens) * shape_.tokens * shape_.channels);
}

void RoutedReduction::rank_tokens(const AttendedTokens& in, std::int64_t picture, float* attention,
                                  std::byte* scratch) const {
  const std::int64_t q = picture * in.q_picture, k = picture * shape_.tokens * in.k_row;
  const float* log_size = in.log_size != nullptr ? in.log_size + picture * shape_.tokens : nullptr;
  const auto rank = [&](auto element) {
    using T = decltype(element);
    const T *queries = static_cast<const T*>(in.q) + q, *keys = static_cast<const T*>(in.k) + k;
    if (shape_.class_token) {
      class_attention(queries, keys, in.k_row, {1, shape_.tokens, shape_.head_dim}, shape_.heads, log_size,
                      in.turns.of(picture), attention, reinterpret_cast<float*>(scratch));
      return;
    }
    received_attention<T>(
        {queries, keys, in.q_row, in.k_row, size_of(in, picture), log_size, in.turns.of(picture)},
        {shape_.tokens, shape_.tokens, shape_.head_dim}, shape_.heads, attention, scratch);
  };
  shape_.element == Element::bf16 ? rank(Bf16{}) : rank(float{});
}

}  // namespace pyra
