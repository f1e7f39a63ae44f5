#include "cublasLt.h"

#include <cuda_bf16.h>

#include <cmath>

#include "emulation.h"

namespace {

float read(const void* from, cudaDataType_t type, std::size_t at) {
  return type == CUDA_R_32F ? static_cast<const float*>(from)[at]
                            : __bfloat162float(static_cast<const __nv_bfloat16*>(from)[at]);
}

void write(void* to, cudaDataType_t type, std::size_t at, float value) {
  if (type == CUDA_R_32F)
    static_cast<float*>(to)[at] = value;
  else
    static_cast<__nv_bfloat16*>(to)[at] = __float2bfloat16(value);
}

/// The library's own GELU is the tanh form.
float gelu(float x) { return 0.5F * x * (1 + std::tanh(0.7978845608F * (x + 0.044715F * x * x * x))); }

/// What the library's table of supported types says of the few that pyra uses.
bool supported(const cublasLtMatmulDescOpaque& op, const cublasLtMatrixLayoutOpaque& a,
               const cublasLtMatrixLayoutOpaque& b, const cublasLtMatrixLayoutOpaque& d) {
  const bool types =
      a.type == b.type && (d.type == a.type || (a.type == CUDA_R_16BF && d.type == CUDA_R_32F));
  const bool bias =
      op.epilogue == CUBLASLT_EPILOGUE_DEFAULT || (op.bias != nullptr && op.bias_type == d.type);
  const std::uint64_t inner = op.transposed_a == CUBLAS_OP_T ? a.rows : a.columns,
                      height = op.transposed_a == CUBLAS_OP_T ? a.columns : a.rows;
  return types && bias && inner == b.rows && height == d.rows && b.columns == d.columns;
}

}  // namespace

cublasStatus_t cublasLtCreate(cublasLtHandle_t* handle) {
  return *handle = new cublasLtContext, CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasLtDestroy(cublasLtHandle_t handle) { return delete handle, CUBLAS_STATUS_SUCCESS; }

cublasStatus_t cublasLtMatmulDescCreate(cublasLtMatmulDesc_t* description, cublasComputeType_t,
                                        cudaDataType_t) {
  *description = new cublasLtMatmulDescOpaque;
  return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasLtMatmulDescDestroy(cublasLtMatmulDesc_t description) {
  return delete description, CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatmulDescSetAttribute(cublasLtMatmulDesc_t description,
                                              cublasLtMatmulDescAttributes_t attribute, const void* value,
                                              std::size_t bytes) {
  const auto set = [&](auto& field) {
    if (bytes != sizeof field) return CUBLAS_STATUS_INVALID_VALUE;
    field = *static_cast<const std::remove_reference_t<decltype(field)>*>(value);
    return CUBLAS_STATUS_SUCCESS;
  };
  switch (attribute) {
    case CUBLASLT_MATMUL_DESC_TRANSA:
      return set(description->transposed_a);
    case CUBLASLT_MATMUL_DESC_EPILOGUE:
      return set(description->epilogue);
    case CUBLASLT_MATMUL_DESC_BIAS_POINTER:
      return set(description->bias);
    case CUBLASLT_MATMUL_DESC_BIAS_DATA_TYPE:
      return set(description->bias_type);
  }
  return CUBLAS_STATUS_INVALID_VALUE;
}

cublasStatus_t cublasLtMatrixLayoutCreate(cublasLtMatrixLayout_t* layout, cudaDataType_t type,
                                          std::uint64_t rows, std::uint64_t columns, std::int64_t leading) {
  if (leading < static_cast<std::int64_t>(rows)) return CUBLAS_STATUS_INVALID_VALUE;
  *layout = new cublasLtMatrixLayoutOpaque{type, rows, columns, leading};
  return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasLtMatrixLayoutDestroy(cublasLtMatrixLayout_t layout) {
  return delete layout, CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatmulPreferenceCreate(cublasLtMatmulPreference_t* preference) {
  *preference = new cublasLtMatmulPreferenceOpaque;
  return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasLtMatmulPreferenceDestroy(cublasLtMatmulPreference_t preference) {
  return delete preference, CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasLtMatmulPreferenceSetAttribute(cublasLtMatmulPreference_t,
                                                    cublasLtMatmulPreferenceAttributes_t, const void*,
                                                    std::size_t) {
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatmulAlgoGetHeuristic(cublasLtHandle_t, cublasLtMatmulDesc_t description,
                                              cublasLtMatrixLayout_t a, cublasLtMatrixLayout_t b,
                                              cublasLtMatrixLayout_t, cublasLtMatrixLayout_t d,
                                              cublasLtMatmulPreference_t, int wanted,
                                              cublasLtMatmulHeuristicResult_t results[], int* found) {
  *found = 0;
  if (!supported(*description, *a, *b, *d)) return CUBLAS_STATUS_NOT_SUPPORTED;
  if (wanted > 0) results[0].algo.chosen = 1, *found = 1;
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatmul(cublasLtHandle_t, cublasLtMatmulDesc_t description, const void* alpha,
                              const void* a, cublasLtMatrixLayout_t a_layout, const void* b,
                              cublasLtMatrixLayout_t b_layout, const void* beta, const void* c,
                              cublasLtMatrixLayout_t c_layout, void* d, cublasLtMatrixLayout_t d_layout,
                              const cublasLtMatmulAlgo_t* algorithm, void*, std::size_t,
                              cudaStream_t stream) {
  if (algorithm->chosen == 0 || !supported(*description, *a_layout, *b_layout, *d_layout))
    return CUBLAS_STATUS_NOT_SUPPORTED;
  cuda_emulation::enqueue(stream, [op = *description, alpha = *static_cast<const float*>(alpha),
                                   beta = *static_cast<const float*>(beta), a, b, c, d, la = *a_layout,
                                   lb = *b_layout, lc = *c_layout, ld = *d_layout] {
    for (std::uint64_t column = 0; column < ld.columns; ++column) {
      for (std::uint64_t row = 0; row < ld.rows; ++row) {
        float sum = 0;
        for (std::uint64_t k = 0; k < lb.rows; ++k) {
          const std::uint64_t at = op.transposed_a == CUBLAS_OP_T
                                       ? row * static_cast<std::uint64_t>(la.leading) + k
                                       : k * static_cast<std::uint64_t>(la.leading) + row;
          sum += read(a, la.type, at) * read(b, lb.type, column * static_cast<std::uint64_t>(lb.leading) + k);
        }
        float value = alpha * sum;
        if (beta != 0)
          value += beta * read(c, lc.type, column * static_cast<std::uint64_t>(lc.leading) + row);
        if (op.epilogue != CUBLASLT_EPILOGUE_DEFAULT) value += read(op.bias, op.bias_type, row);
        if (op.epilogue == CUBLASLT_EPILOGUE_GELU_BIAS) value = gelu(value);
        if (op.epilogue == CUBLASLT_EPILOGUE_RELU_BIAS) value = value > 0 ? value : 0;
        write(d, ld.type, column * static_cast<std::uint64_t>(ld.leading) + row, value);
      }
    }
  });
  return CUBLAS_STATUS_SUCCESS;
}
