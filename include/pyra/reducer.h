// A rule of one's own for removing tokens, beside those that pyra has: engines and training run it as any
// other. examples/own_reducer is a program that adds one, trains with it, exports and runs the result.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace pyra {

/// The tokens of one picture at one block, between attention and MLP; prefix tokens (the class token and its
/// like) come first.
struct TokensAtBlock {
  std::int64_t block;
  std::int64_t tokens;    // N
  std::int64_t prefix;    // P: those have to stay
  std::int64_t removed;   // R: N - R rows are left, R at least 1
  std::int64_t channels;  // C
  std::int64_t head_dim;  // D
  const float* x;  // [N, C] as attention leaves them (in the last block of a class-token model, as they came)
  const float* keys;  // [N, D] the mean of the heads' keys: what ToMe compares
  const float* size;  // [N] patches that each token stands for
};

/// Writes into joins [N] which token's row each token shares: its own index where it stays, that of one that
/// stays where it is merged, -1 where it leaves without a trace. Just R tokens do not stay, and no prefix
/// token is among them. Rows are means weighted by size (ToMe, arXiv 2210.09461). Called by many threads at a
/// time; the same tokens have to give the same answer, or training and engine disagree.
using JoinRule = std::function<void(const TokensAtBlock& tokens, std::int32_t* joins)>;

struct OwnReducer {
  std::string name;  // of small letters, digits and _, as in recipes, options and files
  std::string doc;   // one line of help
  JoinRule rule;
};

/// From then on the name is known to recipes, training, engines and files of this process; other programs
/// refuse a file that names it. On the CPU alone, without weights. Before anything is loaded or trained, and
/// from one thread. Throws InputError for a name that is taken or no name, and where there is no rule. An
/// answer that breaks its contract throws Failure where the model runs.
void add_reducer(OwnReducer own);

}  // namespace pyra
