#include <fmt/format.h>

#include <string>

#include "chaos/error.h"
#include "context/activity_references.h"
#include "context/substitution.h"
#include "json/python_type.h"
#include "log/log.h"
#include "tolerance/kinds.h"
#include "tolerance/python_regex.h"

namespace chaos {
namespace {

bool is_bytes(const Json& value) {
  return extended_kind(value) == Extended::kBytes;
}

PythonRegex compile(const Json& pattern) {
  if (const auto problem = describe_unhashable(pattern)) throw UnexpectedError(*problem);
  if (is_bytes(pattern)) {
    throw UnexpectedError("cannot use a bytes pattern on a string-like object");
  }
  if (!pattern.is_string()) {
    throw UnexpectedError("first argument must be string or compiled pattern");
  }
  try {
    return PythonRegex(pattern.get_ref<const std::string&>());
  } catch (const PythonRegexError& error) {
    throw UnexpectedError(error.what());
  }
}

}  // namespace

void validate_regex(const Json& tolerance, const std::string& pointer) {
  const Json* pattern = find(tolerance, "pattern");
  if (pattern == nullptr) {
    throw InvalidActivity({.message = "hypothesis regex probe tolerance must have a `pattern` key",
                           .pointer = pointer,
                           .hint = "add a \"pattern\""});
  }
  const std::string where = pointer + "/pattern";
  if (!pattern->is_string() && !is_bytes(*pattern)) {
    throw InvalidActivity({.message = fmt::format("hypothesis probe tolerance pattern {} has an "
                                                  "invalid type",
                                                  python_str(*pattern)),
                           .pointer = where,
                           .hint = "put the pattern in quotes"});
  }
  if (!activities_referred_to_by(*pattern).empty())
    return;  // only known once that activity has run
  try {
    const PythonRegex compiled(pattern->is_string() ? pattern->get<std::string>()
                                                    : extended_text(*pattern));
  } catch (const PythonRegexError& error) {
    throw InvalidActivity({.message = fmt::format("hypothesis probe tolerance pattern {} seems "
                                                  "invalid: {}",
                                                  python_str(*pattern), error.what()),
                           .pointer = where,
                           .hint = "patterns are written as for Python's re module"});
  }
}

bool within_regex(const Json& tolerance, const Json& value, const ToleranceContext& context) {
  const Json pattern = substitute(member_or_null(tolerance, "pattern"), context.configuration,
                                  context.secrets, context.activities);
  log::debug(fmt::format("Applied pattern is: {}", python_str(pattern)));
  const PythonRegex regex = compile(pattern);
  const Json& text = select_target(tolerance, value);
  if (is_bytes(text)) throw UnexpectedError("cannot use a string pattern on a bytes-like object");
  if (!text.is_string()) {
    throw UnexpectedError(
        fmt::format("expected string or bytes-like object, got '{}'", python_type_name(text)));
  }
  try {
    return regex.search(text.get_ref<const std::string&>());
  } catch (const PythonRegexLimit& limit) {
    throw UnexpectedError(limit.what());
  }
}

}  // namespace chaos
