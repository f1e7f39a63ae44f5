#include "engine/reference_vit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include "engine/reference_layers.h"
#include "engine/reference_merge.h"
#include "engine/reference_pool.h"
#include "engine/reference_reducers.h"
#include "support/activations.h"

namespace pyra {
namespace {

class Reference : ReferenceWeights {
 public:
  explicit Reference(const InferenceModel& model)
      : ReferenceWeights(model), model_(model), c_(model.config) {}

  Row logits(const float* image) const {
    Rows x = embed(image);
    if (c_.norm_pre) norm_all(x, "norm_pre", c_.norm_eps);
    Row size(x.size(), 1.0);
    // Two more: the token's place, which merges as all that is carried does.
    Rows carried(x.size(), Row(static_cast<std::size_t>(c_.dim) + 2, 0.0));
    for (std::size_t i = 0; i < x.size(); ++i) std::copy_n(place_of(i).begin(), 2, carried[i].end() - 2);
    for (std::int64_t i = 0; i < c_.depth; ++i)
      block(i, model_.rates[static_cast<std::size_t>(i)], x, size, carried);
    if (c_.final_norm) norm_all(x, "norm", c_.norm_eps);
    return head(x, size);
  }

 private:
  void norm_all(Rows& x, const std::string& name, double eps) const {
    for (Row& row : x) row = norm(row, name, eps);
  }

  /// (y, x) of a patch, as the kind of rotary positions counts them; 0 of prefix tokens.
  std::array<double, 2> place_of(std::size_t token) const {
    const auto prefix = static_cast<std::size_t>(c_.prefix_tokens());
    if (token < prefix) return {0, 0};
    const std::int64_t index = static_cast<std::int64_t>(token - prefix), columns = c_.image_width / c_.patch,
                       rows = c_.image_height / c_.patch;
    const auto place = [&](std::int64_t at, std::int64_t of) {
      const auto i = static_cast<double>(at), n = static_cast<double>(of);
      if (!c_.rope_counted) return 2 * (i + 0.5) / n - 1;
      const double counted = i + static_cast<double>(c_.rope_offset);
      return c_.rope_reference > 0 ? counted * static_cast<double>(c_.rope_reference) / n : counted;
    };
    const double y = place(index / columns, rows), x = place(index % columns, columns);
    return c_.rope_x_first ? std::array{x, y} : std::array{y, x};
  }

  /// C channels, head by head, turned by the token's place where positions are rotary.
  Row turned(Row row, const Row& carried) const {
    if (!c_.rotary) return row;
    const auto head_dim = static_cast<std::size_t>(c_.head_dim()), half = head_dim / 2, quarter = half / 2;
    for (std::size_t first = 0; first < row.size(); first += head_dim) {
      for (std::size_t d = 0; d < half; ++d) {
        const double place = carried[carried.size() - 2 + d / quarter],
                     share = static_cast<double>(d % quarter) / static_cast<double>(quarter),
                     turn = c_.rope_counted ? 1 : 2 * std::numbers::pi,
                     angle = turn * place / std::pow(c_.rope_theta, share);
        const double a = row[first + d], b = row[first + half + d];
        row[first + d] = a * std::cos(angle) - b * std::sin(angle);
        row[first + half + d] = b * std::cos(angle) + a * std::sin(angle);
      }
    }
    return row;
  }

  Rows embed(const float* image) const {
    Rows x;
    for (const char* name : {"cls_token", "dist_token", "reg_token"}) {
      if (!has(name)) continue;
      const Row& values = tensor(name);
      for (std::size_t at = 0; at < values.size(); at += static_cast<std::size_t>(c_.dim)) {
        x.emplace_back(values.begin() + static_cast<std::ptrdiff_t>(at),
                       values.begin() + static_cast<std::ptrdiff_t>(at) + c_.dim);
      }
    }
    const std::size_t prefix = x.size();
    for (std::int64_t py = 0; py < c_.image_height / c_.patch; ++py) {
      for (std::int64_t px = 0; px < c_.image_width / c_.patch; ++px) {
        Row pixels;
        for (std::int64_t channel = 0; channel < 3; ++channel) {
          for (std::int64_t i = 0; i < c_.patch; ++i) {
            for (std::int64_t j = 0; j < c_.patch; ++j) {
              pixels.push_back(image[(channel * c_.image_height + py * c_.patch + i) * c_.image_width +
                                     px * c_.patch + j]);
            }
          }
        }
        x.push_back(linear(pixels, "patch_embed.proj"));
      }
    }
    if (!c_.pos_embed) return x;
    const Row& positions = tensor("pos_embed");
    const std::size_t first = c_.pos_embed_has_prefix ? 0 : prefix;
    for (std::size_t i = 0; i < positions.size(); ++i)
      x[first + i / static_cast<std::size_t>(c_.dim)][i % static_cast<std::size_t>(c_.dim)] += positions[i];
    return x;
  }

  void block(std::int64_t index, std::int64_t rate, Rows& x, Row& size, Rows& carried) const {
    const std::string name = "blocks." + std::to_string(index);
    const auto dim = static_cast<std::size_t>(c_.dim), head_dim = static_cast<std::size_t>(c_.head_dim());
    Rows qkv;
    for (const Row& row : x)
      qkv.push_back(linear(norm(row, name + ".norm1", c_.norm_eps), name + ".attn.qkv"));
    Rows q, k;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto part = [&](std::size_t which) {
        const auto begin = qkv[i].begin() + static_cast<std::ptrdiff_t>(which * dim);
        return turned(Row(begin, begin + static_cast<std::ptrdiff_t>(dim)), carried[i]);
      };
      q.push_back(part(0));
      k.push_back(part(1));
    }
    Rows mixed(x.size(), Row(dim, 0.0));
    for (std::size_t first = 0; first < dim; first += head_dim) {
      for (std::size_t i = 0; i < x.size(); ++i) {
        Row weight(x.size());
        double total = 0;
        for (std::size_t j = 0; j < x.size(); ++j) {
          double logit = 0;
          for (std::size_t d = first; d < first + head_dim; ++d) logit += q[i][d] * k[j][d];
          weight[j] = size[j] * std::exp(logit / std::sqrt(static_cast<double>(head_dim)));
          total += weight[j];
        }
        for (std::size_t j = 0; j < x.size(); ++j) {
          for (std::size_t d = first; d < first + head_dim; ++d)
            mixed[i][d] += weight[j] / total * qkv[j][2 * dim + d];
        }
      }
    }
    add_branch(x, mixed,
               [&](const Row& row) { return scaled(linear(row, name + ".attn.proj"), name + ".ls1.gamma"); });
    if (rate > 0 && is_routed(model_.reducer)) {
      route(index, rate, qkv, q, k, x, size, carried);
    } else if (rate > 0) {
      reference_merge(*this, c_, name, rate, qkv, x, size, carried);
    }
    const Rows beside = beside_mlp(name + ".adaptmlp.", name + ".norm2", x);
    add_branch(x, x, [&](const Row& row) {
      Row hidden = linear(norm(row, name + ".norm2", c_.norm_eps), name + ".mlp.fc1");
      for (std::size_t i = 0; i < static_cast<std::size_t>(c_.mlp_dim); ++i) {
        hidden[i] = testing::activation_at(c_.activation, hidden[i]);
        if (c_.gated_mlp) hidden[i] *= hidden[i + static_cast<std::size_t>(c_.mlp_dim)];
      }
      hidden.resize(static_cast<std::size_t>(c_.mlp_dim));
      return adapted(scaled(linear(hidden, name + ".mlp.fc2"), name + ".ls2.gamma"), name + ".adapter");
    });
    add_beside(index, beside, x, carried);
  }
  /// What bottlenecks beside the MLP add; see methods/adaptformer and adapt/dense.h.
  Rows beside_mlp(const std::string& name, const std::string& norm2, const Rows& x) const {
    const auto relu = [](Row z) {
      for (double& v : z) v = std::max(v, 0.0);
      return z;
    };
    Rows added;
    for (const Row& row : x) {
      if (has(name + "down_proj.weight")) {
        added.push_back(
            linear(relu(linear(norm(row, norm2, c_.norm_eps), name + "down_proj")), name + "up_proj"));
        for (double& v : added.back()) v *= 0.1;
      } else if (has(name + "down1.weight")) {
        const Row h = relu(linear(row, name + "down1"));
        Row u = linear(h, name + "down2");
        const Row back = linear(u, name + "up1");
        u.insert(u.end(), back.begin(), back.end());
        Row sum = linear(u, name + "down3");
        for (std::size_t i = 0; i < h.size(); ++i) sum[i] += h[i];
        added.push_back(linear(sum, name + "up2"));
      }
    }
    return added;
  }
  /// x += d, and for dense adapters the sum of a group at its end.
  void add_beside(std::int64_t index, const Rows& d, Rows& x, Rows& carried) const {
    if (d.empty()) return;
    const bool dense = has("blocks.0.adaptmlp.down1.weight"),
               closes = index % 3 == 2 || index + 1 == c_.depth;
    for (std::size_t i = 0; i < x.size(); ++i) {
      for (std::size_t k = 0; k < x[i].size(); ++k) {
        x[i][k] += d[i][k];
        if (!dense) continue;
        carried[i][k] += d[i][k];
        if (!closes) continue;
        x[i][k] += carried[i][k];
        carried[i][k] = 0;
      }
    }
  }

  void route(std::int64_t index, std::int64_t rate, const Rows& qkv, const Rows& seen_queries,
             const Rows& seen_keys, Rows& x, Row& size, Rows& carried) const {
    const auto weight = [&](const std::string& of) -> const Row& {
      return tensor("blocks." + std::to_string(index) + "." + of);
    };
    const ReferenceRoutes routes =
        reference_routes(model_.reducer, {c_, index, rate, qkv, seen_queries, seen_keys, size, x, weight});
    for (Rows* rows : {&x, &carried}) {
      Rows to(routes.size.size(), Row((*rows)[0].size(), 0.0));
      for (std::size_t i = 0; i < rows->size(); ++i) {
        for (std::size_t k = 0; routes.row[i] >= 0 && k < to[0].size(); ++k)
          to[static_cast<std::size_t>(routes.row[i])][k] += routes.share[i] * (*rows)[i][k];
      }
      *rows = std::move(to);
    }
    Row shares(routes.size.size(), 0.0);
    for (std::size_t i = 0; i < routes.row.size(); ++i)
      if (routes.row[i] >= 0) shares[static_cast<std::size_t>(routes.row[i])] += routes.share[i];
    for (std::size_t i = 0; i < shares.size(); ++i)
      for (auto place = carried[i].end() - 2; place != carried[i].end(); ++place) *place /= shares[i];
    size = routes.size;
  }

  template <typename Branch>
  static void add_branch(Rows& x, const Rows& input, const Branch& branch) {
    Rows added;
    for (const Row& row : input) added.push_back(branch(row));
    for (std::size_t i = 0; i < x.size(); ++i) {
      for (std::size_t k = 0; k < x[i].size(); ++k) x[i][k] += added[i][k];
    }
  }
  Row adapted(Row h, const std::string& name) const {
    if (!has(name + ".ln1.weight")) return h;
    Row z = linear(h, name + ".ln1");
    for (double& v : z) v = v / (1 + std::exp(-1.702 * v));
    const Row up = linear(z, name + ".ln2");
    for (std::size_t i = 0; i < h.size(); ++i) h[i] += up[i];
    return h;
  }

  Row head(const Rows& x, const Row& size) const {
    const auto classify = [&](Row features, const std::string& name) {
      if (c_.fc_norm) features = norm(features, "fc_norm", c_.norm_eps);
      if (c_.pre_logits > 0) {
        features = linear(features, "pre_logits.fc");
        for (double& v : features) v = std::tanh(v);
      }
      if (c_.projection > 0) features = linear(features, "projection");
      if (c_.normalized) {
        const double length =
            std::sqrt(std::inner_product(features.begin(), features.end(), features.begin(), 0.0));
        for (double& v : features) v /= length;
      }
      return c_.classes > 0 ? linear(features, name) : features;
    };
    if (c_.pooling == Pooling::attention)
      return classify(reference_attention_pool(*this, c_, x, size), "head");
    if (c_.pooling != Pooling::class_token) {
      Row mean(x[0].size(), 0.0);
      double total = 0;
      for (auto i = static_cast<std::size_t>(c_.prefix_tokens()); i < x.size(); ++i) {
        for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += size[i] * x[i][k];
        total += size[i];
      }
      for (double& v : mean) v /= total;
      if (c_.pooling == Pooling::class_and_average) mean.insert(mean.begin(), x[0].begin(), x[0].end());
      return classify(mean, "head");
    }
    Row logits = classify(x[0], "head");
    if (!c_.distilled) return logits;
    const Row second = classify(x[1], "head_dist");
    for (std::size_t k = 0; k < logits.size(); ++k) logits[k] = (logits[k] + second[k]) / 2;
    return logits;
  }

  const InferenceModel& model_;
  const VitConfig& c_;
};

}  // namespace

std::vector<double> reference_logits(const InferenceModel& model, const std::vector<float>& images,
                                     std::int64_t batch) {
  const Reference reference(model);
  const std::size_t each = images.size() / static_cast<std::size_t>(batch);
  std::vector<double> logits;
  for (std::int64_t b = 0; b < batch; ++b) {
    const Row row = reference.logits(images.data() + static_cast<std::size_t>(b) * each);
    logits.insert(logits.end(), row.begin(), row.end());
  }
  return logits;
}

}  // namespace pyra
