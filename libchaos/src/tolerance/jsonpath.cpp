#include <fmt/format.h>

#include <string>

#include "chaos/error.h"
#include "context/activity_references.h"
#include "context/substitution.h"
#include "json/json_path.h"
#include "json/json_reader.h"
#include "json/python_space.h"
#include "json/python_type.h"
#include "json/utf8.h"
#include "log/log.h"
#include "tolerance/kinds.h"

namespace chaos {
namespace {

JsonPath compile(const Json& path) {
  if (!path.is_string()) {
    throw UnexpectedError(fmt::format("'{}' object is not iterable", python_type_name(path)));
  }
  try {
    return JsonPath(path.get_ref<const std::string&>());
  } catch (const JsonPathSyntaxError& error) {
    throw UnexpectedError(error.what());
  }
}

/// Bytes are decoded as UTF-8, and a string that is JSON is parsed.
Json read_document(const Json& value) {
  const bool is_bytes =
      value.is_binary() && extended_kind(value).value_or(Extended::kBytes) == Extended::kBytes;
  if (!is_bytes && !value.is_string()) return value;
  std::string text = is_bytes ? extended_text(value) : value.get<std::string>();
  if (is_bytes) {
    const std::size_t invalid = find_invalid_utf8(text);
    if (invalid != std::string::npos) throw UnexpectedError(describe_invalid_utf8(text, invalid));
  }
  try {
    return parse_json(text);
  } catch (const JsonSyntaxError&) {
    return text;
  }
}

bool is_expected(const Json& found, const Json& expected) {
  return python_equal(found, expected.is_array() ? expected : Json::array({expected}));
}

}  // namespace

void validate_jsonpath(const Json& tolerance, const std::string& pointer) {
  const Json* path = find(tolerance, "path");
  if (path == nullptr) {
    throw InvalidActivity({.message = "hypothesis jsonpath probe tolerance must have a `path` key",
                           .pointer = pointer,
                           .hint = "add a \"path\" such as \"$.status\""});
  }
  const std::string where = pointer + "/path";
  if (!path->is_string()) {
    throw InvalidActivity(
        {.message = fmt::format("hypothesis probe tolerance JSON path {} has an invalid type",
                                python_str(*path)),
         .pointer = where,
         .hint = "put the path in quotes"});
  }
  const std::string_view text = python_strip(path->get_ref<const std::string&>());
  if (text.empty()) {
    throw InvalidActivity({.message = "hypothesis probe tolerance JSON path cannot be empty",
                           .pointer = where,
                           .hint = "\"$\" stands for the whole value"});
  }
  if (!activities_referred_to_by(*path).empty()) return;  // only known once that activity has run
  try {
    const JsonPath compiled(text);
  } catch (const JsonPathSyntaxError& error) {
    throw InvalidActivity(
        {.message = fmt::format("hypothesis probe tolerance JSON path {} is invalid", text),
         .pointer = where,
         .hint = error.what()});
  }
}

bool within_jsonpath(const Json& tolerance, const Json& value, const ToleranceContext& context) {
  const Json path = substitute(member_or_null(tolerance, "path"), context.configuration,
                               context.secrets, context.activities);
  log::debug(fmt::format("Applied jsonpath is: {}", python_str(path)));
  const JsonPath compiled = compile(path);
  const Json found = compiled.match(read_document(select_target(tolerance, value)));

  bool met = !found.empty();
  const Json count =
      fill_activity_references(member_or_null(tolerance, "count"), context.activities);
  if (!count.is_null()) met = python_equal(found.size(), count);
  Json expected;
  if (const Json* expect = find(tolerance, "expect")) {
    expected = substitute(*expect, context.configuration, context.secrets, context.activities);
    met = is_expected(found, expected);
  }
  if (!met) {
    log::debug(truthy(expected) ? fmt::format("jsonpath found '{}' but expected '{}'",
                                              python_str(found), python_str(expected))
                                : fmt::format("jsonpath found '{}'", python_str(found)));
  }
  return met;
}

}  // namespace chaos
