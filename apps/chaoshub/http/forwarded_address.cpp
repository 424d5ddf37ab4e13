#include "http/forwarded_address.h"

#include <strings.h>

#include <algorithm>
#include <string_view>

#include "security/network.h"

namespace chaos::hub::http {
namespace {

constexpr std::string_view kHeader = "X-Forwarded-For";

std::string_view trimmed(std::string_view text) {
  const auto begin = std::min(text.find_first_not_of(" \t"), text.size());
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

/// Some proxies add a port: "192.0.2.1:4711", "[2001:db8::1]:4711".
std::string_view without_port(std::string_view text) {
  if (text.starts_with('[')) return text.substr(1, std::min(text.find(']'), text.size()) - 1);
  const bool one_colon =
      text.find(':') != std::string_view::npos && text.find(':') == text.rfind(':');
  return one_colon ? text.substr(0, text.find(':')) : text;
}

}  // namespace

std::string forwarded_address(const Headers& headers, const std::string& peer) {
  std::string_view last;
  for (const auto& [name, value] : headers) {
    if (name.size() != kHeader.size() ||
        strncasecmp(name.data(), kHeader.data(), kHeader.size()) != 0)
      continue;
    const auto comma = value.rfind(',');
    last = std::string_view(value).substr(comma == std::string::npos ? 0 : comma + 1);
  }
  const std::string address(without_port(trimmed(last)));
  return is_address(address) ? address : peer;
}

}  // namespace chaos::hub::http
