#include "cli/usage_error.h"

#include <algorithm>
#include <map>

#include "base/text/words.h"
#include "cli/verb_page.h"

namespace pyra {
namespace {

/// What other programs call it.
const std::map<std::string, std::string> kOtherVerbs{
    {"train", "adapt"},     {"finetune", "adapt"},  {"fine-tune", "adapt"}, {"tune", "adapt"},
    {"test", "eval"},       {"validate", "eval"},   {"infer", "predict"},   {"classify", "predict"},
    {"run", "predict"},     {"info", "inspect"},    {"show", "inspect"},    {"convert", "export"},
    {"quantize", "export"}, {"search", "schedule"}, {"distill", "tocom"}};
const std::map<std::string, std::string> kOtherOptions{
    {"--learning-rate", "--lr"},    {"--rank", "--width"},       {"--workers", "--threads"},
    {"--num-workers", "--threads"}, {"--weights", "--backbone"}, {"--checkpoint", "--backbone"},
    {"--pretrained", "--backbone"}, {"--quantize", "--dtype"},   {"--img-size", "--crop"},
    {"--input-size", "--crop"},     {"--bs", "--batch"},         {"--wd", "--weight-decay"},
    {"--gpu", "--device"},          {"--output-dir", "--out"}};

std::string suggestion(const std::string& typed, const std::vector<std::string>& known,
                       const std::map<std::string, std::string>& others) {
  const auto other = others.find(lower_case(typed));
  const bool there =
      other != others.end() && std::find(known.begin(), known.end(), other->second) != known.end();
  return there ? "; did you mean " + other->second + "?" : did_you_mean(typed, known);
}

std::vector<std::string> verb_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App* a) { return !a->get_group().empty(); }))
    names.push_back(verb->get_name());
  return names;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_group().empty() && !option->get_positional()) names.push_back(plain_name(*option));
  }
  return names;
}

/// The verb that was entered, or the program.
const CLI::App& entered(const CLI::App& app) {
  const auto verbs = app.get_subcommands();
  return verbs.empty() ? app : *verbs.back();
}

std::string full_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : app.get_parent()->get_name() + " " + app.get_name();
}

std::string where_to_look(const CLI::App& app) { return "\n`" + full_name(app) + " --help` explains them"; }

std::string unexpected(const CLI::App& app) {
  std::vector<std::string> words = app.remaining();
  const auto option =
      std::find_if(words.begin(), words.end(), [](const std::string& word) { return word.starts_with("-"); });
  if (option == words.end()) {
    const std::string rest = words.empty() ? "" : words.front();
    return "'" + rest + "' given where " + full_name(app) + " expects " +
           (option_names(app).empty() ? "nothing more" : "an option") + where_to_look(app);
  }
  const std::string typed = option->substr(0, option->find('='));
  const std::vector<std::string> known = option_names(app);
  return full_name(app) + " has no option " + typed + suggestion(typed, known, kOtherOptions) +
         "\nexpected " + listed(known) + where_to_look(app);
}

std::string missing(const CLI::App& app) {
  std::vector<std::string> wanted;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_required() && option->count() == 0) {
      const std::string name = spelling_of(*option);
      wanted.push_back((option->get_positional() ? option->get_name(true) + ", " : "") + name + " (" +
                       option->get_description() + ")");
    }
  }
  std::string text = full_name(app) + " needs";
  for (const std::string& option : wanted) text += (wanted.size() > 1 ? "\n  " : " ") + option;
  return text + "\n`" + full_name(app) + " --help` explains every option";
}

/// The option that an error speaks of: the longest name in it.
const CLI::Option* option_in(const std::string& text, const CLI::App& app) {
  const CLI::Option* found = nullptr;
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = plain_name(*option);
    if (text.find(name) != std::string::npos && (found == nullptr || name.size() > plain_name(*found).size()))
      found = option;
  }
  return found;
}

std::string wrong_count(const CLI::Option& option) {
  const std::string name = plain_name(option);
  if (option.results().size() > 1) {
    return name + " is given " + std::to_string(option.results().size()) + " times (" +
           listed(option.results(), "and") + "), one value expected";
  }
  if (option.get_items_expected_max() == 0)
    return name + " takes no value; leave it out or give the option alone";
  return name + ": no value given, " + spelling_of(option) + " expected (" + option.get_description() + ")";
}

std::string wrong_value(const CLI::Option& option) {
  const std::string given = option.results().empty() ? "" : option.results().front();
  const std::string type = option.get_type_name();
  const bool number = type.starts_with("INT") || type.starts_with("UINT"), real = type.starts_with("FLOAT");
  const std::string expected = type.starts_with("UINT") ? "a whole number of 0 or more"
                               : number                 ? "a whole number"
                               : real                   ? "a number"
                                                        : "another value";
  return plain_name(option) + ": '" + given + "' given, " + expected + " expected";
}

std::string about_option(const CLI::ParseError& error, const CLI::App& app) {
  std::string text = error.what();
  if (text.starts_with(": ")) {  // the parser does not name what help does not show
    for (const CLI::Option* hidden : app.get_options()) {
      if (hidden->get_group().empty() && hidden->count() > 0) text.insert(0, plain_name(*hidden));
    }
  }
  const CLI::Option* option = option_in(text, app);
  if (option == nullptr) return text;
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) return wrong_count(*option);
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) return wrong_value(*option);
  if (dynamic_cast<const CLI::RequiresError*>(&error) != nullptr) return text + ": give both, or neither";
  if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr) return text + ": give one of them";
  return text;
}

}  // namespace

std::optional<std::string> unknown_verb(const CLI::App& app, int argc, const char* const* argv) {
  const std::vector<std::string> verbs = verb_names(app);
  const std::string typed = argc > 1 ? argv[1] : "";
  const std::string look = "\nexpected " + listed(verbs) + where_to_look(app);
  if (argc < 2) return "no verb given" + look;
  const auto all = app.get_subcommands({});
  const bool there =
      std::any_of(all.begin(), all.end(), [&](const CLI::App* verb) { return verb->get_name() == typed; });
  if (typed.starts_with("-") || there) return std::nullopt;
  return "unknown verb '" + typed + "'" + suggestion(typed, verbs, kOtherVerbs) + look;
}

std::string explain(const CLI::ParseError& error, const CLI::App& app) {
  const CLI::App& verb = entered(app);
  const std::vector<std::string> rest = verb.remaining();
  const bool option =
      std::any_of(rest.begin(), rest.end(), [](const std::string& word) { return word.starts_with("-"); });
  if (option || dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) return unexpected(verb);
  const bool required = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  if (required && &verb == &app)
    return "no verb given\nexpected " + listed(verb_names(app)) + where_to_look(app);
  if (required) return missing(verb);
  return about_option(error, verb) + "\n`" + full_name(verb) + " --help` explains every option";
}

}  // namespace pyra
