#include <fmt/format.h>
#include <iconv.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <optional>

#include "json/utf8.h"
#include "net/header_text.h"
#include "net/http_client.h"
#include "os/text_encoding.h"

namespace chaos::net {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::string stripped(std::string_view text, std::string_view characters) {
  const std::size_t begin = text.find_first_not_of(characters);
  if (begin == text.npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(characters) + 1 - begin));
}

/// The charset that a Content-Type names or implies; nothing if it must be guessed from the
/// content.
std::optional<std::string> charset_of(std::string_view content_type) {
  const std::size_t end = std::min(content_type.find(';'), content_type.size());
  std::string_view rest = content_type.substr(end);
  std::optional<std::string> charset;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::string_view parameter = rest.substr(0, std::min(rest.find(';'), rest.size()));
    rest.remove_prefix(parameter.size());
    const std::size_t equals = parameter.find('=');
    if (equals != parameter.npos &&
        same_name(stripped(parameter.substr(0, equals), "\"' \t"), "charset")) {
      charset = stripped(parameter.substr(equals + 1), "\"' \t");
    }
  }
  if (charset) return charset;
  const std::string_view type = content_type.substr(0, end);
  if (type.find("text") != type.npos) return "iso-8859-1";
  if (type.find("application/json") != type.npos) return "utf-8";
  return std::nullopt;
}

/// The charset's name without differences in spelling: "ISO_8859-1" and "iso8859-1" are the same.
std::string plain_name(std::string_view charset) {
  std::string name;
  for (const char c : charset) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return name;
}

class Converter {
 public:
  explicit Converter(const std::string& charset)
      : handle_(::iconv_open("UTF-8", charset.c_str())) {}
  ~Converter() {
    if (known()) ::iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  bool known() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  std::string convert(std::string bytes) {
    std::string text(bytes.size() * 4 + 16, '\0');
    char* in = bytes.data();
    std::size_t in_left = bytes.size();
    char* out = text.data();
    std::size_t out_left = text.size();
    while (in_left > 0 && ::iconv(handle_, &in, &in_left, &out, &out_left) == npos) {
      if (errno != E2BIG) {
        std::copy(kReplacement.begin(), kReplacement.end(), out);
        out += kReplacement.size();
        out_left -= kReplacement.size();
        ++in;
        --in_left;
      }
      if (out_left < 16) {
        const auto used = static_cast<std::size_t>(out - text.data());
        text.resize(text.size() * 2);
        out = text.data() + used;
        out_left = text.size() - used;
      }
    }
    text.resize(static_cast<std::size_t>(out - text.data()));
    return text;
  }

 private:
  static constexpr auto npos = static_cast<std::size_t>(-1);
  iconv_t handle_;
};

/// Translates Python's name of a charset to iconv's.
std::string iconv_name(std::string charset) {
  std::replace(charset.begin(), charset.end(), '_', '-');
  const std::string plain = plain_name(charset);
  const bool unicode = plain.starts_with("utf16") || plain.starts_with("utf32");
  return unicode ? "UTF-" + plain.substr(3) : charset;
}

std::string decode(const std::string& bytes, const std::string& charset) {
  const std::string name = plain_name(charset);
  if (name == "iso88591" || name == "latin1" || name == "l1") return from_latin1(bytes);
  if (name == "utf8" || name.empty()) return replace_invalid_utf8(bytes);
  if (name == "utf8sig") {
    const bool marked = bytes.starts_with("\xEF\xBB\xBF");
    return replace_invalid_utf8(std::string_view(bytes).substr(marked ? 3 : 0));
  }
  Converter converter(iconv_name(charset));
  return converter.known() ? converter.convert(bytes) : replace_invalid_utf8(bytes);
}

}  // namespace

std::string body_text(const HttpResponse& response) {
  if (response.body.empty()) return {};
  const std::string* content_type = response.header("Content-Type");
  const auto charset = content_type != nullptr ? charset_of(*content_type) : std::nullopt;
  return charset ? decode(response.body, *charset) : os::decode_to_utf8(response.body);
}

}  // namespace chaos::net
