#include "activity/activity_messages.h"

#include <fmt/format.h>

#include <cctype>
#include <cstddef>

#include "chaos/error.h"

namespace chaos {
namespace {

std::string title_of_type(const Json& activity) {
  const Json* type = find(activity, "type");
  if (type == nullptr || !type->is_string() || type->get_ref<const std::string&>().empty()) {
    throw UnexpectedError(
        Diagnostic{.message = "an activity must have a type", .pointer = "/type"});
  }
  std::string title = type->get<std::string>();
  title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(title.front())));
  return title;
}

std::size_t text_size(const Json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>().size();
  std::size_t size = 0;
  if (value.is_structured()) {
    for (const auto& child : value)
      size += text_size(child);
  }
  return size;
}

}  // namespace

std::string name_of(const Json& activity) {
  const Json* name = find(activity, "name");
  return name != nullptr ? python_str(*name) : "None";
}

std::string announcement_of(const Json& activity) {
  const Json* background = find(activity, "background");
  return fmt::format("{}: {}{}", title_of_type(activity), name_of(activity),
                     background != nullptr && truthy(*background) ? " [in background]" : "");
}

std::string describe_success(const Json& output) {
  constexpr std::size_t kLongestLogged = 64u << 10;
  if (output.is_null()) return "  => succeeded without any result value";
  const std::size_t size = text_size(output);
  if (size > kLongestLogged) return fmt::format("  => succeeded with {} bytes of output", size);
  return fmt::format("  => succeeded with '{}'", python_str(output));
}

}  // namespace chaos
