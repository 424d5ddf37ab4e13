#include "context/secrets.h"

#include <algorithm>
#include <iterator>

#include "chaos/error.h"
#include "context/environment_value.h"
#include "json/child_pointer.h"
#include "log/log.h"

namespace chaos {
namespace {

struct Loader {
  const Json& configuration;
  std::stop_token stop;
  VaultReader read_vault;

  Json load(const Json& declarations, const Json& overrides, const std::string& pointer) const {
    Json secrets = Json::object();
    for (const auto& [name, declaration] : declarations.items()) {
      const Json* override = find(overrides, name);
      if (!declaration.is_object()) {
        secrets[name] = declaration;
      } else if (override != nullptr && !override->is_null()) {
        secrets[name] = *override;
      } else {
        secrets[name] = value_of(declaration, child_pointer(pointer, name));
      }
    }
    return secrets;
  }

  Json value_of(const Json& declaration, const std::string& pointer) const {
    const Json* type = find(declaration, "type");
    if (type != nullptr && *type == "env") {
      return environment_value(declaration, "Secrets make", pointer, false);
    }
    if (type != nullptr && *type == "vault") return read_vault(declaration, configuration, stop);
    return load(declaration, Json::object(), pointer);
  }
};

bool is_from_elsewhere(const Json& declaration) {
  const Json* type = find(declaration, "type");
  return type != nullptr && (*type == "env" || *type == "vault");
}

void collect_texts(const Json& value, std::vector<std::string>& texts) {
  if (value.is_string()) texts.push_back(value.get<std::string>());
  if (extended_kind(value)) texts.push_back(extended_text(value));
  if (value.is_structured()) {
    for (const auto& child : value)
      collect_texts(child, texts);
  }
}

/// Applies `change` to every string in `value`.
template <typename Change>
Json with_texts(Json value, const Change& change) {
  if (value.is_string()) return change(std::move(value.get_ref<std::string&>()));
  if (value.is_structured()) {
    for (auto& child : value)
      child = with_texts(std::move(child), change);
  }
  return value;
}

}  // namespace

Json load_secrets(const Json& declarations, const Json& configuration, const Json& overrides,
                  std::stop_token stop, VaultReader read_vault) {
  log::debug("Loading secrets...");
  if (declarations.is_null()) return Json::object();
  if (!declarations.is_object()) {
    throw InvalidExperiment(
        Diagnostic{.message = "the secrets must be a mapping",
                   .pointer = "/secrets",
                   .hint = "write them as targets with their names and values"});
  }
  Json secrets =
      Loader{configuration, std::move(stop), read_vault}.load(declarations, overrides, "/secrets");
  const std::vector<std::string> in_clear = secrets_in_clear(declarations);
  log::add_secrets(in_clear, log::SecretOrigin::kDocument);
  std::vector<std::string> hidden = secret_texts(secrets);
  std::erase_if(hidden, [&in_clear](const std::string& text) {
    return std::ranges::find(in_clear, text) != in_clear.end();
  });
  log::add_secrets(hidden);
  log::add_short_secrets(in_clear, log::SecretOrigin::kDocument);
  log::add_short_secrets(hidden, log::SecretOrigin::kElsewhere);
  log::debug("Done loading secrets");
  return secrets;
}

std::vector<std::string> secret_texts(const Json& secrets) {
  std::vector<std::string> texts;
  collect_texts(secrets, texts);
  return texts;
}

std::vector<std::string> secrets_in_clear(const Json& declarations) {
  std::vector<std::string> texts;
  if (!declarations.is_object()) return texts;
  for (const Json& declaration : declarations) {
    if (!declaration.is_object())
      collect_texts(declaration, texts);
    else if (!is_from_elsewhere(declaration))
      std::ranges::move(secrets_in_clear(declaration), std::back_inserter(texts));
  }
  return texts;
}

Json redacted(Json value) {
  return with_texts(std::move(value), log::redact);
}

Json redacted_for_journal(Json value) {
  return with_texts(std::move(value), log::redact_hidden);
}

Json redacted_data(Json value, log::Data data) {
  return with_texts(std::move(value), [data](std::string text) {
    return log::redact(log::redact_whole(std::move(text), data));
  });
}

Json redacted_data_for_journal(Json value, log::Data data) {
  return with_texts(std::move(value), [data](std::string text) {
    return log::redact_hidden(log::redact_whole_hidden(std::move(text), data));
  });
}

Json redacted(Json value, const log::Redactor& redactor) {
  return with_texts(std::move(value),
                    [&redactor](std::string text) { return redactor.redact(std::move(text)); });
}

const Json* targets_of(const Json& activity) {
  const Json* provider = find(activity, "provider");
  const Json* targets = provider != nullptr ? find(*provider, "secrets") : nullptr;
  return targets != nullptr ? targets : find(activity, "secrets");
}

Json secrets_of_targets(const Json& activity, const Json& secrets) {
  Json merged = Json::object();
  const Json* declared = targets_of(activity);
  if (declared == nullptr) return merged;
  const Json targets = declared->is_string() ? Json::array({*declared}) : *declared;
  if (!targets.is_array()) return merged;
  for (const auto& target : targets) {
    const Json* values = find(secrets, python_str(target));
    if (values != nullptr && values->is_object()) merged.update(*values);
  }
  return merged;
}

}  // namespace chaos
