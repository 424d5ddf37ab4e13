#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "http/server.h"
#include "support/event_stream.h"
#include "unit/chaoshub/open_server.h"

namespace chaos::hub::http {
namespace {

using testing::admitting;
using ::testing::HasSubstr;
using testing::PatientConnection;
using testing::url;

const std::string kTooBig("\x88\x02\x03\xf1", 4);  // a close frame with code 1009

Response follow(const Request&) {
  return {.status = 200, .live = [](const std::shared_ptr<LiveChannel>& channel) {
            channel->send({.id = "1", .type = "x", .data = "hello"});
          }};
}

/// A client that has received the first message, and can now send frames.
class OpenWebSocket : public ::testing::Test {
 protected:
  OpenWebSocket() {
    std::string line;
    connection_.read_line(line);
    EXPECT_THAT(line, HasSubstr("101"));
    while (connection_.read_line(line) && !line.empty()) {
    }
    EXPECT_EQ(connection_.read_bytes(7), "\x81\x05hello");
  }

  const Server server_{{.port = 0}, admitting(follow)};
  PatientConnection connection_{url(server_, "/"),
                                "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                                "Sec-WebSocket-Version: 13\r\n"
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"};
};

/// The head of a frame with a zero mask: "\x82" starts a message, "\x00" continues it.
std::string frame(char first, std::uint64_t size) {
  std::string bytes{first, static_cast<char>(0xFF)};
  for (int shift = 56; shift >= 0; shift -= 8)
    bytes += static_cast<char>(size >> shift);
  return bytes + std::string(4, '\0');
}

TEST_F(OpenWebSocket, RejectsAFrameThatIsDeclaredTooLong) {
  ASSERT_TRUE(connection_.send(frame('\x82', 3ULL << 30)));  // 14 bytes that declare 3 GiB
  EXPECT_EQ(connection_.read_bytes(4), kTooBig);
}

TEST_F(OpenWebSocket, RejectsAMessageThatDoesNotEnd) {
  const std::string part(65536, 'x');
  connection_.send(frame('\x02', part.size()) + part);
  for (int i = 0; i < 16; ++i)
    connection_.send(frame('\x00', part.size()) + part);
  EXPECT_EQ(connection_.read_bytes(4), kTooBig);
}

TEST_F(OpenWebSocket, AnswersPings) {
  ASSERT_TRUE(connection_.send(std::string("\x89\x81\0\0\0\0p", 7)));
  EXPECT_EQ(connection_.read_bytes(3), "\x8a\x01p");
}

}  // namespace
}  // namespace chaos::hub::http
