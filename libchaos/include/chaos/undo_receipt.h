#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace chaos {

/// Gets the end of an undo on record even if this program is killed while the undo runs. The
/// provider passes `log` to the process that does the work. If this program dies, that process
/// finishes the undo, appends an `undo-ended` record (docs/reference/wal-format.md), and ends.
/// Until then it holds the lock that belongs to the descriptor, so nobody plays the undo again.
/// Not thread-safe.
class UndoReceipt {
 public:
  UndoReceipt(int id, int log) : id_(id), log_(log) {}
  ~UndoReceipt() { recorded(); }
  UndoReceipt(const UndoReceipt&) = delete;
  UndoReceipt& operator=(const UndoReceipt&) = delete;

  /// Identifies the execution in the log.
  int id() const { return id_; }
  /// A descriptor of the write-ahead log, which belongs to the run.
  int log() const { return log_; }

  /// `release` is called once this program has recorded the end of the undo itself, or no longer
  /// needs to. It tells the process that it is no longer needed, and must not throw.
  void when_recorded(std::function<void()> release) { releases_.push_back(std::move(release)); }

  void recorded() noexcept {
    for (const auto& release : std::exchange(releases_, {}))
      release();
  }

 private:
  int id_;
  int log_;
  std::vector<std::function<void()>> releases_;
};

}  // namespace chaos
