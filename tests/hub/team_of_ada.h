#pragma once

#include <string>

#include "support/hub_process.h"

namespace chaos::testing {

/// A hub with somebody who owns a team.
class TeamOfAda {
 public:
  explicit TeamOfAda(std::vector<std::string> flags = {},
                     const TestCertificate* certificate = nullptr,
                     const HubVariant& variant = HubVariant::from_environment())
      : hub(std::move(flags), certificate, variant) {
    token = hub.add_user("ada");
    organization = hub.admin({"create-organization", "Acme", "--owner", "ada"});
    team = hub.admin({"create-team", "Payments", "--organization", "Acme", "--owner", "ada"});
  }

  /// Below the team: "/experiments".
  std::string path(const std::string& rest = "") const {
    return "/api/v1/organizations/" + organization + "/teams/" + team + rest;
  }

  HubReply get(const std::string& rest) { return hub.call({.path = path(rest), .token = token}); }
  HubReply post(const std::string& rest, const Json& body) {
    return hub.call({.method = "POST", .path = path(rest), .token = token, .body = body});
  }
  HubReply put(const std::string& rest, const Json& body) {
    return hub.call({.method = "PUT", .path = path(rest), .token = token, .body = body});
  }
  /// Whatever is there now, unless `version` says which is to be changed.
  HubReply patch(const std::string& rest, const Json& body, const std::string& version = "*") {
    return hub.call({.method = "PATCH",
                     .path = path(rest),
                     .token = token,
                     .body = body,
                     .headers = {{"If-Match", version}}});
  }

  /// Publishes an experiment of that title; its identifier.
  std::string publish(const std::string& title, const Json& more = Json::object());
  /// Opens an execution of it; the path below the team.
  std::string open(const std::string& experiment);

  HubProcess hub;
  std::string token;
  std::string organization;
  std::string team;
};

/// An experiment as clients publish it.
Json experiment_titled(const std::string& title);
/// A journal of it, as it is when a run begins, and when it is over.
Json running_journal(const Json& experiment);
Json finished_journal(const Json& experiment, const std::string& status = "completed");
/// The event that a step begins.
Json event_of(const std::string& uid, const std::string& type, const std::string& name);

}  // namespace chaos::testing
