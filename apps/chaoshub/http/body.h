#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos::hub::http {

/// Typed members of a body. Each function throws Problem (422), which names the member.

/// Without a `fallback`, the member is required.
std::string text_of(const Json& body, const std::string& key,
                    const std::optional<std::string>& fallback = std::nullopt);
/// Nothing if the member is missing.
std::optional<std::string> optional_text_of(const Json& body, const std::string& key);
bool flag_of(const Json& body, const std::string& key, bool fallback);
std::vector<std::string> texts_of(const Json& body, const std::string& key,
                                  const std::vector<std::string>& fallback);
const Json& object_of(const Json& body, const std::string& key);

}  // namespace chaos::hub::http
