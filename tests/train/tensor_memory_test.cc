// Memory of large tensors is kept, reused and bounded.
#include "train/tensor_memory.h"

#include <gtest/gtest.h>

#include "model/tiny_vit.h"

namespace pyra {
namespace {

constexpr std::int64_t kMegafloat = 1 << 18;  // floats in a MiB

at::Tensor mebibytes(std::int64_t count) { return at::empty({count * kMegafloat}); }

TEST(TensorMemory, ServesTheSameBlockAgain) {
  keep_tensor_memory();
  const void* first = mebibytes(5).const_data_ptr();
  const auto asked = tensor_memory_use().asked;
  EXPECT_EQ(mebibytes(5).const_data_ptr(), first);
  EXPECT_EQ(tensor_memory_use().asked, asked);
}

TEST(TensorMemory, CountsWhatIsInUse) {
  keep_tensor_memory();
  const auto before = tensor_memory_use().in_use;
  {
    const at::Tensor huge = mebibytes(20).fill_(3), large = mebibytes(7).fill_(4), small = at::ones({100});
    EXPECT_GE(tensor_memory_use().in_use, before + (std::size_t{27} << 20));
    EXPECT_EQ(huge.sum().item<float>() / static_cast<float>(huge.numel()), 3);
    EXPECT_EQ(large[0].item<float>(), 4);
  }
  EXPECT_EQ(tensor_memory_use().in_use, before);
}

TEST(TensorMemory, HoldsLittleMoreThanWasNeededAtOnce) {
  keep_tensor_memory();
  for (std::int64_t size = 10; size < 400; size = size * 3 / 2) mebibytes(size);  // no block fits the next
  const TensorMemoryUse use = tensor_memory_use();
  EXPECT_LE(use.held, use.most_in_use + (std::size_t{128} << 20));
}

TEST(TensorMemory, FreesByAddressAsTorchsOwnLibrariesDo) {
  keep_tensor_memory();
  c10::Allocator* allocator = c10::GetAllocator(c10::DeviceType::CPU);
  const auto before = tensor_memory_use().in_use;
  for (const std::size_t bytes : {std::size_t{100}, std::size_t{3} << 20})
    allocator->raw_deallocate(allocator->raw_allocate(bytes));
  EXPECT_EQ(tensor_memory_use().in_use, before);
}

}  // namespace
}  // namespace pyra
