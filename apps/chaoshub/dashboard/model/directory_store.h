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

/// Stores organizations, teams, members and feeds. Each function is one transaction, durable once
/// it returns, and records what it changed in the audit log. Functions return false if the name is
/// taken or there is nothing to change. Safe to use from any thread.
class DirectoryStore {
 public:
  virtual ~DirectoryStore() = default;

  /// Adds it with its first owner. Throws Refusal if the owner belongs to one with that name; other
  /// organizations must stay unknown.
  virtual void add_organization(const Organization& organization, const Member& owner,
                                const AuditContext& audit) = 0;
  virtual std::optional<Organization> organization(const std::string& id) = 0;
  virtual std::vector<Organization> organizations_of(const std::string& account) = 0;
  /// Gives the account an organization with a team, unless it already belongs to one.
  virtual void welcome(const Organization& own, const Team& team, const Member& owner,
                       const AuditContext& audit) = 0;
  /// Returns the updated organization. Throws Refusal if the audit's actor belongs to another one
  /// with that name, or `condition` is not met.
  virtual Organization change_organization(const std::string& id, const VersionCondition& condition,
                                           const OrganizationChange& change,
                                           const AuditContext& audit) = 0;
  /// Also deletes its teams and members. Throws Refusal if `condition` is not met.
  virtual bool remove_organization(const std::string& id, const VersionCondition& condition,
                                   const AuditContext& audit) = 0;

  virtual std::vector<Member> members(const std::string& organization) = 0;
  /// Adds the member or changes their role. Throws Refusal if no owner would be left.
  virtual void set_member(const std::string& organization, const Member& member,
                          const AuditContext& audit) = 0;
  /// Also removes them from its teams. Throws Refusal if no owner would be left.
  virtual bool remove_member(const std::string& organization, const std::string& account,
                             const AuditContext& audit) = 0;

  virtual bool add_team(const Team& team, const Member& owner, const AuditContext& audit) = 0;
  virtual std::optional<Team> team(const std::string& organization, const std::string& id) = 0;
  virtual std::vector<Team> teams(const std::string& organization) = 0;
  virtual std::vector<Team> teams_of(const std::string& organization,
                                     const std::string& account) = 0;
  /// Returns the updated team. Throws Refusal if the organization has another team with that name,
  /// or `condition` is not met.
  virtual Team change_team(const std::string& organization, const std::string& id,
                           const VersionCondition& condition, const TeamChange& change,
                           const AuditContext& audit) = 0;
  virtual bool remove_team(const std::string& organization, const std::string& id,
                           const VersionCondition& condition, const AuditContext& audit) = 0;

  /// Deleted teams, including those of deleted organizations, that the other services have not been
  /// told about yet.
  virtual std::vector<Team> removed_teams() = 0;
  virtual void forget_removed_team(const std::string& team) = 0;

  virtual std::vector<Member> team_members(const std::string& team) = 0;
  /// Adds `member` or changes their role; the name is taken from the organization. Throws Refusal
  /// if the account is not a member of the organization.
  virtual void set_team_member(const Team& team, const Member& member,
                               const AuditContext& audit) = 0;
  virtual bool remove_team_member(const Team& team, const std::string& account,
                                  const AuditContext& audit) = 0;

  /// The account's roles there, as stored.
  virtual Membership membership_of(const std::string& account, const std::string& organization,
                                   const std::string& team) = 0;

  /// All teams in which the account has a role, as owners of an organization have in its teams.
  virtual std::vector<TeamMembership> team_memberships(const std::string& account) = 0;

  virtual void add_feed_entry(const std::string& organization, const FeedEntry& entry) = 0;
  /// The entries of these teams and of the whole organization, newest first. `before`: an entry's
  /// identifier, or "". The time it takes does not depend on how many entries other teams have.
  virtual std::vector<FeedEntry> feed(const std::string& organization,
                                      const std::vector<Team>& teams, const std::string& before,
                                      int limit) = 0;
};

}  // namespace chaos::hub::dashboard
