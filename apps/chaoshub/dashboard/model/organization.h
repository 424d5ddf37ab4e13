#pragma once

#include <optional>
#include <string>

#include "security/role.h"
#include "service/clock.h"
#include "service/outcome.h"

namespace chaos::hub::dashboard {

/// An organization. A personal one belongs to one account and has no other members.
struct Organization {
  std::string id;
  std::string
      name;  ///< by design, unique only among the organizations of each person, ignoring case
  bool personal = false;
  std::string description = {};
  Time created;
  int version = 1;  ///< incremented with each change
};

/// A team in an organization; its name is unique there.
struct Team {
  std::string id;
  std::string organization;
  std::string name;
  Time created;
  int version = 1;  ///< incremented with each change
  /// Whether clients must refuse to run without the hub's safeguards.
  bool requires_guarded_runs = true;
};

/// The changes to a team; fields without a value stay the same.
struct TeamChange {
  std::optional<std::string> name = {};
  std::optional<bool> requires_guarded_runs = {};
};

/// The changes to an organization; fields without a value stay the same.
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
