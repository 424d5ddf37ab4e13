#include "net/url.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <vector>

#include "chaos/json.h"
#include "net/http_client.h"
#include "net/idna.h"
#include "net/percent_encoding.h"

namespace chaos::net {
namespace {

/// The parts of a URL reference; nothing is decoded or checked (RFC 3986, appendix B).
struct Reference {
  std::optional<std::string> scheme;
  std::optional<std::string> authority;
  std::string path;
  std::optional<std::string> query;
  std::optional<std::string> fragment;
};

HttpError invalid_url(const std::string& message) {
  return HttpError(HttpError::Kind::kInvalidUrl, message);
}

HttpError no_adapter(std::string_view url) {
  return invalid_url(
      fmt::format("No connection adapters were found for {}", python_repr(Json(std::string(url)))));
}

HttpError no_host(std::string_view url) {
  return invalid_url(
      fmt::format("Invalid URL {}: No host supplied", python_repr(Json(std::string(url)))));
}

HttpError not_parsed(std::string_view host_and_port) {
  return invalid_url(fmt::format("Failed to parse: {} is not a valid host or port",
                                 python_repr(Json(std::string(host_and_port)))));
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

/// The length of a leading "scheme:" without its colon; npos if there is none.
std::size_t scheme_length(std::string_view text) {
  if (text.empty() || std::isalpha(static_cast<unsigned char>(text[0])) == 0) return text.npos;
  const std::size_t end = text.find(':');
  const auto belongs = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '+' || c == '.' || c == '-';
  };
  return std::all_of(text.begin(), text.begin() + std::min(end, text.size()), belongs) ? end
                                                                                       : text.npos;
}

/// Splits `text` at the first `separator`. Returns what follows it, or nothing.
std::optional<std::string> cut(std::string_view& text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == text.npos) return std::nullopt;
  std::string rest(text.substr(at + 1));
  text = text.substr(0, at);
  return rest;
}

Reference split(std::string_view text) {
  Reference parts;
  parts.fragment = cut(text, '#');
  parts.query = cut(text, '?');
  if (const std::size_t length = scheme_length(text); length != text.npos) {
    parts.scheme = lower(text.substr(0, length));
    text.remove_prefix(length + 1);
  }
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    const std::size_t end = std::min(text.find_first_of("\\/"), text.size());
    parts.authority = text.substr(0, end);
    text.remove_prefix(end);
  }
  parts.path = text;
  return parts;
}

bool is_ipv6(std::string address) {
  address.resize(std::min(address.find('%'), address.size()));  // without the zone
  in6_addr unused{};
  return ::inet_pton(AF_INET6, address.c_str(), &unused) == 1;
}

/// The length of the host in "host:port"; all of the string if there is no port.
std::size_t host_length(std::string_view host_and_port) {
  if (!host_and_port.starts_with('['))
    return std::min(host_and_port.find(':'), host_and_port.size());
  const std::size_t close = host_and_port.find(']');
  if (close == host_and_port.npos) throw not_parsed(host_and_port);
  if (!is_ipv6(std::string(host_and_port.substr(1, close - 1)))) throw not_parsed(host_and_port);
  return close + 1;
}

std::optional<int> read_port(std::string_view digits, std::string_view host_and_port) {
  if (digits.empty()) return std::nullopt;
  int port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port < 0 || port > 65535) {
    throw not_parsed(host_and_port);
  }
  return port;
}

std::string normalized_host(const std::string& host) {
  const auto illegal = [](unsigned char c) { return c <= 0x20 || c == 0x7f; };
  if (const auto at = std::find_if(host.begin(), host.end(), illegal); at != host.end()) {
    throw invalid_url(fmt::format("Failed to parse: Host {} contains invalid character {}",
                                  python_repr(Json(host)), python_repr(Json(std::string(1, *at)))));
  }
  const bool ascii = std::all_of(host.begin(), host.end(), [](char c) { return (c & 0x80) == 0; });
  return lower(ascii ? host : host_to_ascii(host));
}

void read_authority(const std::string& authority, Url& url) {
  std::string_view host_and_port = authority;
  if (const std::size_t at = authority.rfind('@'); at != authority.npos) {
    if (at > 0) url.user_info = encode_illegal(authority.substr(0, at), UrlPart::kUserInfo);
    host_and_port.remove_prefix(at + 1);
  }
  const std::size_t length = host_length(host_and_port);
  const std::string_view rest = host_and_port.substr(length);
  if (!rest.empty()) {
    if (rest[0] != ':') throw not_parsed(host_and_port);
    url.port = read_port(rest.substr(1), host_and_port);
  }
  url.host = normalized_host(std::string(host_and_port.substr(0, length)));
}

std::vector<std::string> segments_of(const std::string& path) {
  std::vector<std::string> segments(1);
  for (const char c : path) {
    if (c == '/') {
      segments.emplace_back();
    } else {
      segments.back() += c;
    }
  }
  return segments;
}

/// Joins `segments` after resolving "." and "..".
std::string joined(const std::vector<std::string>& segments) {
  std::vector<std::string> kept;
  for (const std::string& segment : segments) {
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (segment != ".") {
      kept.push_back(segment);
    }
  }
  if (kept.empty() || !kept.front().empty()) kept.insert(kept.begin(), "");
  if (segments.back() == "." || segments.back() == "..") kept.emplace_back();
  return fmt::format("{}", fmt::join(kept, "/"));
}

std::string merged_path(const std::string& base, const std::string& path) {
  if (path.starts_with('/')) return joined(segments_of(path));
  std::vector<std::string> segments = segments_of(base);
  segments.pop_back();
  for (std::string& segment : segments_of(path))
    segments.push_back(std::move(segment));
  segments.erase(std::remove(segments.begin() + 1, segments.end() - 1, ""), segments.end() - 1);
  return joined(segments);
}

std::string with_query_and_fragment(std::string text, const std::optional<std::string>& query,
                                    const std::optional<std::string>& fragment) {
  if (query && !query->empty()) text += '?' + *query;
  if (fragment && !fragment->empty()) text += '#' + *fragment;
  return text;
}

/// Parses `text`, which must be absolute and contain only legal characters.
Url read_url(const std::string& text) {
  Reference parts = split(text);
  if (parts.scheme != "http" && parts.scheme != "https") throw no_adapter(text);
  Url url;
  url.scheme = *parts.scheme;
  read_authority(parts.authority.value_or(""), url);
  if (url.host.empty()) throw no_host(text);
  url.path = encode_illegal(parts.path.empty() ? "/" : parts.path, UrlPart::kPath);
  if (parts.query) url.query = encode_illegal(*parts.query, UrlPart::kQuery);
  url.fragment = parts.fragment;
  return url;
}

/// The URL with illegal characters escaped; the host is still as the user wrote it.
std::string with_illegal_escaped(std::string_view text, Reference parts,
                                 std::string_view extra_query) {
  Url authority;
  read_authority(*parts.authority, authority);
  if (authority.host.empty()) throw no_host(text);
  if (authority.host.starts_with('*') || authority.host.starts_with('.')) {
    throw invalid_url("URL has an invalid label.");
  }
  authority.scheme = *parts.scheme;
  std::string query = encode_illegal(parts.query.value_or(""), UrlPart::kQuery);
  if (!query.empty() && !extra_query.empty()) query += '&';
  query += extra_query;
  const std::string user = authority.user_info ? *authority.user_info + '@' : std::string();
  const std::string path = parts.path.empty() ? "/" : joined(segments_of(parts.path));
  return with_query_and_fragment(
      fmt::format("{}://{}{}{}", authority.scheme, user, authority.authority(),
                  encode_illegal(path, UrlPart::kPath)),
      query, encode_illegal(parts.fragment.value_or(""), UrlPart::kQuery));
}

}  // namespace

std::string Url::authority() const {
  return port ? fmt::format("{}:{}", host, *port) : host;
}

std::string Url::target() const {
  return with_query_and_fragment(fmt::format("{}://{}{}", scheme, authority(), path), query,
                                 std::nullopt);
}

std::string Url::host_name() const {
  return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

Url prepare_url(std::string_view text, std::string_view extra_query) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text[0])) != 0) {
    text.remove_prefix(1);
  }
  const bool like_http = lower(text.substr(0, 4)) == "http";
  if (text.find(':') != text.npos && !like_http) throw no_adapter(text);
  const Reference parts = split(text);
  if (!parts.scheme) {
    throw invalid_url(
        fmt::format("Invalid URL {}: No scheme supplied. Perhaps you meant https://{}?",
                    python_repr(Json(std::string(text))), text));
  }
  if (!parts.authority) throw no_host(text);
  return read_url(requote(with_illegal_escaped(text, parts, extra_query)));
}

Url resolve_redirect(const Url& base, std::string_view location) {
  Reference parts = split(location);
  const bool same_scheme = !parts.scheme || *parts.scheme == base.scheme;
  if (parts.authority || !same_scheme) {
    const std::string scheme = parts.scheme ? "" : base.scheme + ':';
    return read_url(requote(scheme + std::string(location)));
  }
  parts = split(requote(location));
  const bool same_document = parts.path.empty();
  const std::string path = same_document ? base.path : merged_path(base.path, parts.path);
  const auto& query = same_document && !parts.query ? base.query : parts.query;
  return read_url(with_query_and_fragment(
      fmt::format("{}://{}{}", base.scheme, base.authority(), path), query, parts.fragment));
}

bool is_other_site(const Url& from, const Url& to) {
  const auto port = [](const Url& url) {
    return url.port.value_or(url.scheme == "https" ? 443 : 80);
  };
  if (from.host != to.host) return true;
  const bool upgraded =
      from.scheme == "http" && port(from) == 80 && to.scheme == "https" && port(to) == 443;
  if (upgraded) return false;
  return from.scheme != to.scheme || port(from) != port(to);
}

}  // namespace chaos::net
