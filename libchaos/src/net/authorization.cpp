#include "net/authorization.h"

#include <cstdint>
#include <string_view>

#include "net/header_text.h"
#include "net/percent_encoding.h"

namespace chaos::net {
namespace {

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t at) {
      return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
    };
    const std::uint32_t group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    for (const int shift : {18, 12, 6, 0})
      text += kDigits[(group >> shift) & 63];
  }
  for (std::size_t i = 0; i < (3 - bytes.size() % 3) % 3; ++i)
    text[text.size() - 1 - i] = '=';
  return text;
}

std::optional<Login> login_from_url(const Url& url) {
  const std::size_t colon = url.user_info ? url.user_info->find(':') : std::string::npos;
  if (colon == std::string::npos) return std::nullopt;
  return Login{percent_decode(url.user_info->substr(0, colon)),
               percent_decode(url.user_info->substr(colon + 1))};
}

}  // namespace

std::string basic_authorization(const Login& login) {
  const auto bytes = [](const std::string& text) { return to_latin1(text).value_or(text); };
  return "Basic " + base64(bytes(login.user) + ':' + bytes(login.password));
}

std::optional<Login> login_for(const Url& url) {
  std::optional<Login> login = login_from_netrc(url.host_name());
  return login ? login : login_from_url(url);
}

}  // namespace chaos::net
