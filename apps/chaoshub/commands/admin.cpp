#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <stdexcept>

#include "commands/commands.h"
#include "config/settings.h"
#include "log/log.h"
#include "os/file.h"
#include "services.h"

namespace chaos::hub {
namespace {

struct AdminOptions {
  Config config;
  std::string name;
  std::string email;
  std::string owner;
  std::string organization;
  std::string team;
  std::string role = "member";
  std::vector<std::string> scopes;
  bool administrator = false;
};

auth::Account account_named(Services& services, const std::string& name) {
  auto account = services.local_auth()->store().account_named(name);
  if (!account) throw std::runtime_error(fmt::format("nobody has the name '{}'", name));
  return *std::move(account);
}

/// What the command line does is not somebody's who signed in, but has to be somebody's.
Principal principal_for(Services& services, const std::string& name) {
  const auth::Account account = account_named(services, name);
  return {.account = account.id,
          .name = account.name,
          .administrator = account.administrator,
          .scopes = {Scope::kRead, Scope::kWrite, Scope::kAdmin}};
}

dashboard::Organization organization_named(Services& services, const Principal& principal,
                                           const std::string& name) {
  for (auto& organization : services.local_dashboard()->directory().organizations_of(principal))
    if (organization.name == name || organization.id == name) return organization;
  throw std::runtime_error(fmt::format("'{}' has no organization '{}'", principal.name, name));
}

dashboard::Team team_named(Services& services, const Principal& principal,
                           const std::string& organization, const std::string& name) {
  for (auto& team : services.local_dashboard()->directory().teams_of(principal, organization))
    if (team.name == name || team.id == name) return team;
  throw std::runtime_error(fmt::format("'{}' has no team '{}'", principal.name, name));
}

/// A line of standard input, which a terminal does not show.
std::string read_password() {
  termios shown{};
  const bool terminal = ::tcgetattr(STDIN_FILENO, &shown) == 0;
  if (terminal) {
    fmt::print(stderr, "Password: ");
    termios hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  std::string password;
  std::getline(std::cin, password);
  if (terminal) {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    fmt::print(stderr, "\n");
  }
  return password;
}

int create_user(Services& services, const AdminOptions& options) {
  const std::string password = read_password();
  const auto account =
      services.local_auth()->accounts().create({.name = options.name,
                                                .email = options.email,
                                                .password = password,
                                                .administrator = options.administrator},
                                               "");
  fmt::print("{}\n", account.id);
  return 0;
}

int set_password(Services& services, const AdminOptions& options) {
  const auth::Account account = account_named(services, options.name);
  services.local_auth()->accounts().reset_password(account, read_password());
  return 0;
}

int disable_user(Services& services, const AdminOptions& options) {
  services.local_auth()->accounts().set_disabled(account_named(services, options.name), true);
  return 0;
}

int enable_user(Services& services, const AdminOptions& options) {
  services.local_auth()->accounts().set_disabled(account_named(services, options.name), false);
  return 0;
}

int create_organization(Services& services, const AdminOptions& options) {
  const auto organization = services.local_dashboard()->directory().create_organization(
      principal_for(services, options.owner), options.name);
  fmt::print("{}\n", organization.id);
  return 0;
}

int create_team(Services& services, const AdminOptions& options) {
  const Principal principal = principal_for(services, options.owner);
  const auto organization = organization_named(services, principal, options.organization);
  const auto team =
      services.local_dashboard()->directory().create_team(principal, organization.id, options.name);
  fmt::print("{}\n", team.id);
  return 0;
}

int create_token(Services& services, const AdminOptions& options) {
  const Principal principal = principal_for(services, options.owner);
  auth::NewToken wanted{.name = options.name};
  if (!options.scopes.empty()) {
    wanted.scopes.clear();
    for (const Scope scope : {Scope::kRead, Scope::kWrite, Scope::kAdmin})
      if (std::ranges::find(options.scopes, to_text(scope)) != options.scopes.end())
        wanted.scopes.insert(scope);
  }
  if (!options.team.empty()) {
    wanted.kind = auth::Token::Kind::kAgent;
    wanted.organization = organization_named(services, principal, options.organization).id;
    wanted.team = team_named(services, principal, wanted.organization, options.team).id;
  }
  const auto [token, secret] = services.local_auth()->accounts().create_token(principal, wanted);
  fmt::print("{}\n", secret);
  return 0;
}

int add_member(Services& services, const AdminOptions& options) {
  const Principal principal = principal_for(services, options.owner);
  const Principal member = principal_for(services, options.name);
  const auto organization = organization_named(services, principal, options.organization);
  auto& directory = services.local_dashboard()->directory();
  const Role role = role_named(options.role);
  if (options.team.empty()) {
    directory.set_member(principal, organization.id, {.id = member.account, .name = member.name},
                         role);
  } else {
    directory.set_team_member(principal,
                              team_named(services, principal, organization.id, options.team),
                              member.account, role);
  }
  return 0;
}

int make_link(Services& services, const AdminOptions& options) {
  const auto [link, secret] =
      services.local_auth()->accounts().make_sign_up_link(options.administrator);
  fmt::print("/sign-up/{}\n", secret);
  return 0;
}

int list_links(Services& services, const AdminOptions&) {
  for (const auth::SignUpLink& link : services.local_auth()->accounts().sign_up_links())
    fmt::print("{}  expires {}{}\n", link.id, to_text(link.expires),
               link.administrator ? "  for an administrator" : "");
  return 0;
}

int revoke_link(Services& services, const AdminOptions& options) {
  services.local_auth()->accounts().revoke_sign_up_link(options.name);
  return 0;
}

}  // namespace

void add_admin_command(CLI::App& app, std::function<int()>& command) {
  const auto options = std::make_shared<AdminOptions>();
  CLI::App* admin = app.add_subcommand(
      "admin", "Create accounts, organizations, teams and tokens from the shell.");
  admin->require_subcommand(1);
  add_storage_flags(*admin, options->config);
  const auto add = [&](const char* name, const char* description,
                       int (*work)(Services&, const AdminOptions&)) {
    CLI::App* sub = admin->add_subcommand(name, description);
    sub->callback([options, &command, work] {
      command = [options, work] {
        complete(options->config);
        options->config.handlers = 1;  // which is how many connections there are
        log::configure({});
        os::FileSystem::real().make_directories(options->config.data_dir);
        Services services(options->config);
        return work(services, *options);
      };
    });
    return sub;
  };
  const auto owner = [&options](CLI::App* sub) {
    sub->add_option("--owner", options->owner, "Who does it: the name of an account.")->required();
  };

  CLI::App* user = add("create-user",
                       "Create an account; its password is a line of standard input.", create_user);
  user->add_option("NAME", options->name, "How the account is called.")->required();
  user->add_option("--email", options->email, "Its e-mail address.");
  user->add_flag("--administrator", options->administrator, "It administers the hub.");

  for (CLI::App* known :
       {add("set-password", "Give an account a new password, a line of standard input.",
            set_password),
        add("disable-user", "Let somebody in no more, not with tokens either.", disable_user),
        add("enable-user", "Let somebody in again.", enable_user)})
    known->add_option("NAME", options->name, "The name of an account.")->required();

  CLI::App* organization =
      add("create-organization", "Create an organization.", create_organization);
  organization->add_option("NAME", options->name, "How it is called.")->required();
  owner(organization);

  CLI::App* team = add("create-team", "Create a team.", create_team);
  team->add_option("NAME", options->name, "How it is called.")->required();
  team->add_option("--organization", options->organization, "Where.")->required();
  owner(team);

  CLI::App* token = add("create-token", "Create a token and print it.", create_token);
  token->add_option("NAME", options->name, "How it is called.")->required();
  token
      ->add_option("--scope", options->scopes, "read, write or admin; read and write unless given.")
      ->check(CLI::IsMember({"read", "write", "admin"}));
  token->add_option("--organization", options->organization, "Of an agent's token.");
  token->add_option("--team", options->team, "Of an agent's token: the only team it is good for.");
  owner(token);

  CLI::App* member = add("add-member", "Add a member, or change a role.", add_member);
  member->add_option("NAME", options->name, "The name of an account.")->required();
  member->add_option("--organization", options->organization, "Where.")->required();
  member->add_option("--team", options->team, "A team of it; the organization unless given.");
  member->add_option("--role", options->role, "owner, member, or viewer of a team.")
      ->check(CLI::IsMember({"viewer", "member", "owner"}));
  owner(member);

  CLI::App* link = add("sign-up-link", "Make a link that lets somebody sign up once.", make_link);
  link->add_flag("--administrator", options->administrator, "For an administrator of the hub.");
  add("list-sign-up-links", "List the links that let somebody sign up.", list_links);
  add("revoke-sign-up-link", "Make a link void.", revoke_link)
      ->add_option("ID", options->name, "As list-sign-up-links prints it.")
      ->required();
}

}  // namespace chaos::hub
