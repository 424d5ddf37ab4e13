#include "auth/admin.h"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <stdexcept>

namespace chaos::hub::auth {
namespace {

struct AdminOptions {
  std::string name;
  std::string email;
  std::string owner;
  std::string organization;
  std::string team;
  std::vector<std::string> scopes;
  bool administrator = false;
};

/// Reads a line of standard input, without echoing it on a terminal.
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

Accounts& accounts(Peers& peers) {
  return peers.get<Auth>().accounts();
}

Account account_named(Peers& peers, const std::string& name) {
  return NamedAccounts(peers.get<Auth>().store()).account(name);
}

int create_user(Peers& peers, const AdminOptions& options) {
  const std::string password = read_password();
  const auto account = accounts(peers).create({.name = options.name,
                                               .email = options.email,
                                               .password = password,
                                               .administrator = options.administrator},
                                              "");
  fmt::print("{}\n", account.id);
  return 0;
}

int set_password(Peers& peers, const AdminOptions& options) {
  const Account account = account_named(peers, options.name);
  accounts(peers).reset_password(account, read_password());
  return 0;
}

int disable_user(Peers& peers, const AdminOptions& options) {
  accounts(peers).set_disabled(account_named(peers, options.name), true);
  return 0;
}

int enable_user(Peers& peers, const AdminOptions& options) {
  accounts(peers).set_disabled(account_named(peers, options.name), false);
  return 0;
}

int create_token(Peers& peers, const AdminOptions& options) {
  const Principal principal = peers.get<AccountLookup>().principal_named(options.owner);
  NewToken wanted{.name = options.name};
  if (!options.scopes.empty()) {
    wanted.scopes.clear();
    for (const Scope scope : {Scope::kRead, Scope::kWrite, Scope::kAdmin})
      if (std::ranges::find(options.scopes, to_text(scope)) != options.scopes.end())
        wanted.scopes.insert(scope);
  }
  if (!options.team.empty()) {
    auto& teams = peers.get<TeamLookup>();
    wanted.kind = Token::Kind::kAgent;
    wanted.organization = teams.organization_named(principal, options.organization);
    wanted.team = teams.team_named(principal, wanted.organization, options.team);
  }
  const auto [token, secret] = accounts(peers).create_token(principal, wanted);
  fmt::print("{}\n", secret);
  return 0;
}

int make_link(Peers& peers, const AdminOptions& options) {
  const auto [link, secret] = accounts(peers).make_sign_up_link(options.administrator);
  fmt::print("/sign-up/{}\n", secret);
  return 0;
}

int list_links(Peers& peers, const AdminOptions&) {
  for (const SignUpLink& link : accounts(peers).sign_up_links())
    fmt::print("{}  expires {}{}\n", link.id, to_text(link.expires),
               link.administrator ? "  for an administrator" : "");
  return 0;
}

int revoke_link(Peers& peers, const AdminOptions& options) {
  accounts(peers).revoke_sign_up_link(options.name);
  return 0;
}

}  // namespace

Account NamedAccounts::account(const std::string& name) {
  auto account = store_.account_named(name);
  if (!account) throw std::runtime_error(fmt::format("no account is named '{}'", name));
  return *std::move(account);
}

/// Nobody is signed in on the command line, but every change must have an author.
Principal NamedAccounts::principal_named(const std::string& name) {
  const Account found = account(name);
  return {.account = found.id,
          .name = found.name,
          .administrator = found.administrator,
          .scopes = {Scope::kRead, Scope::kWrite, Scope::kAdmin}};
}

void add_admin_commands(AdminCommands& commands) {
  const auto options = std::make_shared<AdminOptions>();
  const auto add = [&](const char* name, const char* description,
                       int (*work)(Peers&, const AdminOptions&)) -> CLI::App& {
    return commands.add(name, description,
                        [options, work](Peers& peers) { return work(peers, *options); });
  };

  CLI::App& user =
      add("create-user", "Create an account. Reads its password from standard input.", create_user);
  user.add_option("NAME", options->name, "The account's name.")->required();
  user.add_option("--email", options->email, "The account's e-mail address.");
  user.add_flag("--administrator", options->administrator, "Make it an administrator of the hub.");

  for (CLI::App* known :
       {&add("set-password", "Set an account's password. Reads it from standard input.",
             set_password),
        &add("disable-user", "Disable an account, including its tokens.", disable_user),
        &add("enable-user", "Enable a disabled account.", enable_user)})
    known->add_option("NAME", options->name, "The name of an account.")->required();

  CLI::App& token = add("create-token", "Create a token and print it.", create_token);
  token.add_option("NAME", options->name, "How it is called.")->required();
  token.add_option("--scope", options->scopes, "read, write or admin (default: read and write).")
      ->check(CLI::IsMember({"read", "write", "admin"}));
  token.add_option("--organization", options->organization,
                   "For an agent's token: the organization of its team.");
  token.add_option("--team", options->team, "For an agent's token: the only team it works in.");
  token.add_option("--owner", options->owner, "The name of the account that does it.")->required();

  CLI::App& link = add("sign-up-link",
                       "Create an invitation link, with which one person can sign up.", make_link);
  link.add_flag("--administrator", options->administrator,
                "Make that person an administrator of the hub.");
  add("list-sign-up-links", "List the invitation links that nobody has used yet.", list_links);
  add("revoke-sign-up-link", "Revoke an invitation link.", revoke_link)
      .add_option("ID", options->name, "The link's ID, as list-sign-up-links prints it.")
      ->required();
}

}  // namespace chaos::hub::auth
