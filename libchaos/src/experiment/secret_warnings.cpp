#include <fmt/format.h>

#include <string>
#include <vector>

#include "context/secrets.h"
#include "experiment/warning_kinds.h"
#include "json/child_pointer.h"
#include "log/short_secrets.h"

namespace chaos {
namespace {

bool is_from_elsewhere(const Json& declaration) {
  const Json* type = find(declaration, "type");
  return type != nullptr && (*type == "env" || *type == "vault");
}

/// Secrets that the experiment states in clear text are readable anyway, so there is no warning.
void warn_about(const std::string& name, const std::string& pointer, const Json& value,
                std::vector<Diagnostic>& warnings) {
  if (!value.is_string() || !log::is_too_short_to_redact(value.get<std::string>())) return;
  warnings.push_back(
      {.message =
           fmt::format("the secret \"{}\" is too short to be redacted wherever it appears", name),
       .pointer = pointer,
       .hint = "it is hidden only where it is a whole argument or output; use a secret of 6 or "
               "more characters",
       .kind = "ShortSecret"});
}

void look_into(const Json& declarations, const Json& values, const std::string& pointer,
               bool overridden, std::vector<Diagnostic>& warnings) {
  if (!declarations.is_object()) return;
  for (const auto& [name, declaration] : declarations.items()) {
    const Json* value = find(values, name);
    if (value == nullptr) continue;
    const std::string place = child_pointer(pointer, name);
    if (overridden || is_from_elsewhere(declaration))
      warn_about(name, place, *value, warnings);
    else if (declaration.is_object())
      look_into(declaration, *value, place, false, warnings);
  }
}

}  // namespace

void warn_about_short_secrets(const Json& experiment, const WarningContext& context,
                              std::vector<Diagnostic>& warnings) {
  const Json* declared = find(experiment, "secrets");
  if (declared == nullptr || !declared->is_object()) return;
  for (const auto& [target, declarations] : declared->items()) {
    const Json* given = find(context.overrides.secrets, target);
    const Json* read = find(context.secrets, target);
    const std::string pointer = child_pointer("/secrets", target);
    if (declarations.is_object() && given != nullptr && !given->is_null())
      look_into(declarations, *given, pointer, true, warnings);
    else if (read != nullptr && is_from_elsewhere(declarations))
      warn_about(target, pointer, *read, warnings);
    else if (read != nullptr)
      look_into(declarations, *read, pointer, false, warnings);
  }
}

}  // namespace chaos
