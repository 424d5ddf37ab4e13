#pragma once

#include <string>
#include <string_view>

namespace chaos::hub {

/// A new signing secret in the form that receivers get: "whsec_" and 32 bytes in base64.
std::string new_signing_secret();

/// The header `webhook-signature` as the Standard Webhooks specification defines it: "v1," and the
/// base64-encoded HMAC-SHA-256 of "ID.TIMESTAMP.BODY". `timestamp`: seconds since 1970. Throws
/// std::invalid_argument if the secret is invalid.
std::string webhook_signature(std::string_view secret, std::string_view id,
                              std::string_view timestamp, std::string_view body);

}  // namespace chaos::hub
