// Rows of doubles, and a model's weights applied to them: what reference_vit.cc is made of.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pyra/inference_model.h"

namespace pyra {

using Row = std::vector<double>;
using Rows = std::vector<Row>;

class ReferenceWeights {
 public:
  explicit ReferenceWeights(const InferenceModel& model);

  bool has(const std::string& name) const { return tensors_.contains(name); }
  const Row& tensor(const std::string& name) const { return tensors_.at(name); }
  /// By NAME.weight and, where there is one, NAME.bias.
  Row linear(const Row& x, const std::string& name) const;
  Row norm(const Row& x, const std::string& name, double eps) const;
  /// By a LayerScale, where there is one.
  Row scaled(Row x, const std::string& gamma) const;

 private:
  std::map<std::string, Row> tensors_;
};

}  // namespace pyra
