#include "net/proxy_environment.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

#include "os/environment.h"

namespace chaos::net {
namespace {

std::string value_of(const std::string& name) {
  return os::environment_variable(name).value_or("");
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

/// "http_proxy" or HTTP_PROXY. If the lower-case variable is set but empty, there is no proxy. In a
/// CGI program (REQUEST_METHOD is set), HTTP_PROXY is a header sent by a client, not a setting.
std::string proxy_of(const std::string& scheme) {
  const std::string name = scheme + "_proxy";
  if (auto value = os::environment_variable(name)) return *value;
  if (scheme == "http" && os::environment_variable("REQUEST_METHOD")) return {};
  return value_of(upper(name));
}

std::optional<std::uint32_t> ipv4(const std::string& text) {
  in_addr address{};
  if (::inet_aton(text.c_str(), &address) == 0) return std::nullopt;
  return ntohl(address.s_addr);
}

/// Whether `network` is an IPv4 network such as 10.0.0.0/8 that contains `address`.
bool is_in_network(std::uint32_t address, const std::string& network) {
  const std::size_t slash = network.find('/');
  if (slash == network.npos) return false;
  const auto base = ipv4(network.substr(0, slash));
  int bits = 0;
  const char* const end = network.data() + network.size();
  const auto [stop, error] = std::from_chars(network.data() + slash + 1, end, bits);
  if (!base || error != std::errc() || stop != end || bits < 1 || bits > 32) return false;
  const std::uint32_t mask = ~std::uint32_t{0} << (32 - bits);
  return (address & mask) == (*base & mask);
}

std::string trimmed(std::string_view entry) {
  std::string text;
  for (const char c : entry) {
    if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return text;
}

bool matches(const Url& url, std::string entry) {
  const std::string host = url.host_name();
  const auto address = ipv4(host);
  if (address && is_in_network(*address, entry)) return true;
  entry.erase(0, entry.find_first_not_of('.'));
  if (entry.empty()) return false;
  const auto ends = [&](const std::string& name) {
    return name == entry || name.ends_with('.' + entry);
  };
  return ends(host) || (url.port && ends(fmt::format("{}:{}", host, *url.port)));
}

}  // namespace

bool bypasses_proxy(const Url& url, std::string_view no_proxy) {
  if (no_proxy == "*") return true;
  while (!no_proxy.empty()) {
    const std::size_t comma = std::min(no_proxy.find(','), no_proxy.size());
    const std::string entry = trimmed(no_proxy.substr(0, comma));
    if (!entry.empty() && matches(url, entry)) return true;
    no_proxy.remove_prefix(std::min(comma + 1, no_proxy.size()));
  }
  return false;
}

std::string proxy_for(const Url& url) {
  std::string proxy = proxy_of(url.scheme);
  if (proxy.empty()) proxy = proxy_of("all");
  if (proxy.empty()) return {};
  std::string no_proxy = value_of("no_proxy");
  if (no_proxy.empty()) no_proxy = value_of("NO_PROXY");
  return bypasses_proxy(url, no_proxy) ? std::string() : proxy;
}

}  // namespace chaos::net
