#include <algorithm>
#include <cmath>

#include "kernels/attention.h"
#include "kernels/kernel_cases.h"
#include "kernels/turn_reference.h"

namespace pyra::testing {
namespace {

struct BackwardCase {
  AttentionShape shape;
  std::int64_t row;  // elements between tokens, of all six operands
  bool sized;
};

/// q, k, v and the gradient of `out`, and the gradients to be found: all [M or N, row].
struct Operands {
  Floats q, k, v, out, log_size;
  float scale;
  Floats query_turns, key_turns;  // of a turned shape

  Operands(const BackwardCase& c, unsigned seed)
      : q(random_floats(c.shape.queries * c.row, seed)),
        k(random_floats(c.shape.keys * c.row, seed + 1)),
        v(random_floats(c.shape.keys * c.row, seed + 2)),
        out(random_floats(c.shape.queries * c.row, seed + 3)),
        scale(1 / std::sqrt(static_cast<float>(c.shape.head_dim))) {
    if (c.shape.turned) {
      query_turns = random_turns(c.shape.queries, c.shape.head_dim, seed + 5);
      key_turns = random_turns(c.shape.keys, c.shape.head_dim, seed + 6);
    }
    if (!c.sized) return;
    for (const float size : random_sizes(c.shape.keys, seed + 4)) log_size.push_back(std::log(size));
  }
  const float* sizes() const { return log_size.empty() ? nullptr : log_size.data(); }
};

struct Gradients {
  Floats q, k, v;
};

/// The equations of attention.h in double precision, of what is not turned; what lies between the rows stays
/// 0.
Gradients unturned_gradients(const BackwardCase& c, const Operands& from) {
  const std::int64_t queries = c.shape.queries, keys = c.shape.keys, depth = c.shape.head_dim;
  const auto at = [&](const Floats& values, std::int64_t i, std::int64_t d) {
    return static_cast<double>(values[static_cast<std::size_t>(i * c.row + d)]);
  };
  std::vector<double> dq(from.q.size()), dk(from.k.size()), dv(from.v.size());
  for (std::int64_t i = 0; i < queries; ++i) {
    std::vector<double> p(static_cast<std::size_t>(keys)), dp(p.size());
    double total = 0, mean = 0;
    for (std::int64_t j = 0; j < keys; ++j) {
      double logit = 0;
      for (std::int64_t d = 0; d < depth; ++d) logit += at(from.q, i, d) * at(from.k, j, d);
      logit = logit * static_cast<double>(from.scale) +
              (c.sized ? static_cast<double>(from.log_size[static_cast<std::size_t>(j)]) : 0);
      total += p[static_cast<std::size_t>(j)] = std::exp(logit);  // the inputs are small: no overflow
    }
    for (std::size_t j = 0; j < p.size(); ++j) {
      p[j] /= total;
      for (std::int64_t d = 0; d < depth; ++d)
        dp[j] += at(from.out, i, d) * at(from.v, static_cast<std::int64_t>(j), d);
      mean += p[j] * dp[j];
    }
    for (std::int64_t j = 0; j < keys; ++j) {
      const double weight = p[static_cast<std::size_t>(j)];
      const double ds = weight * (dp[static_cast<std::size_t>(j)] - mean) * static_cast<double>(from.scale);
      for (std::int64_t d = 0; d < depth; ++d) {
        dv[static_cast<std::size_t>(j * c.row + d)] += weight * at(from.out, i, d);
        dq[static_cast<std::size_t>(i * c.row + d)] += ds * at(from.k, j, d);
        dk[static_cast<std::size_t>(j * c.row + d)] += ds * at(from.q, i, d);
      }
    }
  }
  return {Floats(dq.begin(), dq.end()), Floats(dk.begin(), dk.end()), Floats(dv.begin(), dv.end())};
}

Gradients plain_gradients(const BackwardCase& c, const Operands& from) {
  if (!c.shape.turned) return unturned_gradients(c, from);
  const auto turn = [&](const Floats& rows, const Floats& turns, double direction) {
    return turned_reference(rows, c.row, c.shape.head_dim, turns, direction);
  };
  Operands as_seen = from;
  as_seen.q = turn(from.q, from.query_turns, 1);
  as_seen.k = turn(from.k, from.key_turns, 1);
  const Gradients found = unturned_gradients(c, as_seen);
  return {turn(found.q, from.query_turns, -1), turn(found.k, from.key_turns, -1), found.v};
}

void check_f32(const BackwardCase& c, unsigned seed, const Kernels& kernels) {
  const Operands from(c, seed);
  const Gradients expected = plain_gradients(c, from);
  Gradients found{Floats(from.q.size()), Floats(from.k.size()), Floats(from.v.size())};
  const Scratch scratch(static_cast<std::size_t>(attention_backward_scratch(c.shape)) * sizeof(float));
  kernels.attention_backward_f32({from.q.data(), from.k.data(), from.v.data(), c.row, c.row, from.sizes(),
                                  from.scale, from.query_turns.data(), from.key_turns.data()},
                                 c.shape, from.out.data(), c.row,
                                 {found.q.data(), found.k.data(), found.v.data(), c.row, c.row},
                                 scratch.floats());
  expect_close(found.q, expected.q, 1e-5, "gradient of q");
  expect_close(found.k, expected.k, 1e-5, "gradient of k");
  expect_close(found.v, expected.v, 1e-5, "gradient of v");
}

void check_bf16(const BackwardCase& c, unsigned seed, const Kernels& kernels) {
  Operands from(c, seed);
  const std::vector<Bf16> q = to_bf16(from.q), k = to_bf16(from.k), v = to_bf16(from.v),
                          out = to_bf16(from.out);
  from.q = from_bf16(q), from.k = from_bf16(k), from.v = from_bf16(v), from.out = from_bf16(out);
  const Gradients expected = plain_gradients(c, from);
  std::vector<Bf16> dq(q.size()), dk(k.size()), dv(v.size());
  const Scratch scratch(static_cast<std::size_t>(attention_backward_scratch(c.shape)) * sizeof(float));
  kernels.attention_backward_bf16({q.data(), k.data(), v.data(), c.row, c.row, from.sizes(), from.scale,
                                   from.query_turns.data(), from.key_turns.data()},
                                  c.shape, out.data(), c.row, {dq.data(), dk.data(), dv.data(), c.row, c.row},
                                  scratch.floats());
  expect_close(from_bf16(dq), expected.q, 2e-2, "gradient of q");
  expect_close(from_bf16(dk), expected.k, 2e-2, "gradient of k");
  expect_close(from_bf16(dv), expected.v, 2e-2, "gradient of v");
}

}  // namespace

void add_attention_backward_cases(KernelCases& cases) {
  for (const bool sized : {false, true}) {
    for (const AttentionShape s : {AttentionShape{1, 1, 8},
                                   {5, 5, 3},
                                   {33, 33, 64},
                                   {50, 50, 24},
                                   {2, 40, 16},
                                   {97, 97, 80},
                                   {33, 33, 64, true},
                                   {5, 7, 6, true},
                                   {97, 97, 80, true},
                                   {2, 40, 24, true}}) {
      for (const std::int64_t padding : {0, 6}) {
        const auto seed = static_cast<unsigned>(cases.size());
        const BackwardCase c{s, s.head_dim + padding, sized};
        const std::string shape = "M=" + std::to_string(s.queries) + " N=" + std::to_string(s.keys) +
                                  " D=" + std::to_string(s.head_dim) + " row=" + std::to_string(c.row) +
                                  (sized ? " sized" : "") + (s.turned ? " turned" : "");
        cases.push_back({"attention_backward f32 " + shape,
                         [=](const Kernels& kernels) { check_f32(c, seed, kernels); }});
        cases.push_back({"attention_backward bf16 " + shape,
                         [=](const Kernels& kernels) { check_bf16(c, seed, kernels); }});
      }
    }
  }
}

}  // namespace pyra::testing
