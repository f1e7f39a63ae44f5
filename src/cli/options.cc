#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <utility>

namespace pyra {
namespace {

CLI::Validator validator(const Accepted& accepted) {
  CLI::Validator result("");
  result.operation(accepted.check);
  return accepted.shown.empty() ? result : result.description(accepted.shown);
}

}  // namespace

Option Option::type_name(const std::string& name) const { return Option(*option_->type_name(name)); }
Option Option::group(const std::string& name) const { return Option(*option_->group(name)); }
Option Option::required() const { return Option(*option_->required()); }
Option Option::check(const Accepted& accepted) const { return Option(*option_->check(validator(accepted))); }
Option Option::transform(const Accepted& accepted) const {
  return Option(*option_->transform(validator(accepted)));
}
Option Option::capture_default_str() const { return Option(*option_->capture_default_str()); }
Option Option::needs(Option other) const { return Option(*option_->needs(other.option_)); }
Option Option::excludes(Option other) const { return Option(*option_->excludes(other.option_)); }
Option Option::one_value_each() const { return Option(*option_->allow_extra_args(false)); }
Option Option::may_stand_alone() const {
  // The default is what the parser takes where nothing follows.
  return Option(*option_->expected(0, 1)->default_str("true"));
}
std::string Option::name() const { return option_->get_name().substr(option_->get_positional() ? 0 : 2); }
const std::vector<std::string>& Option::results() const { return option_->results(); }

template <class T>
Option Options::add(const std::string& name, T& value, const std::string& doc) {
  return Option(*verb_->add_option(name, value, doc));
}
template Option Options::add(const std::string&, std::string&, const std::string&);
template Option Options::add(const std::string&, int&, const std::string&);
template Option Options::add(const std::string&, std::int64_t&, const std::string&);
template Option Options::add(const std::string&, std::uint64_t&, const std::string&);
template Option Options::add(const std::string&, float&, const std::string&);
template Option Options::add(const std::string&, double&, const std::string&);
template Option Options::add(const std::string&, std::vector<std::string>&, const std::string&);
template Option Options::add(const std::string&, std::vector<std::int64_t>&, const std::string&);
template Option Options::add(const std::string&, std::vector<double>&, const std::string&);
template Option Options::add(const std::string&, std::optional<double>&, const std::string&);
template Option Options::add(const std::string&, std::optional<std::int64_t>&, const std::string&);

Option Options::flag(const std::string& name, bool& value, const std::string& doc) {
  return Option(*verb_->add_flag(name, value, doc));
}
Option Options::on_number(const std::string& name, std::function<void(std::int64_t)> set,
                          const std::string& doc) {
  const auto each = [set = std::move(set)](const std::int64_t& value) { set(value); };
  return Option(*verb_->add_option_function<std::int64_t>(name, each, doc));
}
Option Options::on_flag(const std::string& name, std::function<void()> set, const std::string& doc) {
  return Option(*verb_->add_flag_callback(name, std::move(set), doc));
}

std::vector<Option> Options::named() const {
  std::vector<Option> result;
  const auto shown = [&](const CLI::Option* option) {
    return option->nonpositional() && option != verb_->get_help_ptr();
  };
  for (CLI::Option* option : verb_->get_options(shown)) result.emplace_back(*option);
  return result;
}

const CLI::App& Options::program() const { return *verb_->get_parent(); }

}  // namespace pyra
