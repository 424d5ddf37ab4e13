#include "receipt_channel.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "log/log.h"

namespace chaos::python {
namespace {

/// Sends one byte and, unless it is -1, the descriptor. The socket always has room for it.
bool send_byte(int socket, int descriptor) {
  char byte = 0;
  iovec data{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  if (descriptor >= 0) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
  }
  ssize_t sent = 0;
  do {
    sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == 1;
}

}  // namespace

ReceiptChannel::ReceiptChannel(os::FileDescriptor socket)
    : socket_(std::make_shared<const os::FileDescriptor>(std::move(socket))) {}

bool ReceiptChannel::hand_over(UndoReceipt& receipt) {
  if (!send_byte(socket_->get(), receipt.log())) {
    log::warning(
        fmt::format("The write-ahead log cannot be passed to the Python worker: {}. If this "
                    "program is killed during the next undo, the undo is cut off and played again.",
                    std::generic_category().message(errno)));
    return false;
  }
  // Fails if the worker is gone, which no longer matters.
  receipt.when_recorded([socket = socket_] { send_byte(socket->get(), -1); });
  return true;
}

}  // namespace chaos::python
