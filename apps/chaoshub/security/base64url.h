#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chaos::hub {

/// The bytes as text fit for URLs, without padding (RFC 4648, 5).
std::string to_base64url(std::string_view bytes);
/// The bytes; nothing for a text that to_base64url() does not make.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace chaos::hub
