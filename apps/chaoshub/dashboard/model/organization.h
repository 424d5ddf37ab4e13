#pragma once

#include <optional>
#include <string>

#include "security/role.h"
#include "service/clock.h"
#include "service/outcome.h"

namespace chaos::hub::dashboard {

/// The company-wide place. A personal one belongs to one account and has no other members.
struct Organization {
  std::string id;
  std::string name;  ///< nobody belongs to two of the same name, whatever the case, on purpose
  bool personal = false;
  std::string description = {};
  Time created;
  int version = 1;  ///< counts the changes
};

/// Where the work happens; its name is unique in the organization.
struct Team {
  std::string id;
  std::string organization;
  std::string name;
  Time created;
  int version = 1;  ///< counts the changes
  /// Whether clients must not run anything for it that the hub's safeguards do not guard.
  bool requires_guarded_runs = true;
};

/// What is to be changed; what is not given stays.
struct TeamChange {
  std::optional<std::string> name = {};
  std::optional<bool> requires_guarded_runs = {};
};

/// What is to be changed; what is not given stays.
struct OrganizationChange {
  std::optional<std::string> name = {};
  std::optional<std::string> description = {};
};

struct Member {
  std::string account;
  std::string name;  ///< of the account
  Role role = Role::kNone;
  Time since;
};

/// An entry of the feed.
struct FeedEntry {
  std::string id;
  Time time;
  std::string actor;
  std::string actor_name;
  std::string team;
  std::string kind;
  std::string subject;
  std::string text;
  std::optional<ExecutionOutcome> outcome = {};  ///< of the execution that it is about
};

}  // namespace chaos::hub::dashboard
