#include "dashboard/admin.h"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>

namespace chaos::hub::dashboard {
namespace {

struct AdminOptions {
  std::string name;
  std::string owner;
  std::string organization;
  std::string team;
  std::string role = "member";
};

Directory& directory(Peers& peers) {
  return peers.get<Dashboard>().directory();
}

Principal principal_named(Peers& peers, const std::string& name) {
  return peers.get<AccountLookup>().principal_named(name);
}

int create_organization(Peers& peers, const AdminOptions& options) {
  const auto organization =
      directory(peers).create_organization(principal_named(peers, options.owner), options.name);
  fmt::print("{}\n", organization.id);
  return 0;
}

int create_team(Peers& peers, const AdminOptions& options) {
  const Principal principal = principal_named(peers, options.owner);
  const auto organization =
      NamedTeams(directory(peers)).organization_named(principal, options.organization);
  const auto team = directory(peers).create_team(principal, organization, options.name);
  fmt::print("{}\n", team.id);
  return 0;
}

int add_member(Peers& peers, const AdminOptions& options) {
  const Principal principal = principal_named(peers, options.owner);
  const Principal member = principal_named(peers, options.name);
  NamedTeams teams(directory(peers));
  const auto organization = teams.organization_named(principal, options.organization);
  const Role role = role_named(options.role);
  if (options.team.empty())
    directory(peers).set_member(principal, organization,
                                {.id = member.account, .name = member.name}, role);
  else
    directory(peers).set_team_member(principal, teams.team(principal, organization, options.team),
                                     member.account, role);
  return 0;
}

}  // namespace

std::string NamedTeams::organization_named(const Principal& principal, const std::string& name) {
  for (const auto& organization : directory_.organizations_of(principal))
    if (organization.name == name || organization.id == name) return organization.id;
  throw std::runtime_error(fmt::format("'{}' has no organization '{}'", principal.name, name));
}

std::string NamedTeams::team_named(const Principal& principal, const std::string& organization,
                                   const std::string& name) {
  return team(principal, organization, name).id;
}

Team NamedTeams::team(const Principal& principal, const std::string& organization,
                      const std::string& name) {
  for (auto& team : directory_.teams_of(principal, organization))
    if (team.name == name || team.id == name) return team;
  throw std::runtime_error(fmt::format("'{}' has no team '{}'", principal.name, name));
}

void add_admin_commands(AdminCommands& commands) {
  const auto options = std::make_shared<AdminOptions>();
  const auto add = [&](const char* name, const char* description,
                       int (*work)(Peers&, const AdminOptions&)) -> CLI::App& {
    CLI::App& sub = commands.add(name, description,
                                 [options, work](Peers& peers) { return work(peers, *options); });
    sub.add_option("--owner", options->owner, "The name of the account that does it.")->required();
    return sub;
  };

  CLI::App& organization =
      add("create-organization", "Create an organization.", create_organization);
  organization.add_option("NAME", options->name, "How it is called.")->required();

  CLI::App& team = add("create-team", "Create a team.", create_team);
  team.add_option("NAME", options->name, "How it is called.")->required();
  team.add_option("--organization", options->organization, "Where.")->required();

  CLI::App& member = add("add-member", "Add a member, or change a role.", add_member);
  member.add_option("NAME", options->name, "The name of an account.")->required();
  member.add_option("--organization", options->organization, "Where.")->required();
  member.add_option("--team", options->team,
                    "A team of the organization (default: the organization itself).");
  member.add_option("--role", options->role, "owner or member; in a team also viewer.")
      ->check(CLI::IsMember({"viewer", "member", "owner"}));
}

}  // namespace chaos::hub::dashboard
