// A recipe: TOML. What was read is written and reads the same.
#include "recipes/recipe.h"

#include "harness.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return pyra::fuzz::answer([&] {
    const pyra::Recipe recipe =
        pyra::parse_recipe(std::string(pyra::fuzz::text_of(data, size)), "recipe.toml");
    const std::string written = pyra::recipe_to_toml(recipe);
    if (pyra::recipe_to_toml(pyra::parse_recipe(written, "again.toml")) != written) std::abort();
  });
}
