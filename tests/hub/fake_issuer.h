#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "chaos/json.h"
#include "support/http_server.h"

namespace chaos::testing {

/// A fake OpenID Connect issuer and GitHub that says whatever a test wants, true or not.
class FakeIssuer {
 public:
  /// How it deviates from correct behaviour; tests change it before it is called.
  struct Script {
    Json principals = {{"sub", "1"}, {"email", "eve@example.com"}, {"email_verified", true}};
    Json discovery = Json::object();          ///< members to replace
    Json header = Json::object();             ///< members of the ID token's header to replace
    bool sign_with_another_key = false;       ///< instead of the published one
    bool change_after_signing = false;        ///< changes the token's subject
    std::optional<ScriptedReply> token = {};  ///< instead of the tokens
    Json userinfo = {{"sub", "1"}};
    Json github_user = {{"id", 42}, {"login", "octo"}, {"email", "owner@example.com"}};
    Json github_emails = Json::array();
  };

  FakeIssuer();

  /// Without a trailing slash.
  std::string url() const;
  void set(Script script);
  /// The fields of the last form with which the hub exchanged a code.
  std::map<std::string, std::string> exchanged() const;

 private:
  ScriptedReply answer(const ReceivedRequest& request);
  Json discovery(const Script& script) const;
  Json keys() const;
  std::string id_token(const Script& script, const std::string& nonce) const;

  mutable std::mutex mutex_;
  Script script_;                                 // guarded by mutex_
  std::map<std::string, std::string> exchanged_;  // guarded by mutex_
  std::unique_ptr<HttpServer> server_;            // last: its threads use the members above
};

}  // namespace chaos::testing
