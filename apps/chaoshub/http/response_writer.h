#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "http/message.h"

namespace chaos::hub::http {

/// How much a client must receive before its time limit starts again.
inline constexpr std::size_t kSliceSize = 256 << 10;

/// Turns a response into bytes to write. A body that comes in pieces is requested piece by piece,
/// as the client reads it.
class ResponseWriter {
 public:
  struct Rules {
    bool keep_alive = true;
    bool http_1_0 = false;
    bool head_only = false;
  };

  using Bytes = std::array<boost::asio::const_buffer, 3>;

  ResponseWriter(Response response, Rules rules);

  /// The next bytes to write; nothing at the end. Valid until the next call of any function.
  std::optional<Bytes> next();
  /// Whether get_piece() must be called before next().
  bool wants_piece() const { return is_written_ && pieces_; }
  /// Calls the handler's function, which may take long. If it throws, the response is cut off.
  void get_piece();

 private:
  std::function<std::optional<std::string>()> pieces_;  // nullptr for none, or at the end
  const bool chunked_;
  std::string prefix_;       // the head, or a chunk's size
  std::string content_;      // the body, or a piece of it
  std::string suffix_;       // the end of a chunk
  std::size_t written_ = 0;  // of the three above
  bool is_written_ = false;  // all three
};

}  // namespace chaos::hub::http
