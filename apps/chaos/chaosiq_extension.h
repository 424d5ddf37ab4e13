#pragma once

#include <memory>
#include <utility>

#include "chaosiq/session.h"
#include "extensions.h"

namespace chaos::cli {

void add_signin_command(CLI::App& app, Invocation& invocation);
void add_org_command(CLI::App& app, Invocation& invocation);
void add_team_command(CLI::App& app, Invocation& invocation);
void add_enable_command(CLI::App& app, Invocation& invocation);
void add_disable_command(CLI::App& app, Invocation& invocation);
void add_publish_command(CLI::App& app, Invocation& invocation);
void add_verify_command(CLI::App& app, Invocation& invocation);

/// What a run exchanges with a ChaosIQ server.
class ChaosiqInRun final : public ExtensionInRun {
 public:
  explicit ChaosiqInRun(std::shared_ptr<chaosiq::Session> session) : session_(std::move(session)) {}

  chaosiq::Session& session() const { return *session_; }
  std::shared_ptr<Guard> guard() const override { return session_->safeguards(); }
  void end() override { session_->end(); }

 private:
  std::shared_ptr<chaosiq::Session> session_;
};

std::shared_ptr<ExtensionInRun> add_chaosiq(Registry& registry, const Json& settings,
                                            const CommandContext& command);

inline constexpr Command kChaosiqCommands[] = {
    {"signin", add_signin_command},   {"org", add_org_command},
    {"team", add_team_command},       {"enable", add_enable_command},
    {"disable", add_disable_command}, {"publish", add_publish_command},
    {"verify", add_verify_command}};

inline constexpr Extension kChaosiqExtension{.commands = kChaosiqCommands, .add_to = &add_chaosiq};

}  // namespace chaos::cli
