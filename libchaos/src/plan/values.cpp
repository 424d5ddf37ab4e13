#include "plan/values.h"

#include <fmt/format.h>

#include <stop_token>

#include "chaos/error.h"
#include "context/configuration.h"
#include "context/secrets.h"
#include "os/environment.h"

namespace chaos::plan {
namespace {

bool is_of_type(const Json& declaration, const char* wanted) {
  const Json* type = find(declaration, "type");
  return type != nullptr && *type == wanted;
}

std::string variable_of(const Json& declaration) {
  const Json* key = find(declaration, "key");
  return key != nullptr && key->is_string() ? key->get<std::string>() : std::string();
}

/// The source of a declaration's value. `given` is the source of the declaration itself if it does
/// not come from the experiment.
std::string origin_of(const Json& declaration, const std::string& given,
                      const char* inline_origin) {
  if (is_of_type(declaration, "env")) {
    const std::string name = variable_of(declaration);
    return os::environment_variable(name)
               ? fmt::format("environment variable {}", name)
               : fmt::format("default: environment variable {} is not set", name);
  }
  if (!given.empty()) return given;
  if (is_of_type(declaration, "vault")) return "vault: read at run time";
  if (is_of_type(declaration, "probe")) return "probe: queried at run time";
  return inline_origin;
}

std::string found(const std::map<std::string, std::string>& origins, const std::string& name) {
  const auto origin = origins.find(name);
  return origin != origins.end() ? origin->second : std::string();
}

Json member(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr ? *value : Json();
}

/// A placeholder for a value that only a vault has.
Json unread(const Json& /*declaration*/, const Json& /*configuration*/, std::stop_token) {
  return {};
}

/// The secrets, with their values redacted, for substitution in a plan.
Json masked(const Json& value) {
  if (!value.is_object()) return "[redacted]";
  Json result = Json::object();
  for (const auto& [name, member] : value.items())
    result[name] = masked(member);
  return result;
}

class Resolution {
 public:
  explicit Resolution(const Request& request) : request_(request) {}

  KnownValues resolve() {
    const Json configuration = member(request_.experiment, "configuration");
    if (configuration.is_object()) {
      for (const auto& [name, declared] : configuration.items())
        add_configuration(name, declared);
    }
    const Json secrets = member(request_.experiment, "secrets");
    if (secrets.is_object()) {
      for (const auto& [target, declared] : secrets.items())
        add_target(target, declared);
    }
    for (auto& value : known_.listed)
      if (value.value) *value.value = redacted_data(*value.value, log::Data::kArgument);
    return std::move(known_);
  }

 private:
  void add_configuration(const std::string& name, const Json& declared) {
    const Json* given = find(request_.overrides.configuration, name);
    const Json& declaration = given != nullptr ? *given : declared;
    Value value{.name = name,
                .value = {},
                .origin = origin_of(declaration, found(request_.configuration_origins, name),
                                    "the experiment")};
    try {
      const Json loaded =
          load_configuration(Json{{name, declared}}, request_.overrides.configuration).at(name);
      if (!is_of_type(loaded, "probe")) {
        value.value = loaded;
        known_.values.configuration[name] = loaded;
      }
    } catch (const InvalidExperiment& error) {
      value.origin = error.what();
    }
    known_.listed.push_back(std::move(value));
  }

  void add_target(const std::string& target, const Json& declared) {
    const Json* given = find(request_.overrides.secrets, target);
    const Json& declaration = given != nullptr ? *given : declared;
    const std::string from = found(request_.secret_origins, target);
    try {
      Json loaded = load_secrets(Json{{target, declared}}, known_.values.configuration,
                                 request_.overrides.secrets, {}, &unread)
                        .at(target);
      if (!declaration.is_object() || declaration.contains("type")) {
        list_secret(target, declaration, loaded, from);
      } else {
        for (const auto& [name, one] : declaration.items())
          list_secret(target + "." + name, one, member(loaded, name.c_str()), from);
      }
      known_.values.secrets[target] = masked(loaded);
    } catch (const InvalidExperiment& error) {
      known_.listed.push_back(
          {.name = target, .value = {}, .origin = error.what(), .is_secret = true});
    }
  }

  void list_secret(std::string name, const Json& declaration, const Json& loaded,
                   const std::string& from) {
    Value value{.name = std::move(name),
                .value = {},
                .origin = origin_of(declaration, from, "the experiment"),
                .is_secret = true};
    if (!loaded.is_null()) value.value = "[redacted]";
    known_.listed.push_back(std::move(value));
  }

  const Request& request_;
  KnownValues known_;
};

}  // namespace

KnownValues known_values(const Request& request) {
  return Resolution(request).resolve();
}

}  // namespace chaos::plan
