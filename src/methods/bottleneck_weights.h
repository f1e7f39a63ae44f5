// A bottleneck around the MLP of a block, as a method hands it to engines: two narrow maps, always float32,
// whatever the precision of the products.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace pyra {

/// x += D, D = up act(down x' + down_bias) + up_bias. Empty maps: none.
struct BottleneckWeights {
  enum class Reads {
    tokens,  // x' = x, before the MLP is added to it
    norm,    // x' = norm2 x
    mlp,     // x' = the MLP's output, which joins x as well
  };
  enum class Activation { relu, quick_gelu };

  Reads reads = Reads::tokens;
  Activation activation = Activation::relu;
  std::vector<float> down, down_bias;  // [width, C], [width]
  std::vector<float> up, up_bias;      // [C, width], [C]
  /// D reaches later blocks too: the sum of a group of blocks travels beside the tokens from the one that
  /// opens it to the one that closes it, and joins x there.
  bool carries = false, opens = true, closes = false;

  std::int64_t width() const { return static_cast<std::int64_t>(down_bias.size()); }
};

/// The tensors of one block that a method added.
struct BlockTensors {
  std::int64_t block, depth;
  /// Values by the name within the block ("adapter.ln1.weight"). Throws InputError where one is not finite.
  std::function<std::vector<float>(const std::string& name)> values;
};

}  // namespace pyra
