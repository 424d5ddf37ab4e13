#include "python/receipt_channel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include <array>
#include <cstring>
#include <optional>

#include "python/connection.h"
#include "support/captured_log.h"

namespace chaos::python {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

/// What the worker has received: whether there is a byte, and the descriptor that came with it.
struct Received {
  ssize_t size = 0;
  os::FileDescriptor descriptor;
};

Received receive(int socket) {
  char byte = 0;
  iovec data{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  Received received{.size = ::recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC),
                    .descriptor = os::FileDescriptor()};
  if (const cmsghdr* header = CMSG_FIRSTHDR(&message)) {
    int number = -1;
    std::memcpy(&number, CMSG_DATA(header), sizeof(int));
    received.descriptor = os::FileDescriptor(number);
  }
  return received;
}

ino_t inode_of(const os::FileDescriptor& file) {
  struct stat status {};
  return ::fstat(file.get(), &status) == 0 ? status.st_ino : 0;
}

class ReceiptChannelTest : public ::testing::Test {
 protected:
  ConnectionPair ends_ = connect();
  const int worker_ = ends_.theirs.get();
  std::optional<ReceiptChannel> channel_{std::move(ends_.ours)};
  const os::FileDescriptor log_{::memfd_create("wal", MFD_CLOEXEC)};
  std::optional<UndoReceipt> receipt_{std::in_place, 7, log_.get()};
  testing::CapturedLog records_;
};

TEST_F(ReceiptChannelTest, HandsOverTheLogAndConfirmsThatTheEndIsRecorded) {
  ASSERT_TRUE(channel_->hand_over(*receipt_));
  const Received log = receive(worker_);
  EXPECT_EQ(log.size, 1);
  EXPECT_EQ(inode_of(log.descriptor), inode_of(log_));
  EXPECT_EQ(receive(worker_).size, -1) << "nothing is on record yet";

  receipt_->recorded();
  const Received word = receive(worker_);
  EXPECT_EQ(word.size, 1);
  EXPECT_FALSE(word.descriptor.is_open());
}

TEST_F(ReceiptChannelTest, ConfirmsEvenIfTheWorkerIsBeingReplaced) {
  ASSERT_TRUE(channel_->hand_over(*receipt_));
  channel_.reset();
  receive(worker_);
  receipt_.reset();  // as when an exception ends the run
  EXPECT_EQ(receive(worker_).size, 1);
  EXPECT_EQ(receive(worker_).size, 0) << "the end of the stream";
}

TEST_F(ReceiptChannelTest, IgnoresAWorkerThatIsGoneByThen) {
  ASSERT_TRUE(channel_->hand_over(*receipt_));
  ends_.theirs.close();
  receipt_->recorded();
  EXPECT_THAT(records_.records(), IsEmpty());
}

TEST_F(ReceiptChannelTest, WarnsIfTheLogCannotBeHandedOver) {
  ends_.theirs.close();
  EXPECT_FALSE(channel_->hand_over(*receipt_));
  EXPECT_THAT(
      records_.records(),
      ElementsAre(StartsWith(
          "WARNING The write-ahead log cannot be passed to the Python worker: Broken pipe.")));
}

}  // namespace
}  // namespace chaos::python
