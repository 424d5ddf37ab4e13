#include "os/text_encoding.h"

#include <iconv.h>
#include <uchardet/uchardet.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <string_view>

#include "json/utf8.h"

namespace chaos::os {
namespace {

using namespace std::string_view_literals;

/// The size of the sample for the guess: enough to be sure, small enough to be quick.
constexpr std::size_t kSampleSize = 256u << 10;

struct ByteOrderMark {
  std::string_view bytes;
  const char* encoding;
};

/// Longer marks come first: that of UTF-32LE starts with that of UTF-16LE.
constexpr std::array kByteOrderMarks{
    ByteOrderMark{"\xFF\xFE\0\0"sv, "UTF-32LE"}, ByteOrderMark{"\0\0\xFE\xFF"sv, "UTF-32BE"},
    ByteOrderMark{"\xEF\xBB\xBF"sv, "UTF-8"},    ByteOrderMark{"\xFF\xFE"sv, "UTF-16LE"},
    ByteOrderMark{"\xFE\xFF"sv, "UTF-16BE"},
};

class Converter {
 public:
  explicit Converter(const char* from) : handle_(::iconv_open("UTF-8", from)) {}
  ~Converter() {
    if (is_open()) ::iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  bool is_open() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  /// Returns nothing unless every byte could be converted.
  std::optional<std::string> convert(std::string_view bytes) {
    std::string text;
    char* input =
        const_cast<char*>(bytes.data());  // iconv takes a non-const pointer but only reads
    std::size_t input_left = bytes.size();
    while (input_left > 0) {
      if (!append_step(text, &input, &input_left)) return std::nullopt;
    }
    if (!append_step(text, nullptr, nullptr)) return std::nullopt;  // flush the shift state
    return text;
  }

 private:
  bool append_step(std::string& text, char** input, std::size_t* input_left) {
    std::array<char, 16u << 10> buffer;  // NOLINT: not worth clearing
    char* output = buffer.data();
    std::size_t output_left = buffer.size();
    const bool failed =
        ::iconv(handle_, input, input_left, &output, &output_left) == static_cast<std::size_t>(-1);
    const bool full = failed && errno == E2BIG;
    text.append(buffer.data(), buffer.size() - output_left);
    return !failed || full;
  }

  iconv_t handle_;
};

std::optional<std::string> convert(std::string_view bytes, const char* encoding) {
  Converter converter(encoding);
  if (!converter.is_open()) return std::nullopt;
  return converter.convert(bytes);
}

std::optional<std::string> decode_by_mark(std::string_view bytes) {
  for (const auto& mark : kByteOrderMarks) {
    if (bytes.starts_with(mark.bytes)) {
      return convert(bytes.substr(mark.bytes.size()), mark.encoding);
    }
  }
  return std::nullopt;
}

/// The byte order of UTF-16 that mostly encodes Latin letters: nearly every other byte is zero, and
/// none in between. Not found in lists that end each item with a zero byte, unless all items are
/// one character long.
const char* encoding_of_unmarked_utf16(std::string_view bytes) {
  if (bytes.size() < 4 || bytes.size() % 2 != 0) return nullptr;
  if (bytes.find('\0') == std::string_view::npos) return nullptr;
  std::array<std::size_t, 2> zeros{};
  const std::string_view sample = bytes.substr(0, kSampleSize);
  for (std::size_t i = 0; i < sample.size(); ++i)
    zeros[i % 2] += sample[i] == '\0' ? 1 : 0;
  const std::size_t most = sample.size() / 2 * 3 / 4;
  if (zeros[0] == 0 && zeros[1] > most) return "UTF-16LE";
  if (zeros[1] == 0 && zeros[0] > most) return "UTF-16BE";
  return nullptr;
}

std::optional<std::string> decode_unmarked_utf16(std::string_view bytes) {
  const char* encoding = encoding_of_unmarked_utf16(bytes);
  return encoding != nullptr ? convert(bytes, encoding) : std::nullopt;
}

/// Empty if there is no good guess.
std::string guess_encoding(std::string_view sample) {
  const std::unique_ptr<uchardet, decltype(&uchardet_delete)> detector(uchardet_new(),
                                                                       uchardet_delete);
  if (uchardet_handle_data(detector.get(), sample.data(), sample.size()) != 0) return {};
  uchardet_data_end(detector.get());
  return uchardet_get_charset(detector.get());
}

/// A range of whole lines, starting with the line that contains the `telling` byte.
std::string_view sample_around(std::string_view bytes, std::size_t telling) {
  const std::size_t line_break = bytes.rfind('\n', telling);
  const std::size_t begin = line_break == std::string_view::npos ? 0 : line_break + 1;
  return bytes.substr(telling - begin < kSampleSize / 2 ? begin : telling, kSampleSize);
}

/// ISO-2022 consists of ASCII characters; escape sequences say what they mean.
std::optional<std::string> decode_iso2022(std::string_view bytes) {
  const std::size_t escape = bytes.find("\x1B$");
  if (escape == std::string_view::npos) return std::nullopt;
  const std::string encoding = guess_encoding(sample_around(bytes, escape));
  return encoding.starts_with("ISO-2022-") ? convert(bytes, encoding.c_str()) : std::nullopt;
}

std::string decode_latin1(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char byte : bytes)
    append_utf8(text, static_cast<unsigned char>(byte));
  return text;
}

}  // namespace

std::string decode_to_utf8(std::string bytes) {
  if (auto text = decode_by_mark(bytes)) return *std::move(text);
  if (auto text = decode_unmarked_utf16(bytes)) return *std::move(text);
  const std::size_t invalid = find_invalid_utf8(bytes);
  if (invalid == std::string::npos) {
    auto text = decode_iso2022(bytes);
    return text ? *std::move(text) : bytes;
  }
  const std::string encoding = guess_encoding(sample_around(bytes, invalid));
  if (!encoding.empty()) {
    if (auto text = convert(bytes, encoding.c_str())) return *std::move(text);
  }
  return decode_latin1(bytes);
}

void drop_partial_character(std::string& text) {
  constexpr std::size_t kLongest = 4;
  const std::size_t stop = text.size() - std::min(text.size(), kLongest);
  for (std::size_t offset = text.size(); offset > stop;) {
    --offset;
    const auto byte = static_cast<unsigned char>(text[offset]);
    if ((byte & 0xC0U) == 0x80U) continue;
    const DecodedChar last = decode_utf8(text, offset);
    // The text counts as truncated only if an incomplete sequence extends to its end; a single
    // wrong byte does not.
    if (byte >= 0xC2U && byte <= 0xF4U && !last.valid && offset + last.length == text.size())
      text.resize(offset);
    return;
  }
}

}  // namespace chaos::os
