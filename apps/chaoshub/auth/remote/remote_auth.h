#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/router.h"
#include "remote/remote_service.h"
#include "service/auth_service.h"

namespace chaos::hub::auth {

/// The auth service in another process.
class RemoteAuth final : public AuthService {
 public:
  explicit RemoteAuth(RemoteService service) : service_(std::move(service)) {}

  bool has_accounts() override;
  std::optional<std::string> identify(const Credentials& credentials) override;
  std::optional<Person> find_person(const std::string& signed_principal,
                                    const std::string& name_or_email) override;
  std::vector<Person> people(const std::vector<std::string>& accounts) override;

 private:
  RemoteService service_;
};

/// The server side. `auth` is the service of this process.
void add_internal_routes(http::Router& router, AuthService& auth);

}  // namespace chaos::hub::auth
