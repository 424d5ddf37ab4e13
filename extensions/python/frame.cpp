#include "frame.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>

#include "json/json_reader.h"

namespace chaos::python {
namespace {

constexpr std::size_t kHeader = 4;
constexpr std::size_t kMostReserved = 64u << 20;  // anything more is allocated as it arrives

/// Integers of any size are plain JSON; other values need a tag.
const char* tagged_kind(const Json& value) {
  switch (extended_kind(value).value_or(Extended::kInteger)) {
    case Extended::kBytes:
      return "bytes";
    case Extended::kDate:
      return "date";
    case Extended::kDateTime:
      return "datetime";
    case Extended::kInteger:
      break;
  }
  return nullptr;
}

bool holds_tagged(const Json& value) {
  if (value.is_binary()) return tagged_kind(value) != nullptr;
  return value.is_structured() && std::any_of(value.begin(), value.end(), holds_tagged);
}

std::string latin1_as_utf8(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) {
    const auto code = static_cast<unsigned char>(byte);
    if (code < 0x80) {
      text += byte;
    } else {
      text += static_cast<char>(0xC0 | (code >> 6));
      text += static_cast<char>(0x80 | (code & 0x3F));
    }
  }
  return text;
}

std::string utf8_as_latin1(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80 || i + 1 == text.size()) {
      bytes += text[i];
    } else {
      bytes += static_cast<char>((lead << 6) | (static_cast<unsigned char>(text[++i]) & 0x3F));
    }
  }
  return bytes;
}

void tag_values(Json& value, const std::string& tag) {
  if (value.is_binary()) {
    const char* kind = tagged_kind(value);
    if (kind == nullptr) return;
    const std::string text = extended_text(value);
    const bool bytes = extended_kind(value) == Extended::kBytes;
    value = {{tag, kind}, {"text", bytes ? latin1_as_utf8(text) : text}};
  } else if (value.is_structured()) {
    for (auto& child : value)
      tag_values(child, tag);
  }
}

void revive_values(Json& value, const std::string& tag) {
  if (!value.is_structured()) return;
  const Json* kind = find(value, tag);
  if (kind == nullptr) {
    for (auto& child : value)
      revive_values(child, tag);
    return;
  }
  const auto text = value.at("text").get<std::string>();
  if (*kind == "bytes") {
    value = make_extended(Extended::kBytes, utf8_as_latin1(text));
  } else {
    value = make_extended(*kind == "date" ? Extended::kDate : Extended::kDateTime, text);
  }
}

}  // namespace

std::string encode_frame(const Json& frame, const std::string& tag) {
  std::string text;
  if (holds_tagged(frame)) {
    Json tagged = frame;
    tag_values(tagged, tag);
    text = to_json_text(tagged);
  } else {
    text = to_json_text(frame);
  }
  if (text.size() > UINT32_MAX) throw std::length_error("a value of more than 4 GiB");
  const auto size = static_cast<std::uint32_t>(text.size());
  std::string bytes{static_cast<char>(size >> 24), static_cast<char>(size >> 16),
                    static_cast<char>(size >> 8), static_cast<char>(size)};
  return bytes += text;
}

Json FrameDecoder::decode(std::string_view text) const try {
  Json frame = parse_json(text);
  if (text.find(tag_) != std::string_view::npos) revive_values(frame, tag_);
  return frame;
} catch (const JsonSyntaxError& error) {
  throw InvalidFrame(error.what());
} catch (const Json::exception& error) {
  throw InvalidFrame(error.what());
}

std::optional<Json> FrameDecoder::next() {
  const std::string_view rest = std::string_view(buffer_).substr(begin_);
  if (rest.size() < kHeader) return std::nullopt;
  std::size_t size = 0;
  for (std::size_t i = 0; i < kHeader; ++i)
    size = (size << 8) | static_cast<unsigned char>(rest[i]);
  // Detected here, rather than after waiting for the number of bytes that the garbage claims.
  if (size == 0 || (rest.size() > kHeader && rest[kHeader] != '{')) {
    throw InvalidFrame("it does not start like a message");
  }
  if (rest.size() < kHeader + size) {
    buffer_.reserve(begin_ + kHeader + std::min(size, kMostReserved));
    return std::nullopt;
  }
  Json frame = decode(rest.substr(kHeader, size));
  begin_ += kHeader + size;
  if (begin_ == buffer_.size()) {
    begin_ = 0;
    buffer_.capacity() > (1u << 20) ? std::string().swap(buffer_) : buffer_.clear();
  }
  return frame;
}

}  // namespace chaos::python
