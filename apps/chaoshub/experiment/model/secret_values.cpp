#include "experiment/model/secret_values.h"

#include <array>
#include <string>
#include <vector>

#include "context/secrets.h"
#include "log/redactor.h"

namespace chaos::hub::experiment {
namespace {

using Replace = std::function<Json(const JsonPointer& place, const Json&)>;

/// Credentials for Vault that belong to the configuration.
constexpr std::array<const char*, 2> kCredentials = {"vault_token", "vault_role_secret"};

bool is_declaration(const Json& secret) {
  const Json* type = find(secret, "type");
  return type != nullptr && (*type == "env" || *type == "vault");
}

void replace_in(Json& secret, const JsonPointer& place, const Replace& replace) {
  if (!secret.is_object()) {
    if (!secret.is_null()) secret = replace(place, secret);
    return;
  }
  const bool is_declared = is_declaration(secret);
  for (auto& [name, value] : secret.items())
    if (!is_declared || name == "default") replace_in(value, place / std::string(name), replace);
}

/// Calls `replace` for a copy of what may contain such values.
void look_at_values(const Json& experiment, const Replace& replace) {
  Json part = Json::object();
  for (const char* name : {"secrets", "configuration"})
    if (const Json* value = find(experiment, name)) part[name] = *value;
  replace_secret_values(part, replace);
}

/// All texts that are replaced.
std::vector<std::string> texts_of(const Json& experiment) {
  std::vector<std::string> texts;
  look_at_values(experiment, [&](const JsonPointer&, const Json& value) {
    for (std::string& text : secret_texts(value))
      texts.push_back(std::move(text));
    return value;
  });
  return texts;
}

}  // namespace

bool has_secret_values(const Json& experiment) {
  bool has = false;
  look_at_values(experiment, [&has](const JsonPointer&, const Json& value) {
    has = true;
    return value;
  });
  return has;
}

void replace_secret_values(Json& experiment, const Replace& replace) {
  if (Json* secrets = find(experiment, "secrets"))
    replace_in(*secrets, JsonPointer("/secrets"), replace);
  Json* configuration = find(experiment, "configuration");
  if (configuration == nullptr || !configuration->is_object()) return;
  for (const char* name : kCredentials)
    if (Json* credential = find(*configuration, name))
      replace_in(*credential, JsonPointer("/configuration") / std::string(name), replace);
}

Json without_secret_values(Json experiment) {
  Json whole = {{"experiment", std::move(experiment)}};
  return std::move(journal_without_secret_values(std::move(whole))["experiment"]);
}

Json journal_without_secret_values(Json journal) {
  Json* experiment = find(journal, "experiment");
  if (experiment == nullptr || !experiment->is_object()) return journal;
  const auto texts = texts_of(*experiment);
  replace_secret_values(*experiment,
                        [](const JsonPointer&, const Json&) { return Json(kHiddenValue); });
  if (texts.empty()) return journal;
  log::Redactor redactor;
  redactor.add(texts);
  return redacted(std::move(journal), redactor);
}

Json event_without_secret_values(Json data) {
  for (const char* part : {"context", "state"})
    if (Json* value = find(data, part); value != nullptr && value->is_object())
      *value = value->contains("experiment") ? journal_without_secret_values(std::move(*value))
                                             : without_secret_values(std::move(*value));
  return data;
}

}  // namespace chaos::hub::experiment
