#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "chaos/json.h"

namespace chaos::python {

/// Frames between this program and its Python worker; see docs/reference/python-worker.md. Values
/// without a JSON type are {tag: kind, "text": ...}; `tag` is chosen for each worker.

/// The frame's bytes: length and JSON text.
std::string encode_frame(const Json& frame, const std::string& tag);

/// The worker sent something that is not in the protocol.
class InvalidFrame : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Cuts a stream of bytes into frames.
class FrameDecoder {
 public:
  explicit FrameDecoder(std::string tag) : tag_(std::move(tag)) {}

  void append(std::string_view bytes) { buffer_.append(bytes); }

  /// The next frame once it is complete. Throws InvalidFrame if the bytes are not frames, because
  /// then it is unknown where the next one begins.
  std::optional<Json> next();

 private:
  Json decode(std::string_view text) const;

  std::string tag_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what is not yet decoded
};

}  // namespace chaos::python
