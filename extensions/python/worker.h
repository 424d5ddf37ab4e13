#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "chaos/deadline.h"
#include "chaos/json.h"
#include "chaos/started_process.h"
#include "chaos/undo_receipt.h"
#include "connection.h"
#include "interpreter.h"
#include "os/stop_event.h"
#include "receipt_channel.h"
#include "stops.h"
#include "worker_process.h"

namespace chaos::python {

/// What may end a call early, and what may not.
struct CallLimits {
  std::stop_token stop = {};
  Deadline deadline = Deadline::never();
  const Stops* stops = nullptr;
  /// For an undo in the foreground: the worker finishes it even if this program is killed. The
  /// request's "receipt" has what the worker needs for that.
  UndoReceipt* receipt = nullptr;
};

/// The worker's process: a Python interpreter that executes calls. Calls of the thread `foreground`
/// are executed on Python's main thread; those of other threads each get a thread there.
class Worker {
 public:
  /// Starts the process and waits until it is ready. Throws Stopped if `stop` is triggered, and
  /// PythonError if it cannot be started or is not a supported version of Python.
  Worker(const Interpreter& interpreter, std::thread::id foreground, const std::stop_token& stop);
  /// Lets Python end as at the end of a program, and waits for it.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Sends the request and returns the worker's answer. If a call is stopped or takes too long, an
  /// exception is raised in it, and it gets a few seconds to clean up, unless a second stop
  /// arrives. After that, a foreground call is killed with the process, and a background thread is
  /// abandoned. If a stopped call returns or raises in time, its result is returned as usual.
  /// Throws Stopped, CallTimedOut, and PythonError if the process died, or was killed for violating
  /// the protocol.
  Json call(Json request, const CallLimits& limits);

  bool is_running() const;
  /// Whether calls can be made. In the foreground, this detects damage by earlier calls, and a
  /// function that was abandoned but does not let Python execute anything else: then this ends the
  /// worker.
  bool is_usable();
  /// "3.11.2"
  const std::string& version() const { return version_; }
  const StartedProcess& process() const { return process_->identity(); }

 private:
  /// How long a function may clean up after an exception was raised in it.
  static constexpr std::chrono::seconds kCleanup{5};
  /// How long a worker without a call may take to answer.
  static constexpr std::chrono::seconds kResponse{2};
  /// When to report what this is waiting for.
  static constexpr std::chrono::seconds kSlow{10};

  Json call_in_foreground(Json request, const CallLimits& limits);
  void add_receipt(Json& request, const CallLimits& limits);
  int descriptor_of(const std::stop_token& stop);
  Json call_in_background(Json request, const CallLimits& limits);
  void wait_until_ready(const Interpreter& interpreter, const std::stop_token& stop);
  std::optional<Json> next_on_main(int id);
  std::optional<Json> take_answer(int id);
  void end_unless_responsive();
  bool responds();
  bool read_side_once();
  bool understand(const std::function<void()>& body);
  void leave();
  void read_side(const std::stop_token& stop);
  void follow_side(const std::stop_token& stop);
  void take_side_frames();
  void ask_to_end(int id, bool main, const char* why);
  void wait_for_end();
  [[noreturn]] void report_loss();

  const std::string tag_;
  const std::thread::id foreground_;
  std::optional<WorkerProcess> process_;
  std::optional<Connection> main_;
  std::optional<Connection> side_;
  std::optional<ReceiptChannel> receipts_;
  std::string version_;
  Json told_processors_;  // only used in the foreground, as are these
  std::stop_token stop_;
  std::optional<os::StopEvent> stop_event_;

  std::mutex reading_side_;
  mutable std::mutex mutex_;
  std::condition_variable_any answered_;
  int next_id_ = 1;                                // guarded by mutex_
  std::map<int, std::optional<Json>> background_;  // guarded by mutex_: calls and their answers
  bool lost_ = false;                              // guarded by mutex_
  std::optional<std::string> protocol_error_;      // guarded by mutex_: why it was killed
  bool stuck_threads_ = false;                     // guarded by mutex_: that could not be ended
  bool ended_early_ = false;  // guarded by mutex_: a call, with what it started
  std::jthread side_reader_;  // last: joined before the members that it uses are destroyed
};

}  // namespace chaos::python
