#include "auth/identity_providers/providers.h"

#include "auth/identity_providers/github_provider.h"
#include "auth/identity_providers/oidc_provider.h"

namespace chaos::hub::auth {
namespace {

std::unique_ptr<IdentityProvider> provider_of(const ProviderConfig& config) {
  if (config.kind == "github") return std::make_unique<GithubProvider>(config);
  return std::make_unique<OidcProvider>(config);
}

}  // namespace

std::vector<NamedProvider> providers_of(const std::vector<ProviderConfig>& configs) {
  std::vector<NamedProvider> providers;
  for (const auto& config : configs)
    providers.push_back({.name = config.name,
                         .title = config.title,
                         .issuer = config.issuer,
                         .allow = config.allow,
                         .provider = provider_of(config)});
  return providers;
}

}  // namespace chaos::hub::auth
