#pragma once

#include <string>

namespace chaos::net {

/// The ASCII form of an internationalized host name ("bücher.example" -> "xn--bcher-kva.example"),
/// using libidn2, which is loaded when needed. Throws HttpError (kInvalidUrl) if the name is not
/// valid, (kOther) if the library is not installed.
std::string host_to_ascii(const std::string& host);

}  // namespace chaos::net
