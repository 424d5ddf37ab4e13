#include "chaosiq/account.h"

#include <algorithm>

#include "log/log.h"

namespace chaos::chaosiq {
namespace {

const Json kNothing = Json::object();

/// Key in the entry of a team, which also has its name.
constexpr const char* kRequiresGuardedRuns = "requires-guarded-runs";

std::string text(const Json* object, const char* key) {
  const Json* value = object != nullptr ? find(*object, key) : nullptr;
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

/// The original only accepts the string "off"; an unquoted `off`, which YAML reads as false, means
/// the same.
bool is_on(const Json& declaration, const char* feature) {
  const Json* features = find(declaration, "features");
  const Json* value = features != nullptr ? find(*features, feature) : nullptr;
  return value == nullptr || (*value != "off" && *value != false);
}

const Json* default_of(const Json* places) {
  if (places == nullptr || !places->is_array()) return nullptr;
  const auto found = std::find_if(places->begin(), places->end(), [](const Json& place) {
    const Json* is_default = find(place, "default");
    return is_default != nullptr && truthy(*is_default);
  });
  return found != places->end() ? &*found : nullptr;
}

std::optional<OrganizationOrTeam> place_of(const Json* object) {
  if (object == nullptr) return std::nullopt;
  const Json* guarded = find(*object, kRequiresGuardedRuns);
  OrganizationOrTeam place{.id = text(object, "id"),
                           .name = text(object, "name"),
                           .requires_guarded_runs = guarded != nullptr && truthy(*guarded)};
  if (place.id.empty()) return std::nullopt;
  return place;
}

/// "tOKEN" becomes "Token", as the original sends it.
std::string capitalized(std::string word) {
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (!word.empty()) {
    word.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(word.front())));
  }
  return word;
}

/// The entry of `list` with that ID; added if it is missing.
Json& entry_for(Json& list, const OrganizationOrTeam& place) {
  if (!list.is_array()) list = Json::array();
  for (auto& entry : list) {
    const Json* id = find(entry, "id");
    if (id != nullptr && *id == place.id) return entry;
  }
  list.push_back(Json::object());
  return list.back();
}

void read_token(Account& account, const Json& settings) {
  const Json* auths = find(settings, "auths");
  const Json* auth = auths != nullptr ? find(*auths, host_of(account.url)) : nullptr;
  if (auth == nullptr) return;
  account.token = text(auth, "value");
  if (const std::string type = text(auth, "type"); !type.empty()) {
    account.token_type = capitalized(type);
  }
  log::add_secrets({account.token});
}

constexpr double kLongestPatience = 3600;
constexpr double kPatienceOfGuarded = 10;

void read_safeguards(Account& account, const Json& declaration) {
  if (account.requires_guarded_runs()) account.patience_seconds = kPatienceOfGuarded;
  const Json* block = find(declaration, "safeguards");
  if (block == nullptr) return;
  if (text(block, "on-unreachable") == "stop") account.on_unreachable = OnUnreachable::kStop;
  const Json* timeout = find(*block, "timeout");
  if (timeout != nullptr && timeout->is_number() && timeout->get<double>() > 0) {
    account.patience_seconds = std::min(timeout->get<double>(), kLongestPatience);
  }
}

}  // namespace

Json& make_default(Json& list, const OrganizationOrTeam& place) {
  Json& chosen = entry_for(list, place);
  for (auto& entry : list) {
    if (entry.is_object()) entry["default"] = false;
  }
  chosen["default"] = true;
  chosen["id"] = place.id;
  chosen["name"] = place.name;
  if (place.requires_guarded_runs)
    chosen[kRequiresGuardedRuns] = true;
  else
    chosen.erase(kRequiresGuardedRuns);
  return chosen;
}

void make_team_default(Json& settings, const OrganizationOrTeam& team) {
  Json& organizations =
      settings["controls"][kControlName]["provider"]["arguments"]["organizations"];
  for (auto& organization : organizations) {
    const Json* is_default = find(organization, "default");
    if (is_default != nullptr && truthy(*is_default)) make_default(organization["teams"], team);
  }
}

std::string host_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t begin = scheme == url.npos ? 0 : scheme + 3;
  const std::size_t end = url.find_first_of("/?#", begin);
  return url.substr(begin, end == url.npos ? url.npos : end - begin);
}

const Json& declaration_in(const Json& settings) {
  const Json* controls = find(settings, "controls");
  const Json* declaration = controls != nullptr ? find(*controls, kControlName) : nullptr;
  return declaration != nullptr ? *declaration : kNothing;
}

Account read_account(const Json& declaration, const Json& settings) {
  Account account;
  const Json* provider = find(declaration, "provider");
  const Json* arguments = provider != nullptr ? find(*provider, "arguments") : nullptr;
  account.url = text(arguments, "url");
  account.url.erase(account.url.find_last_not_of('/') + 1);
  const Json* verify = arguments != nullptr ? find(*arguments, "verify_tls") : nullptr;
  account.verify_tls = verify == nullptr || truthy(*verify);
  const Json* organization =
      default_of(arguments != nullptr ? find(*arguments, "organizations") : nullptr);
  account.organization = place_of(organization);
  if (organization != nullptr) account.team = place_of(default_of(find(*organization, "teams")));
  account.publish = is_on(declaration, "publish");
  account.safeguards = is_on(declaration, "safeguards");
  account.workspace = is_on(declaration, "workspace");
  read_token(account, settings);
  read_safeguards(account, declaration);
  return account;
}

}  // namespace chaos::chaosiq
