#include "net/content_decoding.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <new>
#include <vector>

#include "net/header_text.h"

namespace chaos::net {
namespace {

constexpr int kGzipWindow = MAX_WBITS + 16;
constexpr int kZlibWindow = MAX_WBITS;
constexpr int kRawWindow = -MAX_WBITS;

class Inflater {
 public:
  Inflater(int window, std::size_t limit) : limit_(limit) {
    if (::inflateInit2(&stream_, window) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { ::inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// False if `body` is damaged. A truncated body is not an error: what has arrived is kept.
  bool run(std::string& body, bool several_members) {
    stream_.next_in = reinterpret_cast<Bytef*>(body.data());
    stream_.avail_in = static_cast<uInt>(body.size());
    int status = read_member();
    if (status != Z_STREAM_END) return status == Z_BUF_ERROR || content_.truncated;
    while (several_members && status == Z_STREAM_END && stream_.avail_in > 0) {
      ::inflateReset(&stream_);
      status = read_member();  // an error only means that the rest is padding
    }
    return true;
  }

  DecodedContent take() { return std::move(content_); }

 private:
  /// Decodes one compressed stream; several may follow each other.
  int read_member() {
    std::array<char, 16384> buffer;
    int status = Z_OK;
    while (status == Z_OK && !content_.truncated) {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream_.avail_out = static_cast<uInt>(buffer.size());
      status = ::inflate(&stream_, Z_NO_FLUSH);
      keep(buffer.data(), buffer.size() - stream_.avail_out);
    }
    return status;
  }

  void keep(const char* bytes, std::size_t count) {
    const std::size_t kept = std::min(count, limit_ - content_.bytes.size());
    content_.bytes.append(bytes, kept);
    content_.truncated = kept < count;
  }

  z_stream stream_{};
  std::size_t limit_;
  DecodedContent content_;
};

DecodedContent inflate(std::string& body, std::string_view encoding, std::size_t limit) {
  const bool gzip = encoding != "deflate";
  const auto windows = gzip ? std::vector{kGzipWindow} : std::vector{kZlibWindow, kRawWindow};
  for (const int window : windows) {
    Inflater inflater(window, limit);
    if (inflater.run(body, gzip)) return inflater.take();
  }
  throw HttpError(
      HttpError::Kind::kOther,
      fmt::format("Received response with content-encoding: {}, but failed to decode it.",
                  encoding));
}

std::vector<std::string> names_in(std::string_view encoding) {
  std::vector<std::string> names(1);
  for (const char c : encoding) {
    if (c == ',') {
      names.emplace_back();
    } else if (c != ' ' && c != '\t') {
      names.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return names;
}

}  // namespace

DecodedContent decode_content(std::string body, std::string_view encoding, std::size_t limit) {
  DecodedContent content{.bytes = std::move(body)};
  if (content.bytes.empty()) return content;
  std::vector<std::string> names = names_in(encoding);
  std::reverse(names.begin(), names.end());
  for (const std::string& name : names) {
    if (name != "gzip" && name != "x-gzip" && name != "deflate") continue;
    const bool truncated_before = content.truncated;
    content = inflate(content.bytes, name, limit);
    content.truncated = content.truncated || truncated_before;
  }
  return content;
}

}  // namespace chaos::net
