#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/chaosiq_service.h"
#include "support/http_server.h"

namespace chaos::testing {

/// The project's own chaoshub, which gets the same requests as a scripted hub and must respond with
/// the same status, so that the tests of clients also test it. Identifiers are translated. Used if
/// the environment contains CHAOSIQ_SHADOW=1. Not thread-safe.
class ShadowHub {
 public:
  /// nullptr unless the environment requests one.
  static std::unique_ptr<ShadowHub> from_environment();

  /// Creates a separate team in the hub that all instances share.
  ShadowHub();

  /// Creates an experiment that the scripted hub knows by this identifier.
  void know_experiment(const std::string& id, const Json& experiment);
  /// The difference between its response and the scripted one; "" if there is none. `token_is_good`
  /// says whether the scripted hub accepts the request's token.
  std::string compare(const ReceivedRequest& request, const HubCall& call, bool token_is_good,
                      const ScriptedReply& reply);

 private:
  std::string translated(std::string text) const;

  std::map<std::string, std::string> identifiers_;  // ours by the scripted hub's
};

}  // namespace chaos::testing
