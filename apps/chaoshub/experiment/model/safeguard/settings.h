#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chaos/json.h"

namespace chaos::hub::experiment {

/// Typed settings of safeguards. Each function throws Refusal, which names the setting.

std::string text_setting(const Json& settings, std::string_view key,
                         const std::optional<std::string>& fallback = std::nullopt);
int number_setting(const Json& settings, std::string_view key, int least, int most);
bool flag_setting(const Json& settings, std::string_view key, bool fallback);
std::vector<std::string> texts_setting(const Json& settings, std::string_view key);

}  // namespace chaos::hub::experiment
