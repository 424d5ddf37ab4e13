#pragma once

#include <string>

#include "chaos/json.h"
#include "service/auth_service.h"
#include "service/dashboard_service.h"
#include "service/experiment_service.h"

namespace chaos::hub {

/// Calls another process of the hub, at its internal listener: see internal_routes.h. Safe to use
/// from any thread.
class RemoteService {
 public:
  /// `url`: of that listener, without a slash at its end.
  RemoteService(std::string url, const std::string& key);

  /// Throws Unreachable, or the Refusal that the service answered with.
  Json call(const std::string& path, const Json& body) const;

 private:
  std::string url_;
  std::string password_;
};

/// The auth service in another process.
class RemoteAuthService final : public AuthService {
 public:
  RemoteAuthService(const std::string& url, const std::string& key) : service_(url, key) {}

  std::optional<std::string> identify(const Credentials& credentials) override;
  std::optional<Person> find_person(const std::string& signed_principal,
                                    const std::string& name_or_email) override;
  void remove_team(const std::string& organization, const std::string& team) override;

 private:
  RemoteService service_;
};

/// The dashboard service in another process.
class RemoteDashboardService final : public DashboardService {
 public:
  RemoteDashboardService(const std::string& url, const std::string& key) : service_(url, key) {}

  void welcome(const std::string& signed_principal) override;
  Place place_of(const std::string& signed_principal, const std::string& organization,
                 const std::string& team) override;
  void note(const std::string& signed_principal, const Activity& activity) override;

 private:
  RemoteService service_;
};

/// The experiment service in another process.
class RemoteExperimentService final : public ExperimentService {
 public:
  RemoteExperimentService(const std::string& url, const std::string& key) : service_(url, key) {}

  void remove_team(const std::string& organization, const std::string& team) override;

 private:
  RemoteService service_;
};

}  // namespace chaos::hub
