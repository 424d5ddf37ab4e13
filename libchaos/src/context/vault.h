#pragma once

#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "chaos/json.h"
#include "net/http_client.h"

namespace chaos {

/// Reads secrets from a HashiCorp Vault's key-value engine. The configuration defines the
/// connection with `vault_addr`, `vault_kv_version`, `vault_secrets_mount_point` and one of:
/// `vault_token`; `vault_role_id` and `vault_role_secret` (AppRole); `vault_sa_role`,
/// `vault_sa_token_path` and `vault_k8s_mount_point` (Kubernetes service account). Missing values
/// come from the environment variables VAULT_ADDR, VAULT_TOKEN, VAULT_CACERT, VAULT_CAPATH,
/// VAULT_CLIENT_CERT, VAULT_CLIENT_KEY and from ~/.vault-token. Semantics: chaoslib.secret of the
/// reference with the hvac library. Safe from any thread.
class VaultClient {
 public:
  /// Copies what it needs of `configuration`. `client` must outlive the object.
  explicit VaultClient(const Json& configuration,
                       net::HttpClient& client = net::HttpClient::shared());

  /// The secret at the declaration's `path`, or the value of its `key` there; an empty mapping,
  /// with a warning, if no path is declared or nothing is found. Logs in if necessary, and again if
  /// the login has expired. Throws InvalidExperiment (never showing a secret), Stopped.
  Json read(const Json& declaration, const std::stop_token& stop);

 private:
  std::string text_setting(const char* name, const char* fallback) const;
  bool logs_in() const;
  std::string token(const std::stop_token& stop, bool renewed);
  std::string log_in(const std::stop_token& stop) const;
  std::string log_in_with_role(const std::stop_token& stop) const;
  std::string log_in_with_service_account(const std::stop_token& stop) const;
  std::string token_from(const std::string& mount, const Json& credentials,
                         const std::stop_token& stop) const;
  Json payload_at(const std::string& path, const std::stop_token& stop);
  std::string secret_address(const std::string& path) const;
  net::HttpResponse send(std::string_view method, const std::string& path, const std::string& token,
                         const Json* body, const std::stop_token& stop) const;

  Json configuration_;
  net::HttpClient& client_;
  std::mutex mutex_;
  std::optional<std::string> token_;  // guarded by mutex_
};

/// Reads with a client that is kept for later secrets with the same settings, so that a run logs in
/// once. See VaultClient::read.
Json read_vault_secret(const Json& declaration, const Json& configuration, std::stop_token stop);

}  // namespace chaos
