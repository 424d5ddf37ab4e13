#include "context/vault.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <vector>

#include "chaos/error.h"
#include "json/json_reader.h"
#include "log/log.h"
#include "net/body_encoding.h"
#include "net/percent_encoding.h"
#include "os/environment.h"
#include "os/executable.h"

namespace chaos {
namespace {

constexpr double kTimeout = 30;
constexpr int kForbidden = 403;

/// Vault's refusal, in its own words, with the URL of the request.
class VaultRefused : public std::runtime_error {
 public:
  VaultRefused(int status, const std::string& message)
      : std::runtime_error(message), status_(status) {}
  int status() const { return status_; }

 private:
  int status_;
};

std::string environment(const char* name) {
  return os::environment_variable(name).value_or("");
}

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) return std::nullopt;
  return text.str();
}

std::string trimmed(const std::string& text, const char* characters) {
  const std::size_t begin = text.find_first_not_of(characters);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(characters) + 1 - begin);
}

/// `path` without empty segments, which Vault's own tools ignore, too.
std::string plain_path(const std::string& path) {
  std::string plain;
  for (const char c : trimmed(path, "/")) {
    if (c != '/' || !plain.ends_with('/')) plain += c;
  }
  return plain;
}

std::string environment_token() {
  if (std::string token = environment("VAULT_TOKEN"); !token.empty()) return token;
  return trimmed(read_file(os::expand_user("~/.vault-token")).value_or(""), " \t\r\n");
}

std::string first_of(const std::string& first, const std::string& second) {
  return first.empty() ? second : first;
}

/// The reason in the body of a refusal: its `errors`, or else its text.
std::string refusal_text(const net::HttpResponse& response) {
  std::string text = net::body_text(response);
  try {
    const Json body = parse_json(text);
    const Json* errors = find(body, "errors");
    if (errors == nullptr || !errors->is_array() || errors->empty()) return text;
    std::vector<std::string> lines;
    for (const Json& error : *errors)
      lines.push_back(python_str(error));
    return fmt::format("{}", fmt::join(lines, ", "));
  } catch (const JsonSyntaxError&) {
    return text;
  }
}

InvalidExperiment invalid(std::string message, std::string hint = "") {
  return InvalidExperiment(Diagnostic{
      .message = std::move(message), .pointer = "", .hint = std::move(hint), .position = {}});
}

}  // namespace

VaultClient::VaultClient(const Json& configuration, net::HttpClient& client)
    : configuration_(configuration.is_object() ? configuration : Json::object()), client_(client) {}

std::string VaultClient::text_setting(const char* name, const char* fallback) const {
  const Json* value = find(configuration_, name);
  return value != nullptr && truthy(*value) ? python_str(*value) : fallback;
}

bool VaultClient::logs_in() const {
  if (configuration_.contains("vault_token")) return false;
  return (configuration_.contains("vault_role_id") &&
          configuration_.contains("vault_role_secret")) ||
         configuration_.contains("vault_sa_role");
}

net::HttpResponse VaultClient::send(std::string_view method, const std::string& path,
                                    const std::string& token, const Json* body,
                                    const std::stop_token& stop) const {
  const std::string base = text_setting(
      "vault_addr", first_of(environment("VAULT_ADDR"), "http://localhost:8200").c_str());
  net::HttpRequest request;
  request.method = body != nullptr ? "POST" : "GET";
  request.url = fmt::format("{}/{}", trimmed(base, "/"), path);
  request.headers.emplace_back("X-Vault-Request", "true");
  if (!token.empty()) request.headers.emplace_back("X-Vault-Token", token);
  if (body != nullptr) {
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = net::encode_json(*body);
  }
  request.ca_bundle = first_of(environment("VAULT_CACERT"), environment("VAULT_CAPATH"));
  request.client_certificate = environment("VAULT_CLIENT_CERT");
  request.client_key = environment("VAULT_CLIENT_KEY");
  request.connect_timeout = kTimeout;
  request.read_timeout = kTimeout;
  net::HttpResponse response = client_.send(request, Deadline::never(), stop);
  if (response.status < 400) return response;
  throw VaultRefused(response.status,
                     fmt::format("{}, on {} {}", refusal_text(response), method, request.url));
}

std::string VaultClient::token_from(const std::string& mount, const Json& credentials,
                                    const std::stop_token& stop) const {
  const std::string path = fmt::format("v1/auth/{}/login", net::encode_path(trimmed(mount, "/")));
  const Json answer = parse_json(net::body_text(send("post", path, "", &credentials, stop)));
  const Json* auth = find(answer, "auth");
  const Json* token = auth != nullptr ? find(*auth, "client_token") : nullptr;
  if (token == nullptr || !token->is_string()) {
    throw std::runtime_error("Vault's login response contains no token");
  }
  return token->get<std::string>();
}

std::string VaultClient::log_in_with_role(const std::stop_token& stop) const {
  try {
    return token_from("approle",
                      {{"role_id", configuration_.at("vault_role_id")},
                       {"secret_id", configuration_.at("vault_role_secret")}},
                      stop);
  } catch (const std::runtime_error& error) {
    throw invalid(fmt::format("Failed to connect to Vault with the AppRole: {}", error.what()));
  }
}

std::string VaultClient::log_in_with_service_account(const std::stop_token& stop) const {
  const std::string path =
      text_setting("vault_sa_token_path", "/var/run/secrets/kubernetes.io/serviceaccount/token");
  const std::optional<std::string> token = read_file(path);
  if (!token) throw invalid(fmt::format("Failed to get service account token at: {}", path));
  try {
    return token_from(
        text_setting("vault_k8s_mount_point", "kubernetes"),
        {{"role", configuration_.at("vault_sa_role")}, {"jwt", trimmed(*token, "\r\n")}}, stop);
  } catch (const std::runtime_error& error) {
    throw invalid(fmt::format("Failed to connect to Vault using service account with errors: '{}'",
                              error.what()));
  }
}

std::string VaultClient::log_in(const std::stop_token& stop) const {
  const Json* token = find(configuration_, "vault_token");
  if (token != nullptr) return token->is_null() ? "" : python_str(*token);
  if (!logs_in()) return environment_token();
  return configuration_.contains("vault_role_id") && configuration_.contains("vault_role_secret")
             ? log_in_with_role(stop)
             : log_in_with_service_account(stop);
}

std::string VaultClient::token(const std::stop_token& stop, bool renewed) {
  const std::lock_guard lock(mutex_);
  if (!token_ || renewed) {
    token_ = log_in(stop);
    log::add_secrets({*token_});
  }
  return *token_;
}

std::string VaultClient::secret_address(const std::string& path) const {
  const std::string mount = trimmed(text_setting("vault_secrets_mount_point", "secret"), "/");
  const std::string version = text_setting("vault_kv_version", "2");
  if (version != "1" && version != "2") {
    throw invalid(fmt::format("'{}' is not a supported vault_kv_version", version), "use 1 or 2");
  }
  log::debug(fmt::format("Using Vault secrets KV version {}", version));
  return fmt::format("v1/{}/{}{}", net::encode_path(mount), version == "1" ? "" : "data/",
                     net::encode_path(plain_path(path)));
}

Json VaultClient::payload_at(const std::string& path, const std::stop_token& stop) {
  const std::string address = secret_address(path);
  const auto get = [&](bool renewed) {
    return send("get", address, token(stop, renewed), nullptr, stop);
  };
  net::HttpResponse response;
  try {
    response = get(false);
  } catch (const VaultRefused& refused) {
    if (refused.status() != kForbidden || !logs_in()) throw;
    response = get(true);
  }
  return response.body.empty() ? Json() : parse_json(net::body_text(response));
}

Json VaultClient::read(const Json& declaration, const std::stop_token& stop) {
  const Json* path_value = find(declaration, "path");
  if (path_value == nullptr || path_value->is_null()) {
    log::warning(fmt::format("Missing Vault secret path for '{}'", python_str(declaration)));
    return Json::object();
  }
  const std::string path = python_str(*path_value);
  Json payload;
  try {
    payload = payload_at(path, stop);
  } catch (const ChaosError&) {
    throw;
  } catch (const std::runtime_error& error) {
    throw invalid(
        fmt::format("Failed to read the Vault secret at path '{}': {}", path, error.what()));
  }
  if (!truthy(payload)) {
    log::warning(fmt::format("No Vault secret found at path: {}", path));
    return Json::object();
  }
  const Json* data = find(payload, "data");
  if (data != nullptr && text_setting("vault_kv_version", "2") == "2") data = find(*data, "data");
  if (data == nullptr) {
    throw invalid(fmt::format("The Vault secret at path '{}' has no data", path),
                  "check vault_kv_version and vault_secrets_mount_point");
  }
  const Json* key = find(declaration, "key");
  if (key == nullptr || key->is_null()) return *data;
  const Json* value = find(*data, python_str(*key));
  if (value == nullptr) {
    throw invalid(
        fmt::format("The Vault secret at path '{}' has no key '{}'", path, python_str(*key)));
  }
  return *value;
}

Json read_vault_secret(const Json& declaration, const Json& configuration, std::stop_token stop) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<VaultClient>> clients;  // guarded by mutex
  Json settings = Json::object();
  if (configuration.is_object()) {
    for (const auto& [name, value] : configuration.items()) {
      if (name.starts_with("vault_")) settings[name] = value;
    }
  }
  std::shared_ptr<VaultClient> client;
  {
    const std::lock_guard lock(mutex);
    auto& slot = clients[to_json_text(settings)];
    if (!slot) slot = std::make_shared<VaultClient>(settings);
    client = slot;
  }
  return client->read(declaration, stop);
}

}  // namespace chaos
