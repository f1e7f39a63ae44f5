// Rules from outside (pyra/reducer.h), run as a reduction.
#include <algorithm>
#include <utility>

#include "base/memory/carver.h"
#include "pyra/error.h"
#include "pyra/reducer.h"
#include "reducers/list.h"
#include "reducers/shared/routed_reduction.h"

namespace pyra {
namespace {

class AddedReduction final : public RoutedReduction {
 public:
  AddedReduction(const ReductionSetting& setting, OwnReducer own)
      : RoutedReduction(setting), own_(std::move(own)), block_(setting.block) {}
  double match_macs() const override { return 0; }

 protected:
  std::size_t scratch_bytes() const override { return measured<Parts>(shape_); }
  void route(const AttendedTokens& in, std::int64_t picture, const Routing& to,
             std::byte* scratch) const override {
    const auto [keys, ones] = carved<Parts>(scratch, shape_);
    mean_keys_of(in, picture, keys);
    const float* size = size_of(in, picture);
    if (size == nullptr) std::fill_n(ones, shape_.tokens, 1.0F);
    own_.rule({block_, shape_.tokens, shape_.prefix, shape_.rate, shape_.channels, shape_.head_dim,
               in.x + picture * shape_.tokens * shape_.channels, keys, size != nullptr ? size : ones},
              to.row);
    check(to.row);
    route_by_joins(to.row, size, route_shape(), to);
  }

 private:
  struct Parts {
    float *keys, *ones;  // [N, D], [N]

    static Parts cut(Carver& from, const ReductionShape& shape) {
      return {.keys = from.take<float>(shape.tokens * shape.head_dim),
              .ones = from.take<float>(shape.tokens)};
    }
  };

  void check(const std::int32_t* joins) const {
    std::int64_t gone = 0;
    for (std::int32_t i = 0; i < shape_.tokens; ++i) {
      if (joins[i] == i) continue;
      ++gone;
      if (i < shape_.prefix) fail("lets prefix token " + std::to_string(i) + " go, which has to stay");
      if (joins[i] < -1 || joins[i] >= shape_.tokens || (joins[i] >= 0 && joins[joins[i]] != joins[i])) {
        fail("merges token " + std::to_string(i) + " into " + std::to_string(joins[i]) +
             "; expected -1 or one of " + std::to_string(shape_.tokens) + " that stays");
      }
    }
    if (gone != shape_.rate)
      fail("lets " + std::to_string(gone) + " tokens go; expected " + std::to_string(shape_.rate));
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Failure("the rule of reducer '" + own_.name + "' " + what + " (block " + std::to_string(block_) +
                  "); see pyra/reducer.h for what it has to answer");
  }

  OwnReducer own_;
  std::int64_t block_;
};

}  // namespace

void add_reducer(OwnReducer own) {
  const auto of_a_name = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  if (own.name.empty() || !std::all_of(own.name.begin(), own.name.end(), of_a_name))
    throw InputError("reducer '" + own.name + "': a name of small letters, digits and _ expected");
  if (!own.rule) throw InputError("reducer '" + own.name + "' comes without a rule");
  Reducer reducer{.name = own.name, .doc = own.doc, .make = {}};
  reducer.make = [own = std::move(own)](const ReductionSetting& setting) -> std::unique_ptr<TokenReduction> {
    return std::make_unique<AddedReduction>(setting, own);
  };
  list_reducer(std::move(reducer));
}

}  // namespace pyra
