#include <fmt/format.h>

#include <string_view>

#include "chaos/error.h"
#include "json/python_type.h"
#include "tolerance/kinds.h"

namespace chaos {
namespace {

/// `container[key]` as in the reference: anything other than a mapping that has the key is an
/// error.
Json& member(Json& container, std::string_view key) {
  if (!container.is_object()) throw UnexpectedError(describe_bad_subscript(container, "str"));
  Json* value = find(container, key);
  if (value == nullptr) throw UnexpectedError(fmt::format("'{}'", key));
  return *value;
}

void put_value(Json& arguments, const Json& value) {
  if (arguments.is_object()) {
    arguments["value"] = value;
    return;
  }
  throw UnexpectedError(arguments.is_array()
                            ? describe_bad_subscript(arguments, "str")
                            : fmt::format("'{}' object does not support item assignment",
                                          python_type_name(arguments)));
}

}  // namespace

bool within_probe(Json& tolerance, const Json& value, const ToleranceContext& context) {
  Json& provider = member(tolerance, "provider");
  if (provider.is_object() && !provider.contains("arguments"))
    provider["arguments"] = Json::object();
  put_value(member(provider, "arguments"), value);
  try {
    return truthy(context.run_probe(tolerance));
  } catch (const ActivityFailed&) {
    return false;
  }
}

}  // namespace chaos
