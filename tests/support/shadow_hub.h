#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/chaosiq_service.h"
#include "support/http_server.h"

namespace chaos::testing {

/// The project's own chaoshub, which is told whatever a scripted hub is told and has to answer with
/// the same status: so the tests of clients are tests of it, too. Identifiers are translated. Used
/// when the environment says CHAOSIQ_SHADOW=1. Not safe to use from several threads at once.
class ShadowHub {
 public:
  /// nullptr unless the environment wants one.
  static std::unique_ptr<ShadowHub> from_environment();

  /// A team of its own, in a hub that all of them share.
  ShadowHub();

  /// Makes an experiment known that the scripted hub knows by this identifier.
  void know_experiment(const std::string& id, const Json& experiment);
  /// What does not agree when it is told the same; "" when nothing. `token_is_good`: whether the
  /// scripted hub accepts the request's token.
  std::string compare(const ReceivedRequest& request, const HubCall& call, bool token_is_good,
                      const ScriptedReply& reply);

 private:
  std::string translated(std::string text) const;

  std::map<std::string, std::string> identifiers_;  // ours by the scripted hub's
};

}  // namespace chaos::testing
