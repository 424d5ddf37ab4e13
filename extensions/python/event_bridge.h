#pragma once

#include <memory>
#include <set>
#include <string>

#include "chaos/events.h"
#include "python_host.h"

namespace chaos::python {

/// Passes events to the handlers that are registered in the worker. One bridge serves all handlers:
/// the worker calls each.
class EventBridge final : public RunEventHandler {
 public:
  /// The run's own experiment and journal, which handlers may change.
  EventBridge(std::shared_ptr<PythonHost> host, Json& experiment, Json& journal)
      : host_(std::move(host)), experiment_(experiment), journal_(journal) {}

  /// From now on, these events go to that session only.
  void listen(const std::shared_ptr<WorkerLifetime>& session, const Json& events);

  void started(const Json& experiment, const Json& journal) override;
  void running(const Json& experiment, const Json& journal, const Json& configuration,
               const Json& secrets, const Json& schedule, const Json& settings) override;
  void finish(const Json& journal) override;
  void interrupted(const Json& experiment, const Json& journal) override;
  void signal_exit() override;
  void start_continuous_hypothesis(double frequency_seconds) override;
  void continuous_hypothesis_iteration(int index, const Json& state) override;
  void continuous_hypothesis_completed(const Json& experiment, const Json& journal,
                                       const std::string& error) override;
  void start_hypothesis_before(const Json& experiment) override;
  void hypothesis_before_completed(const Json& experiment, const Json& state,
                                   const Json& journal) override;
  void start_hypothesis_after(const Json& experiment) override;
  void hypothesis_after_completed(const Json& experiment, const Json& state,
                                  const Json& journal) override;
  void start_method(const Json& experiment) override;
  void method_completed(const Json& experiment, const Json& runs) override;
  void start_rollbacks(const Json& experiment) override;
  void rollbacks_completed(const Json& experiment, const Json& journal) override;
  void start_activity(const Json& activity) override;
  void activity_completed(const Json& activity, const Json& run) override;

 private:
  struct Argument;
  void tell(const char* event, const std::vector<Argument>& arguments);

  std::shared_ptr<PythonHost> host_;
  Json& experiment_;
  Json& journal_;
  std::weak_ptr<WorkerLifetime> session_;
  std::set<std::string> events_;
};

}  // namespace chaos::python
