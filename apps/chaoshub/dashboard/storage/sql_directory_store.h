#pragma once

#include "dashboard/model/directory_store.h"
#include "storage/cache.h"
#include "storage/database.h"
#include "storage/other_processes.h"

namespace chaos::hub::dashboard {

/// The schema of the dashboard service's database.
std::span<const storage::Migration> migrations();

/// The store in a database with that schema.
class SqlDirectoryStore final : public DirectoryStore {
 public:
  explicit SqlDirectoryStore(storage::Database& database);

  void add_organization(const Organization& organization, const Member& owner,
                        const AuditContext& audit) override;
  std::optional<Organization> organization(const std::string& id) override;
  std::vector<Organization> organizations_of(const std::string& account) override;
  void welcome(const Organization& own, const Team& team, const Member& owner,
               const AuditContext& audit) override;
  Organization change_organization(const std::string& id, const VersionCondition& condition,
                                   const OrganizationChange& change,
                                   const AuditContext& audit) override;
  bool remove_organization(const std::string& id, const VersionCondition& condition,
                           const AuditContext& audit) override;

  std::vector<Member> members(const std::string& organization) override;
  void set_member(const std::string& organization, const Member& member,
                  const AuditContext& audit) override;
  bool remove_member(const std::string& organization, const std::string& account,
                     const AuditContext& audit) override;

  bool add_team(const Team& team, const Member& owner, const AuditContext& audit) override;
  std::optional<Team> team(const std::string& organization, const std::string& id) override;
  std::vector<Team> teams(const std::string& organization) override;
  std::vector<Team> teams_of(const std::string& organization, const std::string& account) override;
  Team change_team(const std::string& organization, const std::string& id,
                   const VersionCondition& condition, const TeamChange& change,
                   const AuditContext& audit) override;
  bool remove_team(const std::string& organization, const std::string& id,
                   const VersionCondition& condition, const AuditContext& audit) override;

  std::vector<Team> removed_teams() override;
  void forget_removed_team(const std::string& team) override;

  std::vector<Member> team_members(const std::string& team) override;
  void set_team_member(const Team& team, const Member& member, const AuditContext& audit) override;
  bool remove_team_member(const Team& team, const std::string& account,
                          const AuditContext& audit) override;

  Membership membership_of(const std::string& account, const std::string& organization,
                           const std::string& team) override;

  std::vector<TeamMembership> team_memberships(const std::string& account) override;

  void add_feed_entry(const std::string& organization, const FeedEntry& entry) override;
  std::vector<FeedEntry> feed(const std::string& organization, const std::vector<Team>& teams,
                              const std::string& before, int limit) override;

  storage::CacheCounts membership_cache() const { return memberships_.counts(); }
  storage::CacheCounts team_cache() const { return teams_.counts(); }

 private:
  std::vector<TeamMembership> read_team_memberships(const std::string& account);
  Membership read_membership(const std::string& account, const std::string& organization,
                             const std::string& team);

  void forget(std::span<const storage::Announcement> announcements);

  storage::Database& database_;
  storage::OtherProcesses others_;
  storage::Cache<Membership> memberships_;             // the groups are organizations
  storage::Cache<std::vector<TeamMembership>> teams_;  // the groups are accounts
};

}  // namespace chaos::hub::dashboard
