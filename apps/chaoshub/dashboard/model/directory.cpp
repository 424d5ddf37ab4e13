#include "dashboard/model/directory.h"

#include <fmt/format.h>

#include <algorithm>

#include "json/utf8.h"
#include "log/log.h"
#include "security/secret.h"
#include "service/characters.h"
#include "service/refusal.h"

namespace chaos::hub::dashboard {
namespace {

constexpr std::size_t kLongestName = 80;

/// The first team of an organization created for a new account.
constexpr const char* kFirstTeam = "Main";

void check_name(const std::string& name) {
  const bool plain =
      std::ranges::none_of(name, [](unsigned char c) { return c < ' ' || c == 0x7F; });
  const bool blank = name.find_first_not_of(' ') == std::string::npos;
  if (blank || !plain || characters_in(name) > kLongestName ||
      find_invalid_utf8(name) != std::string_view::npos)
    throw Refusal(Refusal::Kind::kInvalid,
                  fmt::format("a name must have 1 to {} characters, on one line", kLongestName));
  if (name == "settings") throw Refusal(Refusal::Kind::kInvalid, "the name 'settings' is reserved");
}

[[noreturn]] void refuse_taken(const std::string& name) {
  throw Refusal(Refusal::Kind::kConflict, fmt::format("the name '{}' is taken", name));
}

[[noreturn]] void refuse_unknown(const char* what) {
  throw Refusal(Refusal::Kind::kUnknown, fmt::format("{} not found", what));
}

/// "an owner"
std::string with_article(Role role) {
  const std::string name(to_text(role));
  return (name.starts_with('o') ? "an " : "a ") + name;
}

std::string name_of(const std::vector<Member>& members, const std::string& account) {
  const auto found = std::ranges::find(members, account, &Member::account);
  return found == members.end() ? "" : found->name;
}

/// Records a change of the members in the feed. The change has been made even if that fails.
/// `team`: "" for the whole organization.
void tell_of_member(DirectoryStore& store, const Principal& principal, Time now,
                    const std::string& organization, const std::string& team,
                    const std::string& account, const std::string& text) try {
  store.add_feed_entry(organization, {.id = new_id(),
                                      .time = now,
                                      .actor = principal.account,
                                      .actor_name = principal.display_name(),
                                      .team = team,
                                      .kind = "member-changed",
                                      .subject = account,
                                      .text = text});
} catch (const std::exception& error) {
  log::warning(fmt::format("Cannot record in the feed that {} {}: {}", principal.display_name(),
                           text, error.what()));
}

}  // namespace

Directory::Directory(DirectoryStore& store, const PrincipalSigner& signer, Clock clock)
    : store_(store), signer_(signer), clock_(std::move(clock)) {}

Principal Directory::checked(const std::string& signed_principal) const {
  auto read = signer_.read(signed_principal);
  if (!read) throw Refusal(Refusal::Kind::kNobody, "authentication required");
  return *std::move(read);
}

void Directory::on_team_removed(std::function<void(const Team&)> tell) {
  tell_of_removal_ = std::move(tell);
  tell_of_removals();
}

/// A team is deleted even if the other services cannot be told right now.
void Directory::tell_of_removals() {
  if (!tell_of_removal_) return;
  for (const Team& team : store_.removed_teams())
    try {
      tell_of_removal_(team);
      store_.forget_removed_team(team.id);
    } catch (const std::exception& error) {
      log::warning(
          fmt::format("Cannot delete the data of the deleted team {}: {}", team.id, error.what()));
    }
}

void Directory::welcome(const std::string& signed_principal) {
  const Principal principal = checked(signed_principal);
  const Organization own{
      .id = new_id(), .name = principal.name, .personal = true, .created = clock_()};
  const Team team{.id = new_id(), .organization = own.id, .name = kFirstTeam, .created = clock_()};
  store_.welcome(own, team, owner(principal), audit(principal));
}

Membership Directory::membership_of(const std::string& signed_principal,
                                    const std::string& organization, const std::string& team) {
  return membership(checked(signed_principal), organization, team);
}

Membership Directory::membership(const Principal& principal, const std::string& organization,
                                 const std::string& team) {
  if (principal.is_agent() &&
      (team.empty() ? !store_.team(organization, principal.team) : team != principal.team))
    return {};  // an agent has no access outside its team
  Membership membership = store_.membership_of(principal.account, organization, team);
  if (membership.organization_role == Role::kNone) return {};
  if (membership.organization_role == Role::kOwner && !membership.team_name.empty())
    membership.team_role = Role::kOwner;
  if (membership.team_role == Role::kNone) membership.team_name.clear();
  if (principal.is_agent())
    membership.organization_role = Role::kMember;  // like whoever created the token
  return membership;
}

std::vector<TeamMembership> Directory::teams_of(const std::string& signed_principal) {
  const Principal principal = checked(signed_principal);
  auto teams = store_.team_memberships(principal.account);
  if (principal.is_agent())
    std::erase_if(teams, [&](const TeamMembership& team) { return team.team != principal.team; });
  return teams;
}

void Directory::note(const std::string& signed_principal, const Activity& activity) {
  const Principal principal = checked(signed_principal);
  store_.add_feed_entry(activity.organization, {.id = new_id(),
                                                .time = clock_(),
                                                .actor = principal.account,
                                                .actor_name = principal.display_name(),
                                                .team = activity.team,
                                                .kind = activity.kind,
                                                .subject = activity.subject,
                                                .text = activity.text,
                                                .outcome = activity.outcome});
}

std::vector<Organization> Directory::organizations_of(const Principal& principal) {
  auto organizations = store_.organizations_of(principal.account);
  if (principal.is_agent())
    std::erase_if(organizations, [&](const Organization& organization) {
      return !store_.team(organization.id, principal.team);
    });
  return organizations;
}

Organization Directory::organization(const std::string& id) {
  auto found = store_.organization(id);
  if (!found) refuse_unknown("organization");
  return *std::move(found);
}

Organization Directory::create_organization(const Principal& principal, const std::string& name) {
  check_name(name);
  Organization organization{.id = new_id(), .name = name, .created = clock_()};
  store_.add_organization(organization, owner(principal), audit(principal));
  return organization;
}

Organization Directory::change_organization(const Principal& principal, const std::string& id,
                                            const VersionCondition& condition,
                                            const OrganizationChange& change) {
  if (change.name) check_name(*change.name);
  return store_.change_organization(id, condition, change, audit(principal));
}

void Directory::remove_organization(const Principal& principal, const std::string& id,
                                    const VersionCondition& condition) {
  if (!store_.remove_organization(id, condition, audit(principal))) refuse_unknown("organization");
  tell_of_removals();
}

std::vector<Member> Directory::members(const std::string& organization) {
  return store_.members(organization);
}

void Directory::set_member(const Principal& principal, const std::string& id, const Person& person,
                           Role role) {
  if (role != Role::kMember && role != Role::kOwner)
    throw Refusal(Refusal::Kind::kInvalid, "a role in an organization must be member or owner");
  if (organization(id).personal && person.id != principal.account)
    throw Refusal(Refusal::Kind::kConflict, "a personal organization cannot have other members");
  store_.set_member(id,
                    {.account = person.id, .name = person.name, .role = role, .since = clock_()},
                    audit(principal));
  tell_of_member(store_, principal, clock_(), id, "", person.id,
                 fmt::format("made {} {} of the organization", person.name, with_article(role)));
}

void Directory::remove_member(const Principal& principal, const std::string& organization,
                              const std::string& account) {
  const std::string name = name_of(store_.members(organization), account);
  if (!store_.remove_member(organization, account, audit(principal))) refuse_unknown("member");
  tell_of_member(store_, principal, clock_(), organization, "", account,
                 fmt::format("removed {} from the organization", name));
}

std::vector<Team> Directory::teams_of(const Principal& principal, const std::string& organization) {
  const Membership here = store_.membership_of(principal.account, organization, "");
  auto teams = here.organization_role == Role::kOwner
                   ? store_.teams(organization)
                   : store_.teams_of(organization, principal.account);
  if (principal.is_agent())
    std::erase_if(teams, [&](const Team& team) { return team.id != principal.team; });
  return teams;
}

Team Directory::team(const std::string& organization, const std::string& id) {
  auto found = store_.team(organization, id);
  if (!found) refuse_unknown("team");
  return *std::move(found);
}

Team Directory::create_team(const Principal& principal, const std::string& organization,
                            const std::string& name) {
  check_name(name);
  Team team{.id = new_id(), .organization = organization, .name = name, .created = clock_()};
  if (!store_.add_team(team, owner(principal), audit(principal))) refuse_taken(name);
  return team;
}

Team Directory::change_team(const Principal& principal, const std::string& organization,
                            const std::string& id, const VersionCondition& condition,
                            const TeamChange& change) {
  if (change.name) check_name(*change.name);
  return store_.change_team(organization, id, condition, change, audit(principal));
}

void Directory::remove_team(const Principal& principal, const std::string& organization,
                            const std::string& id, const VersionCondition& condition) {
  if (!store_.remove_team(organization, id, condition, audit(principal))) refuse_unknown("team");
  tell_of_removals();
}

std::vector<Member> Directory::team_members(const std::string& team) {
  return store_.team_members(team);
}

void Directory::set_team_member(const Principal& principal, const Team& team,
                                const std::string& account, Role role) {
  if (role == Role::kNone)
    throw Refusal(Refusal::Kind::kInvalid, "a role in a team must be viewer, member or owner");
  store_.set_team_member(team, {.account = account, .name = {}, .role = role, .since = clock_()},
                         audit(principal));
  tell_of_member(
      store_, principal, clock_(), team.organization, team.id, account,
      fmt::format("made {} {} of the team '{}'", name_of(store_.team_members(team.id), account),
                  with_article(role), team.name));
}

void Directory::remove_team_member(const Principal& principal, const Team& team,
                                   const std::string& account) {
  const std::string name = name_of(store_.team_members(team.id), account);
  if (!store_.remove_team_member(team, account, audit(principal))) refuse_unknown("member");
  tell_of_member(store_, principal, clock_(), team.organization, team.id, account,
                 fmt::format("removed {} from the team '{}'", name, team.name));
}

std::vector<FeedEntry> Directory::feed(const Principal& principal, const std::string& organization,
                                       const std::string& before, int limit) {
  return store_.feed(organization, teams_of(principal, organization), before, limit);
}

}  // namespace chaos::hub::dashboard
