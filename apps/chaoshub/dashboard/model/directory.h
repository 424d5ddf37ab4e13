#pragma once

#include <string>
#include <vector>

#include "dashboard/model/organization.h"
#include "dashboard/model/store.h"
#include "security/claim.h"
#include "service/auth_service.h"
#include "service/dashboard_service.h"

namespace chaos::hub::dashboard {

/// The rules of organizations, teams and their members. Whether a caller has the role for it is
/// checked before; who is given as `claim` does it. Throws Refusal. Safe to use from any thread.
class Directory final : public DashboardService {
 public:
  Directory(Store& store, const ClaimSigner& signer, Clock clock);

  void welcome(const std::string& claim) override;
  Place place_of(const std::string& claim, const std::string& organization,
                 const std::string& team) override;
  void note(const std::string& claim, const Activity& activity) override;

  /// Those whose member he is, his own first.
  std::vector<Organization> organizations_of(const Claim& claim);
  Organization organization(const std::string& id);
  Organization create_organization(const Claim& claim, const std::string& name);
  Organization change_organization(const Claim& claim, const std::string& id,
                                   const VersionCondition& condition,
                                   const OrganizationChange& change);
  void remove_organization(const Claim& claim, const std::string& id,
                           const VersionCondition& condition);
  std::vector<Member> members(const std::string& organization);
  void set_member(const Claim& claim, const std::string& organization, const Person& person,
                  Role role);
  void remove_member(const Claim& claim, const std::string& organization,
                     const std::string& account);

  /// Those whose member he is; all of them for owners of the organization.
  std::vector<Team> teams_of(const Claim& claim, const std::string& organization);
  Team team(const std::string& organization, const std::string& id);
  Team create_team(const Claim& claim, const std::string& organization, const std::string& name);
  Team rename_team(const Claim& claim, const std::string& organization, const std::string& id,
                   const VersionCondition& condition, const std::string& name);
  void remove_team(const Claim& claim, const std::string& organization, const std::string& id,
                   const VersionCondition& condition);
  std::vector<Member> team_members(const std::string& team);
  /// Somebody of the organization.
  void set_team_member(const Claim& claim, const Team& team, const std::string& account, Role role);
  void remove_team_member(const Claim& claim, const Team& team, const std::string& account);

  /// The latest entries of the organization, without those of teams that he does not belong to.
  std::vector<FeedEntry> feed(const Claim& claim, const std::string& organization,
                              std::string before, int limit);

 private:
  Place place(const Claim& claim, const std::string& organization, const std::string& team);
  Claim checked(const std::string& claim) const;
  Member owner(const Claim& claim) const {
    return {.account = claim.account, .name = claim.name, .role = Role::kOwner, .since = clock_()};
  }
  Deed deed(const Claim& claim) const { return {.actor = claim.account, .time = clock_()}; }

  Store& store_;
  const ClaimSigner& signer_;
  const Clock clock_;
};

}  // namespace chaos::hub::dashboard
