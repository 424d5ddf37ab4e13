#include "context/environment_value.h"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>

#include "chaos/error.h"
#include "context/convert.h"
#include "os/environment.h"

namespace chaos {
namespace {

std::optional<std::string> declared_type(const Json& declaration, const std::string& pointer) {
  const Json* type = find(declaration, "env_var_type");
  if (type == nullptr || type->is_null()) return std::nullopt;
  if (type->is_string()) return type->get<std::string>();
  throw InvalidExperiment(Diagnostic{.message = "env_var_type must be a string",
                                     .pointer = pointer + "/env_var_type",
                                     .hint = "use one of str, int, float, bool, bytes, json"});
}

}  // namespace

Json environment_value(const Json& declaration, const std::string& what, const std::string& pointer,
                       bool with_default) {
  const Json* key = find(declaration, "key");
  if (key == nullptr || !key->is_string()) {
    throw InvalidExperiment(
        Diagnostic{.message = "a value of type 'env' needs the variable's name under 'key'",
                   .pointer = pointer,
                   .hint = "add e.g. \"key\": \"MY_VARIABLE\""});
  }
  const auto& name = key->get_ref<const std::string&>();
  const auto set = os::environment_variable(name);
  const Json* fallback = with_default ? find(declaration, "default") : nullptr;
  if (!set && fallback == nullptr) {
    throw InvalidExperiment(Diagnostic{
        .message =
            fmt::format("{} reference to an environment key that does not exist: {}", what, name),
        .pointer = pointer + "/key",
        .hint = fmt::format("set it, e.g. `export {}=...`{}", name,
                            with_default ? ", or give the declaration a \"default\"" : "")});
  }
  Json value = set ? Json(*set) : *fallback;
  if (!with_default) return value;  // secrets are never converted
  try {
    return convert_to_type(declared_type(declaration, pointer), value);
  } catch (const std::invalid_argument& error) {
    // The value itself may be confidential, so the message contains only its name.
    const bool unknown_type = std::string_view(error.what()).starts_with("variable type");
    throw InvalidExperiment(Diagnostic{
        .message = unknown_type
                       ? std::string(error.what())
                       : fmt::format("the value of environment key {} is not a valid {}", name,
                                     declared_type(declaration, pointer).value_or("str")),
        .pointer = pointer + "/env_var_type",
        .hint = {}});
  }
}

}  // namespace chaos
