#pragma once

#include <memory>

#include "chaos/undo_receipt.h"
#include "os/file_descriptor.h"

namespace chaos::python {

/// The connection over which the worker gets the write-ahead log while it plays an undo, and learns
/// that the end of the undo has been recorded. Only used in the foreground.
class ReceiptChannel {
 public:
  explicit ReceiptChannel(os::FileDescriptor socket);

  /// Call this right before the request is sent. From then on, the worker finishes the undo even if
  /// this program is killed, and waits for the receipt to be recorded. False, with a warning, if
  /// the log cannot be passed.
  bool hand_over(UndoReceipt& receipt);

 private:
  std::shared_ptr<const os::FileDescriptor> socket_;  // receipts may outlive the worker
};

}  // namespace chaos::python
