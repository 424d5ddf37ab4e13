#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos::hub::http {

/// Members of a body, as what they must be. Each throws Problem (422) that names the member.

/// `fallback` for one that is not there; without it, it must be.
std::string text_of(const Json& body, const std::string& key,
                    const std::optional<std::string>& fallback = std::nullopt);
/// Nothing for one that is not there.
std::optional<std::string> optional_text_of(const Json& body, const std::string& key);
bool flag_of(const Json& body, const std::string& key, bool fallback);
std::vector<std::string> texts_of(const Json& body, const std::string& key,
                                  const std::vector<std::string>& fallback);
const Json& object_of(const Json& body, const std::string& key);

}  // namespace chaos::hub::http
