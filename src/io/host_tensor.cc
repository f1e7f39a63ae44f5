#include "pyra/host_tensor.h"

#include <cstring>

#include "io/half.h"
#include "io/shape.h"
#include "pyra/error.h"

namespace pyra {
namespace {

/// Elements may lie at any address of a mapped file, hence memcpy.
template <typename T>
T load(const std::byte* data, std::size_t index) {
  T value;
  std::memcpy(&value, data + index * sizeof(T), sizeof(T));
  return value;
}

template <typename T>
HostTensor own(const std::vector<T>& values, std::vector<std::int64_t> shape, DType dtype) {
  const auto elements = checked_elements(shape, sizeof(T));
  if (!elements || static_cast<std::size_t>(*elements) != values.size()) {
    throw InputError("a tensor of shape " + shape_text(shape) + " cannot be made of " +
                     std::to_string(values.size()) + " values");
  }
  auto buffer = std::make_shared<const std::vector<T>>(values);
  const auto* data = reinterpret_cast<const std::byte*>(buffer->data());
  return {dtype, std::move(shape), data, std::move(buffer)};
}

}  // namespace

std::size_t dtype_size(DType dtype) {
  switch (dtype) {
    case DType::f64:
    case DType::i64:
      return 8;
    case DType::f32:
    case DType::i32:
      return 4;
    case DType::f16:
    case DType::bf16:
    case DType::i16:
      return 2;
    case DType::i8:
    case DType::u8:
    case DType::boolean:
      return 1;
  }
  throw InputError("unknown dtype number " + std::to_string(static_cast<int>(dtype)));
}

std::string dtype_name(DType dtype) {
  switch (dtype) {
    case DType::f64:
      return "F64";
    case DType::f32:
      return "F32";
    case DType::f16:
      return "F16";
    case DType::bf16:
      return "BF16";
    case DType::i64:
      return "I64";
    case DType::i32:
      return "I32";
    case DType::i16:
      return "I16";
    case DType::i8:
      return "I8";
    case DType::u8:
      return "U8";
    case DType::boolean:
      return "BOOL";
  }
  throw InputError("unknown dtype number " + std::to_string(static_cast<int>(dtype)));
}

std::int64_t HostTensor::elements() const {
  const auto count = checked_elements(shape, dtype_size(dtype));
  if (!count) throw InputError("a tensor of shape " + shape_text(shape) + " is too large");
  return *count;
}

std::size_t HostTensor::bytes() const { return static_cast<std::size_t>(elements()) * dtype_size(dtype); }

std::vector<float> HostTensor::to_float() const {
  std::vector<float> values(static_cast<std::size_t>(elements()));
  switch (dtype) {
    case DType::f32:
      if (!values.empty()) std::memcpy(values.data(), data, bytes());
      return values;
    case DType::f64:
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(load<double>(data, i));
      return values;
    case DType::f16:
      for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = float_from_f16(load<std::uint16_t>(data, i));
      return values;
    case DType::bf16:
      for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = float_from_bf16(load<std::uint16_t>(data, i));
      return values;
    default:
      throw InputError("a floating-point tensor was expected, this one is " + describe());
  }
}

std::vector<std::int64_t> HostTensor::to_int64() const {
  std::vector<std::int64_t> values(static_cast<std::size_t>(elements()));
  for (std::size_t i = 0; i < values.size(); ++i) {
    switch (dtype) {
      case DType::i64:
        values[i] = load<std::int64_t>(data, i);
        break;
      case DType::i32:
        values[i] = load<std::int32_t>(data, i);
        break;
      case DType::i16:
        values[i] = load<std::int16_t>(data, i);
        break;
      case DType::i8:
        values[i] = load<std::int8_t>(data, i);
        break;
      case DType::u8:
      case DType::boolean:
        values[i] = load<std::uint8_t>(data, i);
        break;
      default:
        throw InputError("a tensor of integers was expected, this one is " + describe());
    }
  }
  return values;
}

std::string HostTensor::describe() const { return dtype_name(dtype) + " " + shape_text(shape); }

HostTensor make_tensor(const std::vector<float>& values, std::vector<std::int64_t> shape) {
  return own(values, std::move(shape), DType::f32);
}

HostTensor make_tensor(const std::vector<std::int64_t>& values, std::vector<std::int64_t> shape) {
  return own(values, std::move(shape), DType::i64);
}

}  // namespace pyra
