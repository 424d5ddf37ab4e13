#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dashboard/model/organization.h"
#include "service/audit_context.h"
#include "service/dashboard_service.h"
#include "service/version_condition.h"

namespace chaos::hub::dashboard {

/// What the dashboard service keeps. Each function is one transaction, durable once it returns, and
/// leaves a record of what it changed. Functions that return false found the name taken, or nothing
/// to change. Safe to use from any thread.
class DirectoryStore {
 public:
  virtual ~DirectoryStore() = default;

  /// With its first owner. Throws Refusal when the owner belongs to one of that name: of others
  /// nobody must learn that there is one.
  virtual void add_organization(const Organization& organization, const Member& owner,
                                const AuditContext& audit) = 0;
  virtual std::optional<Organization> organization(const std::string& id) = 0;
  virtual std::vector<Organization> organizations_of(const std::string& account) = 0;
  /// Gives the account an organization of its own with a team, unless it belongs to one already.
  virtual void welcome(const Organization& own, const Team& team, const Member& owner,
                       const AuditContext& audit) = 0;
  /// As it is from now on. Throws Refusal when the audit's actor belongs to another one of that
  /// name, or it is not as `condition` wants.
  virtual Organization change_organization(const std::string& id, const VersionCondition& condition,
                                           const OrganizationChange& change,
                                           const AuditContext& audit) = 0;
  /// With its teams and members. Throws Refusal when it is not as `condition` wants.
  virtual bool remove_organization(const std::string& id, const VersionCondition& condition,
                                   const AuditContext& audit) = 0;

  virtual std::vector<Member> members(const std::string& organization) = 0;
  /// Adds the member, or gives him the role. Throws Refusal when no owner would be left.
  virtual void set_member(const std::string& organization, const Member& member,
                          const AuditContext& audit) = 0;
  /// From its teams, too. Throws Refusal when no owner would be left.
  virtual bool remove_member(const std::string& organization, const std::string& account,
                             const AuditContext& audit) = 0;

  virtual bool add_team(const Team& team, const Member& owner, const AuditContext& audit) = 0;
  virtual std::optional<Team> team(const std::string& organization, const std::string& id) = 0;
  virtual std::vector<Team> teams(const std::string& organization) = 0;
  virtual std::vector<Team> teams_of(const std::string& organization,
                                     const std::string& account) = 0;
  /// As it is from now on. Throws Refusal when the organization has another team of that name, or
  /// it is not as `condition` wants.
  virtual Team change_team(const std::string& organization, const std::string& id,
                           const VersionCondition& condition, const TeamChange& change,
                           const AuditContext& audit) = 0;
  virtual bool remove_team(const std::string& organization, const std::string& id,
                           const VersionCondition& condition, const AuditContext& audit) = 0;

  /// Those that were removed, alone or with their organization, and that the other services have
  /// not been told of yet.
  virtual std::vector<Team> removed_teams() = 0;
  virtual void forget_removed_team(const std::string& team) = 0;

  virtual std::vector<Member> team_members(const std::string& team) = 0;
  /// The role that `member` has from now on; its name is taken from the organization. Throws
  /// Refusal when the account is not a member of that.
  virtual void set_team_member(const Team& team, const Member& member,
                               const AuditContext& audit) = 0;
  virtual bool remove_team_member(const Team& team, const std::string& account,
                                  const AuditContext& audit) = 0;

  /// What the account is there, memberships as they are written down.
  virtual Membership membership_of(const std::string& account, const std::string& organization,
                                   const std::string& team) = 0;

  virtual void add_feed_entry(const std::string& organization, const FeedEntry& entry) = 0;
  /// The latest first; those of one team, or all for "". `before`: an entry's identifier, or "".
  virtual std::vector<FeedEntry> feed(const std::string& organization, const std::string& before,
                                      int limit) = 0;
};

}  // namespace chaos::hub::dashboard
