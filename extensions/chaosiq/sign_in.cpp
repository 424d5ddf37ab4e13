#include "chaosiq/sign_in.h"

#include <fmt/format.h>

#include <algorithm>

#include "log/log.h"

namespace chaos::chaosiq {
namespace {

constexpr const char* kDefaultUrl = "https://console.chaosiq.io";
constexpr std::chrono::duration<double> kCallTime(30);

std::string trimmed(const std::string& text) {
  constexpr const char* kBlank = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlank);
  return begin == text.npos ? "" : text.substr(begin, text.find_last_not_of(kBlank) + 1 - begin);
}

/// The scheme, host and port of a URL.
std::string server_of(const std::string& typed) {
  const std::string url = trimmed(typed);
  if (!url.starts_with("http://") && !url.starts_with("https://")) {
    throw ChaosError(
        Diagnostic{.message = fmt::format("'{}' is not the address of a server", url),
                   .hint = fmt::format("write it with its scheme, for example https://{}", url)});
  }
  return url.substr(0, url.find("://") + 3) + host_of(url);
}

std::vector<OrganizationOrTeam> places_in(const Json& list) {
  std::vector<OrganizationOrTeam> places;
  for (const auto& entry : list) {
    const Json* id = find(entry, "id");
    const Json* name = find(entry, "name");
    if (id == nullptr || !id->is_string()) continue;
    places.push_back({.id = id->get<std::string>(),
                      .name = name != nullptr ? python_str(*name) : id->get<std::string>(),
                      .requires_guarded_runs = requires_guarded_runs(entry)});
  }
  return places;
}

const OrganizationOrTeam* find_place(const std::vector<OrganizationOrTeam>& places,
                                     const std::string& name_or_id) {
  const auto found =
      std::find_if(places.begin(), places.end(), [&](const OrganizationOrTeam& place) {
        return place.name == name_or_id || place.id == name_or_id;
      });
  return found != places.end() ? &*found : nullptr;
}

std::string names_of(const std::vector<OrganizationOrTeam>& places) {
  std::string names;
  for (const auto& place : places)
    names += fmt::format("{}'{}'", names.empty() ? "" : ", ", place.name);
  return names;
}

void list_places(Dialogue& dialogue, const std::vector<OrganizationOrTeam>& places) {
  for (std::size_t i = 0; i < places.size(); ++i)
    dialogue.say(fmt::format("{}) {}", i + 1, places[i].name));
}

/// The entry that the command line asks for.
OrganizationOrTeam demanded(const std::vector<OrganizationOrTeam>& places, const std::string& name,
                            const char* what) {
  if (const OrganizationOrTeam* place = find_place(places, name)) return *place;
  throw ChaosError(
      Diagnostic{.message = fmt::format("You do not belong to {} '{}'", what, name),
                 .hint = places.empty() ? "" : fmt::format("you belong to {}", names_of(places))});
}

Json& mapping_under(Json& parent, const char* key) {
  Json& child = parent[key];
  if (!child.is_object()) child = Json::object();
  return child;
}

}  // namespace

Limits AccountChooser::limits() const {
  return {.deadline = Deadline::after(kCallTime), .stop = stop_};
}

bool AccountChooser::is_signed_in() const {
  const Account account = read_account(declaration_in(settings_), settings_);
  return !account.url.empty() && !account.token.empty();
}

Json AccountChooser::sign_in() {
  account_ = read_account(declaration_in(settings_), settings_);
  ask_server();
  check_token();
  const OrganizationOrTeam organization = pick_organization();
  return save(organization, pick_team(organization), false);
}

Json AccountChooser::choose_organization() {
  if (!is_signed_in()) return sign_in();
  account_ = read_account(declaration_in(settings_), settings_);
  const OrganizationOrTeam organization = pick_organization();
  dialogue_.say(fmt::format("Using organization '{}'", organization.name));
  return save(organization, pick_team(organization), false);
}

Json AccountChooser::choose_team() {
  account_ = read_account(declaration_in(settings_), settings_);
  if (!is_signed_in() || !account_.organization) return sign_in();
  return save(*account_.organization, pick_team(*account_.organization), true);
}

void AccountChooser::ask_server() {
  const std::string known = account_.url.empty() ? kDefaultUrl : account_.url;
  const std::string url = answers_.url ? *answers_.url : dialogue_.ask("ChaosIQ url", known);
  const std::string token =
      trimmed(answers_.token ? *answers_.token : dialogue_.ask_hidden("ChaosIQ token"));
  log::add_secrets({token});
  account_.url = server_of(url);
  account_.token_type = "Bearer";
  account_.token = token;
  account_.verify_tls = !answers_.no_verify_tls;
}

void AccountChooser::check_token() {
  int status = 0;
  try {
    status = Api(account_).check_token(limits()).status;
  } catch (const net::HttpError& error) {
    if (error.kind() != net::HttpError::Kind::kCertificate) {
      throw ChaosError(Diagnostic{.message = fmt::format("The server at {} cannot be reached: {}",
                                                         account_.url, error.what()),
                                  .hint = "check the address, and that the server is running"});
    }
    return accept_unverified_certificate();
  }
  if (status == 401) {
    dialogue_.say("Your token was not accepted by the server.");
    throw Aborted();
  }
}

void AccountChooser::accept_unverified_certificate() {
  if (dialogue_.confirm(
          "It looks like the server's TLS certificate cannot be verified. Do you wish "
          "to disable certificate verification for this server?")) {
    account_.verify_tls = false;
  }
}

OrganizationOrTeam AccountChooser::pick_organization() {
  for (;;) {
    const auto places = places_in(list("organization", "organizations", [&](const Api& api) {
      return api.organizations(limits());
    }));
    if (answers_.organization) return demanded(places, *answers_.organization, "organization");
    if (places.empty()) {
      dialogue_.say("You must be part of at least an organization to publish to it.");
      throw nothing_chosen("organization");
    }
    if (places.size() == 1) return places.front();
    dialogue_.say("Here are your known organizations:");
    list_places(dialogue_, places);
    const int chosen = dialogue_.ask_number("Default organization to use");
    if (chosen >= 1 && static_cast<std::size_t>(chosen) <= places.size()) {
      return places[static_cast<std::size_t>(chosen) - 1];
    }
    dialogue_.say("Select a default organization to publish to");
  }
}

OrganizationOrTeam AccountChooser::pick_team(const OrganizationOrTeam& organization) {
  const std::string where = fmt::format("teams, in organization '{}',", organization.name);
  for (;;) {
    const auto places = places_in(
        list("team", where, [&](const Api& api) { return api.teams(organization.id, limits()); }));
    if (answers_.team) return demanded(places, *answers_.team, "team");
    if (places.empty()) {
      dialogue_.say(
          fmt::format("You must be part of at least a team in organization '{}' to publish to it.",
                      organization.name));
      throw nothing_chosen("team");
    }
    if (places.size() == 1) return places.front();
    dialogue_.say(
        fmt::format("Here are the teams you belong to in organization '{}':", organization.name));
    list_places(dialogue_, places);
    const int chosen = dialogue_.ask_number("Default team to publish to");
    if (chosen >= 1 && static_cast<std::size_t>(chosen) <= places.size()) {
      return places[static_cast<std::size_t>(chosen) - 1];
    }
    dialogue_.say("Please, select a valid team.");
  }
}

NothingChosen AccountChooser::nothing_chosen(const char* what) {
  dialogue_.say(fmt::format("No default {} selected! Aborting configuration.", what));
  return NothingChosen(fmt::format("no default {} was selected", what));
}

/// The list that the server returns. `what` names an entry, `where` what the entries belong to.
Json AccountChooser::list(const char* what, const std::string& where,
                          const std::function<Answer(const Api&)>& call) {
  const auto give_up = [&](const std::string& why) {
    dialogue_.say(why);
    return nothing_chosen(what);
  };
  try {
    const Answer answer = call(Api(account_));
    if (answer.status == 401 || answer.status == 403) {
      throw give_up(
          "Provided credentials are not allowed by ChaosIQ. Please verify your access token.");
    }
    if (answer.status != 200) throw give_up(fmt::format("Failed to fetch your {}s", what));
    if (!answer.body.is_array()) {
      throw ChaosError(Diagnostic{
          .message = fmt::format("{} did not answer with a list of {}s", account_.url, what),
          .hint = "is this the address of a ChaosIQ server?"});
    }
    return answer.body;
  } catch (const net::HttpError& error) {
    if (error.kind() == net::HttpError::Kind::kCertificate) {
      log::error(fmt::format("Failed to communicate over TLS with the ChaosIQ endpoint: {}",
                             error.what()));
    } else {
      log::error(fmt::format("The server at {} cannot be reached: {}", account_.url, error.what()));
    }
    throw give_up(fmt::format("Failed to retrieve {} from the ChaosIQ services.", where));
  }
}

Json AccountChooser::save(const OrganizationOrTeam& organization, const OrganizationOrTeam& team,
                          bool keep_teams) {
  Json settings = settings_;
  mapping_under(settings, "auths")[host_of(account_.url)] = {{"type", "bearer"},
                                                             {"value", account_.token}};
  Json& control = mapping_under(mapping_under(settings, "controls"), kControlName);
  Json& provider = mapping_under(control, "provider");
  provider["type"] = "python";
  provider["module"] = kControlModule;
  Json& arguments = mapping_under(provider, "arguments");
  arguments["url"] = account_.url;
  arguments["verify_tls"] = account_.verify_tls;
  Json& chosen = make_default(arguments["organizations"], organization);
  if (!keep_teams) chosen["teams"] = Json::array();
  make_default(chosen["teams"], team);
  Json& features = mapping_under(control, "features");
  for (const char* feature : {"publish", "safeguards", "workspace"}) {
    if (!features.contains(feature)) features[feature] = "on";
  }
  dialogue_.say(
      fmt::format("Experiments and executions will be published to team '{}' in organization '{}'",
                  team.name, organization.name));
  return settings;
}

Json switch_feature(Json settings, const std::string& feature, bool on) {
  if (declaration_in(settings).empty()) {
    throw ChaosError(Diagnostic{
        .message = "You have not signed in yet, so there is nothing to enable or disable",
        .hint = "sign in first: chaos signin"});
  }
  mapping_under(settings["controls"][kControlName], "features")[feature] = on ? "on" : "off";
  return settings;
}

}  // namespace chaos::chaosiq
