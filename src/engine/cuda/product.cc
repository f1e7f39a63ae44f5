#include "engine/cuda/product.h"

#include <cuda_bf16.h>

#include <algorithm>
#include <iterator>
#include <type_traits>

#include "kernels/cuda/activate.h"
#include "pyra/error.h"

namespace pyra::cuda {
namespace {

constexpr std::size_t kWorkspace = std::size_t{64} << 20;

template <typename T>
constexpr cudaDataType_t type_of() {
  return std::is_same_v<T, float> ? CUDA_R_32F : CUDA_R_16BF;
}

/// What the library computes in a product's epilogue. Its GELU is the tanh form, from which the exact one
/// differs by less than bf16's rounding.
struct FusedActivation {
  Activation activation;
  cudaDataType_t type;
  cublasLtEpilogue_t epilogue;
};
constexpr FusedActivation kFused[] = {
    {Activation::gelu, CUDA_R_16BF, CUBLASLT_EPILOGUE_GELU_BIAS},
    {Activation::gelu_tanh, CUDA_R_16BF, CUBLASLT_EPILOGUE_GELU_BIAS},
    {Activation::relu, CUDA_R_16BF, CUBLASLT_EPILOGUE_RELU_BIAS},
    {Activation::relu, CUDA_R_32F, CUBLASLT_EPILOGUE_RELU_BIAS},
};

/// Null where it takes a kernel of its own, after the product.
const FusedActivation* find_fused(Activation activation, cudaDataType_t type) {
  const auto* found = std::find_if(std::begin(kFused), std::end(kFused), [=](const FusedActivation& fused) {
    return fused.activation == activation && fused.type == type;
  });
  return found == std::end(kFused) ? nullptr : found;
}

template <typename T>
DeviceArray<T> upload(const std::vector<float>& values) {
  if constexpr (std::is_same_v<T, float>) {
    return DeviceArray<float>(values);
  } else {
    std::vector<T> rounded;
    rounded.reserve(values.size());
    for (const float value : values) rounded.push_back(__float2bfloat16(value));
    return DeviceArray<T>(rounded);
  }
}

}  // namespace

template <typename T>
DeviceDense<T>::DeviceDense(const PlainDense& dense, std::int64_t out_rows, std::int64_t in_columns)
    : weight(upload<T>(dense.weight)),
      bias(upload<T>(dense.bias)),
      bias_f32(dense.bias),
      out(out_rows),
      in(in_columns) {}

Blas::Blas() : workspace_(kWorkspace) { check(cublasLtCreate(&handle_), "start"); }
Blas::~Blas() { cublasLtDestroy(handle_); }

/// In the library's column-major words: out^T [out, rows] = W^T' in^T, where row-major W [out, in] is a
/// transposed matrix.
template <typename T>
struct Product<T>::Impl {
  const Blas& blas;
  const T* weight;
  std::int64_t rows, in, out;
  Use use;
  Activation activation;
  cublasLtMatmulDesc_t operation = nullptr;
  cublasLtMatrixLayout_t weights = nullptr, inputs = nullptr, outputs = nullptr;
  cublasLtMatmulAlgo_t algorithm{};

  ~Impl() {
    cublasLtMatrixLayoutDestroy(outputs);
    cublasLtMatrixLayoutDestroy(inputs);
    cublasLtMatrixLayoutDestroy(weights);
    cublasLtMatmulDescDestroy(operation);
  }

  const FusedActivation* fused() const {
    return use == Use::activate ? find_fused(activation, type_of<T>()) : nullptr;
  }

  void describe(const void* bias) {
    const bool widened = use == Use::add || use == Use::store_f32;
    const cudaDataType_t stored = widened ? CUDA_R_32F : type_of<T>();
    check(cublasLtMatmulDescCreate(&operation, CUBLAS_COMPUTE_32F, CUDA_R_32F), "describe a product");
    const cublasOperation_t transposed = CUBLAS_OP_T;
    const cublasLtEpilogue_t epilogue = fused() != nullptr ? fused()->epilogue : CUBLASLT_EPILOGUE_BIAS;
    set(CUBLASLT_MATMUL_DESC_TRANSA, transposed);
    set(CUBLASLT_MATMUL_DESC_EPILOGUE, epilogue);
    set(CUBLASLT_MATMUL_DESC_BIAS_POINTER, bias);
    set(CUBLASLT_MATMUL_DESC_BIAS_DATA_TYPE, stored);
    const auto columns = static_cast<std::uint64_t>(rows), height = static_cast<std::uint64_t>(out),
               depth = static_cast<std::uint64_t>(in);
    check(cublasLtMatrixLayoutCreate(&weights, type_of<T>(), depth, height, in), "describe weights");
    check(cublasLtMatrixLayoutCreate(&inputs, type_of<T>(), depth, columns, in), "describe inputs");
    check(cublasLtMatrixLayoutCreate(&outputs, stored, height, columns, out), "describe outputs");
  }

  void choose() {
    cublasLtMatmulPreference_t preference = nullptr;
    check(cublasLtMatmulPreferenceCreate(&preference), "prepare a choice");
    const std::size_t bytes = blas.workspace_bytes();
    cublasLtMatmulPreferenceSetAttribute(preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &bytes,
                                         sizeof bytes);
    cublasLtMatmulHeuristicResult_t found{};
    int count = 0;
    const cublasStatus_t status = cublasLtMatmulAlgoGetHeuristic(
        blas.handle(), operation, weights, inputs, outputs, outputs, preference, 1, &found, &count);
    cublasLtMatmulPreferenceDestroy(preference);
    if (status != CUBLAS_STATUS_SUCCESS || count == 0) {
      throw Failure("cuBLASLt has no kernel for a product of " + std::to_string(rows) + "x" +
                    std::to_string(in) + " by " + std::to_string(in) + "x" + std::to_string(out) +
                    " on this GPU (status " + std::to_string(static_cast<int>(status)) + ")");
    }
    algorithm = found.algo;
  }

 private:
  template <typename V>
  void set(cublasLtMatmulDescAttributes_t attribute, const V& value) {
    check(cublasLtMatmulDescSetAttribute(operation, attribute, &value, sizeof value), "describe a product");
  }
};

template <typename T>
Product<T>::Product(const Blas& blas, const DeviceDense<T>& dense, std::int64_t rows, Use use, RowRange range,
                    Activation activation) {
  const std::int64_t out = range.out > 0 ? range.out : dense.out;
  impl_.reset(
      new Impl{blas, dense.weight.get() + range.first * dense.in, rows, dense.in, out, use, activation});
  const bool widened = use == Use::add || use == Use::store_f32;
  impl_->describe(widened ? static_cast<const void*>(dense.bias_f32.get() + range.first)
                          : dense.bias.get() + range.first);
  impl_->choose();
}

template <typename T>
Product<T>::~Product() = default;
template <typename T>
Product<T>::Product(Product&&) noexcept = default;

template <typename T>
void Product<T>::run(const T* in, void* out, cudaStream_t stream) const {
  const float one = 1, beta = impl_->use == Use::add ? 1.0F : 0.0F;
  check(cublasLtMatmul(impl_->blas.handle(), impl_->operation, &one, impl_->weight, impl_->weights, in,
                       impl_->inputs, &beta, out, impl_->outputs, out, impl_->outputs, &impl_->algorithm,
                       impl_->blas.workspace(), impl_->blas.workspace_bytes(), stream),
        "multiply");
  if (impl_->use == Use::activate && impl_->fused() == nullptr)
    activate(impl_->activation, static_cast<T*>(out), impl_->rows * impl_->out, stream);
}

template <typename T>
double Product<T>::macs() const {
  return static_cast<double>(impl_->rows * impl_->in) * static_cast<double>(impl_->out);
}

template struct DeviceDense<float>;
template struct DeviceDense<__nv_bfloat16>;
template class Product<float>;
template class Product<__nv_bfloat16>;

}  // namespace pyra::cuda
