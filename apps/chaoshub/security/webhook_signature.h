#pragma once

#include <string>
#include <string_view>

namespace chaos::hub {

/// A new secret for signatures, in the form that receivers get: "whsec_" and 32 bytes in base64.
std::string new_signing_secret();

/// The header `webhook-signature` of a message, as the Standard Webhooks specification defines it:
/// "v1," and the HMAC with SHA-256, in base64, of "ID.TIMESTAMP.BODY". `timestamp`: seconds since
/// 1970. Throws std::invalid_argument if the secret is not valid.
std::string webhook_signature(std::string_view secret, std::string_view id,
                              std::string_view timestamp, std::string_view body);

}  // namespace chaos::hub
