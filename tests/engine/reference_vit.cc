#include "engine/reference_vit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "engine/reference_reducers.h"
#include "reducers/match_tokens_reference.h"
#include "reducers/tome/match_tokens.h"

namespace pyra {
namespace {

using Row = std::vector<double>;
using Rows = std::vector<Row>;

class Reference {
 public:
  explicit Reference(const InferenceModel& model) : model_(model), c_(model.config) {
    for (const auto& [name, tensor] : model.tensors) {
      const std::vector<float> values = tensor.to_float();
      tensors_.emplace(name, Row(values.begin(), values.end()));
    }
  }

  Row logits(const float* image) const {
    Rows x = embed(image);
    if (c_.norm_pre) norm_all(x, "norm_pre", c_.norm_eps);
    Row size(x.size(), 1.0);
    Rows carried(x.size(), Row(static_cast<std::size_t>(c_.dim), 0.0));
    for (std::int64_t i = 0; i < c_.depth; ++i)
      block(i, model_.rates[static_cast<std::size_t>(i)], x, size, carried);
    if (c_.final_norm) norm_all(x, "norm", c_.norm_eps);
    return head(x, size);
  }

 private:
  bool has(const std::string& name) const { return tensors_.contains(name); }
  const Row& tensor(const std::string& name) const { return tensors_.at(name); }
  Row linear(const Row& x, const std::string& name) const {
    const Row& weight = tensor(name + ".weight");
    const std::size_t out = weight.size() / x.size();
    Row y = has(name + ".bias") ? tensor(name + ".bias") : Row(out, 0.0);
    for (std::size_t o = 0; o < out; ++o) {
      for (std::size_t i = 0; i < x.size(); ++i) y[o] += weight[o * x.size() + i] * x[i];
    }
    return y;
  }
  Row norm(const Row& x, const std::string& name, double eps) const {
    double mean = 0, variance = 0;
    for (const double v : x) mean += v / static_cast<double>(x.size());
    for (const double v : x) variance += (v - mean) * (v - mean) / static_cast<double>(x.size());
    const Row &weight = tensor(name + ".weight"), &bias = tensor(name + ".bias");
    Row y(x.size());
    for (std::size_t i = 0; i < x.size(); ++i)
      y[i] = (x[i] - mean) / std::sqrt(variance + eps) * weight[i] + bias[i];
    return y;
  }
  void norm_all(Rows& x, const std::string& name, double eps) const {
    for (Row& row : x) row = norm(row, name, eps);
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
    Rows mixed(x.size(), Row(dim, 0.0));
    for (std::size_t first = 0; first < dim; first += head_dim) {
      for (std::size_t i = 0; i < x.size(); ++i) {
        Row weight(x.size());
        double total = 0;
        for (std::size_t j = 0; j < x.size(); ++j) {
          double logit = 0;
          for (std::size_t d = first; d < first + head_dim; ++d) logit += qkv[i][d] * qkv[j][dim + d];
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
      route(index, rate, qkv, x, size, carried);
    } else if (rate > 0) {
      merge(name, rate, qkv, x, size, carried);
    }
    const Rows beside = beside_mlp(name + ".adaptmlp.", name + ".norm2", x);
    add_branch(x, x, [&](const Row& row) {
      Row hidden = linear(norm(row, name + ".norm2", c_.norm_eps), name + ".mlp.fc1");
      for (double& z : hidden) z = activated(z);
      return adapted(scaled(linear(hidden, name + ".mlp.fc2"), name + ".ls2.gamma"), name + ".adapter");
    });
    add_beside(index, beside, x, carried);
  }
  double activated(double z) const {
    switch (c_.activation) {
      case Activation::gelu:
        return 0.5 * z * (1 + std::erf(z / std::sqrt(2.0)));
      case Activation::quick_gelu:
        return z / (1 + std::exp(-1.702 * z));
      case Activation::gelu_tanh:
        return 0.5 * z * (1 + std::tanh(std::sqrt(2 / std::acos(-1.0)) * (z + 0.044715 * z * z * z)));
    }
    return z;
  }
  /// What bottlenecks beside the MLP add; see adapt/adaptformer.h and adapt/dense_adapter.h.
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

  void route(std::int64_t index, std::int64_t rate, const Rows& qkv, Rows& x, Row& size,
             Rows& carried) const {
    const auto weight = [&](const std::string& of) -> const Row& {
      return tensor("blocks." + std::to_string(index) + "." + of);
    };
    const ReferenceRoutes routes = reference_routes(model_.reducer, {c_, index, rate, qkv, size, x, weight});
    for (Rows* rows : {&x, &carried}) {
      Rows to(routes.size.size(), Row(x[0].size(), 0.0));
      for (std::size_t i = 0; i < rows->size(); ++i) {
        for (std::size_t k = 0; routes.row[i] >= 0 && k < to[0].size(); ++k)
          to[static_cast<std::size_t>(routes.row[i])][k] += routes.share[i] * (*rows)[i][k];
      }
      *rows = std::move(to);
    }
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
  Row scaled(Row x, const std::string& gamma) const {
    if (!has(gamma)) return x;
    const Row& scale = tensor(gamma);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] *= scale[i];
    return x;
  }
  Row adapted(Row h, const std::string& name) const {
    if (!has(name + ".ln1.weight")) return h;
    Row z = linear(h, name + ".ln1");
    for (double& v : z) v = v / (1 + std::exp(-1.702 * v));
    const Row up = linear(z, name + ".ln2");
    for (std::size_t i = 0; i < h.size(); ++i) h[i] += up[i];
    return h;
  }

  void merge(const std::string& name, std::int64_t rate, const Rows& qkv, Rows& x, Row& size,
             Rows& carried) const {
    const auto dim = static_cast<std::size_t>(c_.dim), head_dim = static_cast<std::size_t>(c_.head_dim());
    const auto tokens = static_cast<std::int64_t>(x.size());
    std::vector<float> metric;
    for (const Row& row : qkv) {
      for (std::size_t d = 0; d < head_dim; ++d) {
        double sum = 0;
        for (std::size_t at = dim + d; at < 2 * dim; at += head_dim) sum += row[at];
        metric.push_back(static_cast<float>(sum / static_cast<double>(c_.heads)));
      }
    }
    std::vector<std::int32_t> source(static_cast<std::size_t>(rate)), destination(source), to(x.size());
    match_tokens_reference(metric.data(), {tokens, c_.head_dim(), c_.prefix_tokens(), rate}, source.data(),
                           destination.data(), to.data());
    for (Rows* rows : {&x, &carried}) {
      for (std::size_t i = 0; i < rows->size(); ++i) {
        for (double& v : (*rows)[i]) v *= size[i];
      }
    }
    if (has(name + ".pyra_a")) modulate(name, source, destination, x);
    carried = merged_rows(carried, to, size, tokens - rate).first;
    std::tie(x, size) = merged_rows(x, to, size, tokens - rate);
  }

  /// Weighted rows summed and divided by their size, and the sizes.
  static std::pair<Rows, Row> merged_rows(const Rows& x, const std::vector<std::int32_t>& to, const Row& size,
                                          std::int64_t left) {
    Rows merged(static_cast<std::size_t>(left), Row(x[0].size(), 0.0));
    Row sizes(merged.size(), 0.0);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto row = static_cast<std::size_t>(to[i]);
      for (std::size_t k = 0; k < x[i].size(); ++k) merged[row][k] += x[i][k];
      sizes[row] += size[i];
    }
    for (std::size_t i = 0; i < merged.size(); ++i) {
      for (double& v : merged[i]) v /= sizes[i];
    }
    return {std::move(merged), std::move(sizes)};
  }

  void modulate(const std::string& name, const std::vector<std::int32_t>& source,
                const std::vector<std::int32_t>& destination, Rows& x) const {
    const Row &w_r = tensor(name + ".pyra_a"), &w_d = tensor(name + ".pyra_b");
    const std::size_t ranks = std::min(w_r.size(), source.size());
    Rows m;
    for (std::size_t r = 0; r < ranks; ++r) {
      Row sum = x[static_cast<std::size_t>(source[r])];
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += x[static_cast<std::size_t>(destination[r])][k];
      m.push_back(norm(sum, name + ".pyra_norm", 1e-5));
    }
    Row w_c(x[0].size(), 0.0);
    for (std::size_t k = 0; k < w_c.size(); ++k) {
      for (std::size_t r = 0; r < ranks; ++r) w_c[k] += w_r[r] * m[r][k];
      w_c[k] = 2 / (1 + std::exp(-w_c[k]));
    }
    for (std::size_t r = 0; r < ranks; ++r) {
      double z = 0;
      for (std::size_t k = 0; k < w_d.size(); ++k) z += m[r][k] * w_d[k];
      const double w_t = 2 / (1 + std::exp(-z)) - 1;
      Row& src = x[static_cast<std::size_t>(source[r])];
      for (std::size_t k = 0; k < src.size(); ++k) src[k] += src[k] * w_c[k] * w_t;
    }
  }

  Row head(const Rows& x, const Row& size) const {
    const auto classify = [&](Row features, const std::string& name) {
      if (c_.fc_norm) features = norm(features, "fc_norm", c_.norm_eps);
      if (c_.pre_logits > 0) {
        features = linear(features, "pre_logits.fc");
        for (double& v : features) v = std::tanh(v);
      }
      return c_.classes > 0 ? linear(features, name) : features;
    };
    if (c_.pooling == Pooling::average) {
      Row mean(x[0].size(), 0.0);
      double total = 0;
      for (auto i = static_cast<std::size_t>(c_.prefix_tokens()); i < x.size(); ++i) {
        for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += size[i] * x[i][k];
        total += size[i];
      }
      for (double& v : mean) v /= total;
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
  std::map<std::string, Row> tensors_;
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
