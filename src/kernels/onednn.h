// What oneDNN 2 and 3 spell differently; everything else that is used of it reads the same in both.
#pragma once

#include <cstdint>
#include <oneapi/dnnl/dnnl.hpp>

namespace pyra::onednn {

#if DNNL_VERSION_MAJOR >= 3
inline dnnl::matmul::primitive_desc describe_product(const dnnl::engine& engine,
                                                     const dnnl::memory::desc& input,
                                                     const dnnl::memory::desc& weight,
                                                     const dnnl::memory::desc& bias,
                                                     const dnnl::memory::desc& output,
                                                     const dnnl::primitive_attr& attributes) {
  return {engine, input, weight, bias, output, attributes};
}

inline void append_function(dnnl::post_ops& after, dnnl::algorithm function, float alpha) {
  after.append_eltwise(function, alpha, 0);
}

/// Of a part of a memory, in elements from its beginning.
inline std::int64_t offset_of(const dnnl::memory::desc& part) { return part.get_submemory_offset(); }
#else
inline dnnl::matmul::primitive_desc describe_product(const dnnl::engine& engine,
                                                     const dnnl::memory::desc& input,
                                                     const dnnl::memory::desc& weight,
                                                     const dnnl::memory::desc& bias,
                                                     const dnnl::memory::desc& output,
                                                     const dnnl::primitive_attr& attributes) {
  return {dnnl::matmul::desc(input, weight, bias, output), attributes, engine};
}

inline void append_function(dnnl::post_ops& after, dnnl::algorithm function, float alpha) {
  after.append_eltwise(1.0F, function, alpha, 0);
}

inline std::int64_t offset_of(const dnnl::memory::desc& part) { return part.data.offset0; }
#endif

}  // namespace pyra::onednn
