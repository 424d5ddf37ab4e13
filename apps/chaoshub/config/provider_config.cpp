#include "config/provider_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>
#include <string_view>

#include "config/secure_address.h"
#include "config/variable.h"

namespace chaos::hub {
namespace {

constexpr const char* kList = "CHAOSHUB_OIDC_PROVIDERS";

/// Defaults for a known kind of provider.
struct Preset {
  std::string_view kind;
  std::string_view protocol;
  std::string_view title;
  std::string_view issuer;
  std::string_view scopes;
};

constexpr std::array<Preset, 4> kPresets{{
    {"oidc", "oidc", "", "", "openid email profile"},
    {"github", "github", "GitHub", "https://github.com", "read:user user:email"},
    {"gitlab", "oidc", "GitLab", "https://gitlab.com", "openid email profile"},
    {"google", "oidc", "Google", "https://accounts.google.com", "openid email profile"},
}};

const Preset* preset_named(std::string_view kind) {
  const auto found = std::ranges::find(kPresets, kind, &Preset::kind);
  return found == kPresets.end() ? nullptr : &*found;
}

std::string in_case(std::string text, int (*change)(int)) {
  std::ranges::transform(text, text.begin(), [change](unsigned char c) {
    return static_cast<char>(c == '-' ? c : change(c));
  });
  return text;
}

/// "CHAOSHUB_OIDC_MY_CORP_ISSUER" for "my-corp" and "ISSUER".
std::string variable_of(const std::string& provider, std::string_view rest) {
  std::string name = in_case(provider, std::toupper);
  std::ranges::replace(name, '-', '_');
  return fmt::format("CHAOSHUB_OIDC_{}_{}", name, rest);
}

/// The items of a comma-separated list, trimmed, without empty ones.
std::vector<std::string> list_of(std::string_view text) {
  std::vector<std::string> pieces;
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    std::string_view piece = text.substr(0, end);
    while (piece.starts_with(' '))
      piece.remove_prefix(1);
    while (piece.ends_with(' '))
      piece.remove_suffix(1);
    if (!piece.empty()) pieces.emplace_back(piece);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return pieces;
}

void check_name(const std::string& name) {
  const bool plain = std::ranges::all_of(
      name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  if (!plain || name.size() > 30)
    throw std::runtime_error(fmt::format(
        "{}: '{}' is not a valid name: use lowercase letters, digits and -", kList, name));
}

void check_domains(const ProviderConfig& config) {
  for (const auto& domain : config.allow)
    if (domain != "*" && (domain.find('@') != std::string::npos ||
                          domain.find('*') != std::string::npos || domain.starts_with('.')))
      throw std::runtime_error(
          fmt::format("{}: '{}' is not a domain: use one such as example.com, or * for everyone",
                      variable_of(config.name, "ALLOW"), domain));
}

std::string or_else(std::string value, std::string_view otherwise) {
  return value.empty() ? std::string(otherwise) : value;
}

std::string needed(const std::string& provider, std::string_view rest, std::string_view otherwise,
                   std::string_view what) {
  const std::string name = variable_of(provider, rest);
  std::string value = or_else(variable(name), otherwise);
  if (value.empty()) throw std::runtime_error(fmt::format("set {}: {}", name, what));
  return value;
}

ProviderConfig provider_config(const std::string& name) {
  check_name(name);
  const std::string kind =
      or_else(variable(variable_of(name, "KIND")), preset_named(name) != nullptr ? name : "oidc");
  const Preset* preset = preset_named(kind);
  if (preset == nullptr)
    throw std::runtime_error(
        fmt::format("{}: '{}' is not a kind of provider: use oidc, github, gitlab or google",
                    variable_of(name, "KIND"), kind));
  ProviderConfig config{
      .name = name,
      .kind = std::string(preset->protocol),
      .title = or_else(variable(variable_of(name, "TITLE")),
                       preset->title.empty() ? std::string_view(name) : preset->title),
      .issuer = needed(name, "ISSUER", preset->issuer, "the provider's URL"),
      .client_id = needed(name, "CLIENT_ID", "", "from the provider, for this hub"),
      .client_secret = needed(name, "CLIENT_SECRET", "", "from the provider, for this hub"),
      .scopes = or_else(variable(variable_of(name, "SCOPES")), preset->scopes),
      .allow = list_of(in_case(variable(variable_of(name, "ALLOW")), std::tolower))};
  if (!is_secure_address(config.issuer))
    throw std::runtime_error(
        fmt::format("{}: '{}' is not an https URL: plain http is allowed only for this machine",
                    variable_of(name, "ISSUER"), config.issuer));
  check_domains(config);
  return config;
}

}  // namespace

std::vector<ProviderConfig> provider_configs() {
  std::vector<ProviderConfig> configs;
  for (const auto& name : list_of(variable(kList))) {
    if (std::ranges::find(configs, name, &ProviderConfig::name) != configs.end())
      throw std::runtime_error(fmt::format("{} names '{}' twice", kList, name));
    configs.push_back(provider_config(name));
    const auto same = std::ranges::find(configs, configs.back().issuer, &ProviderConfig::issuer);
    if (same + 1 != configs.end())
      throw std::runtime_error(fmt::format("'{}' and '{}' have the same issuer", same->name, name));
  }
  return configs;
}

}  // namespace chaos::hub
