#pragma once

#include <time.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "os/file_descriptor.h"
#include "os/path_watch.h"
#include "run/guard.h"

namespace chaos {

/// The file that people create to stop every experiment on this machine: `$CHAOS_HALT_FILE`, by
/// default /etc/chaos/halt. "" (no halt file) if the variable is empty.
std::string halt_file_path();

/// Prevents runs from starting while the halt file exists, and stops the run when it appears. The
/// file states the reason. It does not have a thread: its owner waits for `fd` and then calls
/// `look`.
class HaltFile final : public Guard {
 public:
  /// `path` as returned by halt_file_path(), made absolute. `interruption` must outlive this. The
  /// watch begins a moment later, and first checks what has happened until then. If the file cannot
  /// be watched, a warning is logged; it still prevents runs from starting.
  HaltFile(std::string path, Interruption& interruption);

  std::optional<StopReason> objection(const std::stop_token& stop) override;
  void leave_rollbacks() override { over_ = true; }
  void end() override { over_ = true; }

  /// Readable when there is something to look at; -1 for never.
  int fd() const { return ready_.get(); }
  /// Called by one thread only.
  void look();

 private:
  void begin_soon();
  void begin_to_watch();
  void set_timer(const timespec& time);
  bool timer_has_expired();
  std::optional<StopReason> news();
  std::optional<StopReason> reason_if_written();
  bool is_being_written() const;
  void wait_for_its_writer();
  std::optional<StopReason> reason() const;

  const std::string path_;
  Interruption& interruption_;
  std::unique_ptr<os::PathWatch> watch_;
  os::FileDescriptor
      timer_;  // runs until the watch begins, and while waiting for the file's writer
  os::FileDescriptor ready_;  // the watch or the timer
  bool waiting_ = false;      // for the writer; only touched by `look`
  bool halted_ = false;       // only touched by `look`
  std::atomic<bool> over_ = false;
};

}  // namespace chaos
