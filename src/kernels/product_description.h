// How oneDNN is told of a product: shared by packed weights and the products with them.
#pragma once

#include "kernels/matmul.h"
#include "kernels/onednn.h"

namespace pyra::onednn {

const dnnl::engine& cpu();
dnnl::memory::data_type type_of(Element element);

/// x [rows, inner] by `weight` [inner, columns] as it lies, with what `setting` says comes after.
dnnl::matmul::primitive_desc description_of(std::int64_t rows, const dnnl::memory::desc& weight,
                                            std::int64_t inner, std::int64_t columns, Element element,
                                            const Product::Setting& setting);

}  // namespace pyra::onednn
