#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "http/message.h"

namespace chaos::hub::http {

/// What a client must take before its patience is counted anew.
inline constexpr std::size_t kSliceSize = 256 << 10;

/// A response as the bytes that are to be written, a part at a time: what comes in pieces is asked
/// for only when the client has taken the piece before.
class ResponseWriter {
 public:
  struct Rules {
    bool keep_alive = true;
    bool http_1_0 = false;
    bool head_only = false;
  };

  using Bytes = std::array<boost::asio::const_buffer, 3>;

  ResponseWriter(Response response, Rules rules);

  /// What is to be written next; nothing at the end. Valid until the next call of any function.
  std::optional<Bytes> next();
  /// Whether get_piece() is to be called before next().
  bool wants_piece() const { return is_written_ && pieces_; }
  /// Calls the handler's function, which may take long. What that throws breaks the response off.
  void get_piece();

 private:
  std::function<std::optional<std::string>()> pieces_;  // nullptr for none, or no more
  const bool chunked_;
  std::string prefix_;       // the head, or the size of a chunk
  std::string content_;      // the body, or a piece of it
  std::string suffix_;       // what ends a chunk
  std::size_t written_ = 0;  // of the content
  bool is_written_ = false;  // all of the three
};

}  // namespace chaos::hub::http
