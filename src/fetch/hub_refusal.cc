#include "fetch/hub_refusal.h"

#include "fetch/download.h"
#include "fetch/hub_cache.h"

namespace pyra {
namespace {

std::string page(const HubName& name, const HubSettings& settings) {
  return settings.endpoint + "/" + name.repository();
}

std::string with_a_token(const HubSettings& settings) {
  return settings.token.empty()
             ? "set HF_TOKEN to a token of yours from " + settings.endpoint + "/settings/tokens"
             : "the token that was sent (HF_TOKEN, or huggingface_hub's file) does not open it: is it still "
               "valid?";
}

}  // namespace

void refuse_as_hub(const HttpAnswer& answer, const HubName& name, const std::string& file,
                   const HubSettings& settings) {
  const std::string error = answer.header("x-error-code"), what = name.spelled(), at = page(name, settings);
  const std::string code = " (HTTP " + std::to_string(answer.status) + ")";
  if (error == "GatedRepo" || answer.status == 403) {
    throw InputError(what + " is gated: its owner wants an agreement first" + code + ". Agree to it at " +
                     at + "; then " + with_a_token(settings));
  }
  if (answer.status == 404 && error == "RevisionNotFound")
    throw InputError(what + ": the repository " + name.repository() + " has no revision '" + name.revision +
                     "'" + code + "; " + at + "/tree/main shows its branches and tags");
  if (answer.status == 404 && !file.empty())
    throw InputError(what + ": the repository has no file " + file + " at '" + name.revision + "'" + code +
                     "; " + at + "/tree/main lists its files");
  if (answer.status == 404 && error != "RepoNotFound" && name.revision != "main")
    throw InputError(what + ": there is no repository " + name.repository() + ", or it has no revision '" +
                     name.revision + "'" + code + "; look at " + at);
  if (answer.status == 404 || answer.status == 401)
    throw InputError(what + ": the hub shows no repository " + name.repository() + code +
                     ": the name is wrong, or it is private or gated. Look at " + at +
                     "; if it is private, " + with_a_token(settings));
  const std::string message = answer.header("x-error-message"),
                    says = answer.url.host + " answers HTTP " + std::to_string(answer.status) +
                           (message.empty() ? "" : " (" + message + ")");
  if (may_pass(answer.status)) throw Unreachable(says);
  throw Failure(what + ": " + says +
                ", which pyra cannot read; download it by hand: " + by_hand(name, settings));
}

std::string by_hand(const HubName& name, const HubSettings& settings) {
  const std::string files = name.file.empty()
                                ? "model.safetensors (or the weights that are there), config.json and, where "
                                  "there is one, preprocessor_config.json"
                                : name.file + " and the config.json and preprocessor_config.json beside it";
  return "from " + page(name, settings) + "/tree/" + name.revision + " take " + files +
         " into one folder and name that folder in place of " + name.spelled() + ", or bring the folder " +
         HubCache(settings.cache, name).folder().filename().string() + " of another machine's cache into " +
         settings.cache.string();
}

}  // namespace pyra
