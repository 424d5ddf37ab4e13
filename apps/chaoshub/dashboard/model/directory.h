#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dashboard/model/directory_store.h"
#include "dashboard/model/organization.h"
#include "security/principal.h"
#include "service/auth_service.h"
#include "service/dashboard_service.h"

namespace chaos::hub::dashboard {

/// The rules for organizations, teams and their members. The caller must have checked that the
/// principal has the necessary role. Throws Refusal. Safe to use from any thread.
class Directory final : public DashboardService {
 public:
  Directory(DirectoryStore& store, const PrincipalSigner& signer, Clock clock);

  /// Has the other services delete the data of deleted teams, including teams deleted earlier that
  /// they could not be told about. `tell` may throw; it is called again after the next deletion.
  void on_team_removed(std::function<void(const Team&)> tell);

  void welcome(const std::string& signed_principal) override;
  Membership membership_of(const std::string& signed_principal, const std::string& organization,
                           const std::string& team) override;
  std::vector<TeamMembership> teams_of(const std::string& signed_principal) override;
  void note(const std::string& signed_principal, const Activity& activity) override;

  /// The principal's organizations, the personal one first.
  std::vector<Organization> organizations_of(const Principal& principal);
  Organization organization(const std::string& id);
  Organization create_organization(const Principal& principal, const std::string& name);
  Organization change_organization(const Principal& principal, const std::string& id,
                                   const VersionCondition& condition,
                                   const OrganizationChange& change);
  void remove_organization(const Principal& principal, const std::string& id,
                           const VersionCondition& condition);
  std::vector<Member> members(const std::string& organization);
  void set_member(const Principal& principal, const std::string& organization, const Person& person,
                  Role role);
  void remove_member(const Principal& principal, const std::string& organization,
                     const std::string& account);

  /// The principal's teams; all teams for owners of the organization.
  std::vector<Team> teams_of(const Principal& principal, const std::string& organization);
  Team team(const std::string& organization, const std::string& id);
  Team create_team(const Principal& principal, const std::string& organization,
                   const std::string& name);
  Team change_team(const Principal& principal, const std::string& organization,
                   const std::string& id, const VersionCondition& condition,
                   const TeamChange& change);
  void remove_team(const Principal& principal, const std::string& organization,
                   const std::string& id, const VersionCondition& condition);
  std::vector<Member> team_members(const std::string& team);
  /// The member must belong to the organization.
  void set_team_member(const Principal& principal, const Team& team, const std::string& account,
                       Role role);
  void remove_team_member(const Principal& principal, const Team& team, const std::string& account);

  /// The latest entries of the organization, without those of teams that the principal cannot see.
  std::vector<FeedEntry> feed(const Principal& principal, const std::string& organization,
                              const std::string& before, int limit);

 private:
  Membership membership(const Principal& principal, const std::string& organization,
                        const std::string& team);
  void tell_of_removals();
  Principal checked(const std::string& signed_principal) const;
  Member owner(const Principal& principal) const {
    return {.account = principal.account,
            .name = principal.name,
            .role = Role::kOwner,
            .since = clock_()};
  }
  AuditContext audit(const Principal& principal) const {
    return audit_context(principal, clock_());
  }

  DirectoryStore& store_;
  const PrincipalSigner& signer_;
  const Clock clock_;
  std::function<void(const Team&)> tell_of_removal_;  // set before the hub serves requests
};

}  // namespace chaos::hub::dashboard
