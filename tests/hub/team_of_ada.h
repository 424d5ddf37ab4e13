#pragma once

#include <string>

#include "support/hub_process.h"

namespace chaos::testing {

/// An experiment as clients publish it.
Json experiment_titled(const std::string& title);

/// A hub with someone who owns a team.
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

  /// A path below the team's: "/experiments".
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
  /// Applies to any version, unless `version` names one.
  HubReply patch(const std::string& rest, const Json& body, const std::string& version = "*") {
    return hub.call({.method = "PATCH",
                     .path = path(rest),
                     .token = token,
                     .body = body,
                     .headers = {{"If-Match", version}}});
  }

  /// Publishes an experiment with that title; returns its identifier.
  std::string publish(const std::string& title, const Json& more = Json::object());
  /// Opens an execution of it, which runs the document; returns the path below the team's.
  std::string open(const std::string& experiment,
                   const Json& document = experiment_titled("a run"));

  HubProcess hub;
  std::string token;
  std::string organization;
  std::string team;
};

/// Journals of such an experiment: at the start of a run, and at the end.
Json running_journal(const Json& experiment);
Json finished_journal(const Json& experiment, const std::string& status = "completed");
/// The event for the start of a step.
Json event_of(const std::string& uid, const std::string& type, const std::string& name);

}  // namespace chaos::testing
