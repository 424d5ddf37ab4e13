#include "experiment/model/safeguard/settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "service/refusal.h"

namespace chaos::hub::experiment {
namespace {

[[noreturn]] void refuse(std::string_view key, const std::string& what) {
  throw Refusal(Refusal::Kind::kInvalid, fmt::format("'{}' must be {}", key, what));
}

}  // namespace

std::string text_setting(const Json& settings, std::string_view key,
                         const std::optional<std::string>& fallback) {
  const Json* value = find(settings, key);
  if (value == nullptr && fallback) return *fallback;
  if (value == nullptr || !value->is_string() || value->get_ref<const std::string&>().empty())
    refuse(key, "a string");
  return value->get<std::string>();
}

int number_setting(const Json& settings, std::string_view key, int least, int most) {
  const Json* value = find(settings, key);
  const std::string wanted = fmt::format("a whole number from {} to {}", least, most);
  if (value == nullptr || !value->is_number_integer()) refuse(key, wanted);
  const auto number = value->get<std::int64_t>();
  if (number < least || number > most) refuse(key, wanted);
  return static_cast<int>(number);
}

bool flag_setting(const Json& settings, std::string_view key, bool fallback) {
  const Json* value = find(settings, key);
  if (value == nullptr) return fallback;
  if (!value->is_boolean()) refuse(key, "true or false");
  return value->get<bool>();
}

std::vector<std::string> texts_setting(const Json& settings, std::string_view key) {
  const Json* value = find(settings, key);
  const auto is_text = [](const Json& item) { return item.is_string(); };
  if (value == nullptr || !value->is_array() || value->empty() ||
      !std::ranges::all_of(*value, is_text))
    refuse(key, "a list of at least one string");
  return value->get<std::vector<std::string>>();
}

}  // namespace chaos::hub::experiment
