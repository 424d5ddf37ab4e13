#pragma once

#include <string>

namespace chaos::net {

/// The ASCII form of an internationalised host name ("bücher.example" -> "xn--bcher-kva.example"),
/// through libidn2, which is loaded when needed. Throws HttpError (kInvalidUrl) if the name is not
/// a valid one, (kOther) when the library is not installed.
std::string host_to_ascii(const std::string& host);

}  // namespace chaos::net
