// Structs of callers that were compiled against another version.
#include <cstddef>
#include <cstring>

#include "api/c_api_fixture.h"

namespace pyra {
namespace {

// The layout of 1.0, of machines with pointers of 8 bytes.
static_assert(sizeof(void*) != 8 ||
              (offsetof(pyra_options, dtype) == 0 && offsetof(pyra_options, schedule) == 8 &&
               offsetof(pyra_options, force_schedule) == 16 && offsetof(pyra_options, threads) == 20 &&
               offsetof(pyra_options, device) == 24 && offsetof(pyra_options, struct_size) == 32));
static_assert(sizeof(void*) != 8 ||
              (offsetof(pyra_call, struct_size) == 0 && offsetof(pyra_call, schedule) == 8 &&
               offsetof(pyra_call, logits) == 16 && offsetof(pyra_call, probabilities) == 24 &&
               offsetof(pyra_call, features) == 32));

/// A struct as a later version may have it.
template <class Struct>
struct Later {
  Struct known;
  std::uint64_t unknown = 0;
};

class CApiStruct : public testing::CApi {};

TEST_F(CApiStruct, OptionsOfALaterVersionAreTakenWhereTheySayNothingNew) {
  Later<pyra_options> later{};
  later.known.threads = 1;
  later.known.struct_size = sizeof later;
  EXPECT_EQ(load(&later.known), PYRA_OK) << pyra_last_error();
  later.unknown = 1;
  expect_refused(load(&later.known), "pyra_options.struct_size is " + std::to_string(sizeof later));
  expect_message("later version");
  later.known.struct_size = sizeof(pyra_options);
  EXPECT_EQ(load(&later.known), PYRA_OK) << "beyond the struct nothing is read: " << pyra_last_error();
}

TEST_F(CApiStruct, SizesThatNoVersionHasAreRefused) {
  pyra_options options{};
  for (const std::size_t size : {std::size_t{1}, offsetof(pyra_options, struct_size), std::size_t{1} << 40}) {
    options.struct_size = size;
    expect_refused(load(&options), "expected sizeof(pyra_options), or 0");
  }
}

TEST_F(CApiStruct, OfAShorterCallOnlyWhatIsThereIsRead) {
  ASSERT_EQ(load(), PYRA_OK);
  const std::vector<float> images = random_images(model_.config, 1);
  std::vector<float> logits(7), untouched(80, 5.0F);
  pyra_call call{};
  call.logits = logits.data();
  call.probabilities = untouched.data();
  call.features = untouched.data() + 40;
  call.struct_size = offsetof(pyra_call, probabilities);
  ASSERT_EQ(pyra_run_call(loaded_, images.data(), 1, &call), PYRA_OK) << pyra_last_error();
  EXPECT_EQ(untouched, std::vector<float>(80, 5.0F));
  EXPECT_NE(logits, std::vector<float>(7));
  call.struct_size = offsetof(pyra_call, logits);
  expect_refused(pyra_run_call(loaded_, images.data(), 1, &call), "asks for nothing");
  Later<pyra_call> later{call, 1};
  later.known.struct_size = sizeof later;
  expect_refused(pyra_run_call(loaded_, images.data(), 1, &later.known), "pyra_call.struct_size");
}

}  // namespace
}  // namespace pyra
