#include "web/local_path.h"

#include <fmt/format.h>

#include <algorithm>

#include "net/http_client.h"
#include "net/percent_encoding.h"

namespace chaos::hub::web {
namespace {

constexpr std::size_t kLongest = 2000;

/// Browsers drop tabs and line breaks from URLs, treat "\" as "/", and take what follows two of
/// those for a host name.
bool is_harmless(unsigned char c) {
  return c > ' ' && c < 0x7F && c != '\\';
}

}  // namespace

std::string local_path(std::string_view text) {
  const bool local = text.starts_with('/') && !text.starts_with("//") && text.size() <= kLongest &&
                     std::ranges::all_of(text, is_harmless);
  return local ? std::string(text) : "/";
}

std::string path_and_query(const http::Request& request) {
  std::string address = net::encode_path(request.path);
  char separator = '?';
  for (const auto& [name, value] : request.query) {
    address += fmt::format("{}{}={}", separator, net::form_encode(name), net::form_encode(value));
    separator = '&';
  }
  return address;
}

}  // namespace chaos::hub::web
