#pragma once

#include <memory>
#include <string>

#include "chaos/control.h"
#include "chaosiq/session.h"

namespace chaos::chaosiq {

/// The control in the settings: publishes the experiment and its execution, reports every step,
/// asks the safeguards, and links the experiment's file to its identifier on the server. Semantics:
/// chaoscloud.controls of chaosiq-cloud.
class PublishingControl final : public Control {
 public:
  explicit PublishingControl(std::shared_ptr<Session> session) : session_(std::move(session)) {}

  void configure(const ControlSetup& setup) override;
  void before(ControlContext& context) override;
  void after(ControlContext& context) override;

 private:
  void note_source(const ControlContext& context) const;
  void open(const ControlSetup& setup);
  void link_file(const Json& experiment) const;
  void finish(const ControlContext& context);

  std::shared_ptr<Session> session_;
  EventRegistry* events_ = nullptr;
  /// Knows the thread that takes the samples of the continuous hypothesis.
  class SamplerWatch;

  void tell(const ControlContext& context, const char* type, const Json& state);

  std::string source_;
  std::shared_ptr<SamplerWatch> sampler_;
  bool publishing_ = false;
};

}  // namespace chaos::chaosiq
