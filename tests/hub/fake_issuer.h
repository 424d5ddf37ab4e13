#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "chaos/json.h"
#include "support/http_server.h"

namespace chaos::testing {

/// An issuer of OpenID Connect, and a GitHub, that says what a test wants it to say, true or not.
class FakeIssuer {
 public:
  /// What it does, beside what is right; changed by tests before they let it be asked.
  struct Script {
    Json principals = {{"sub", "1"}, {"email", "eve@example.com"}, {"email_verified", true}};
    Json discovery = Json::object();          ///< members to replace
    Json header = Json::object();             ///< of the ID token, members to replace
    bool sign_with_another_key = false;       ///< than the one that it publishes
    bool change_after_signing = false;        ///< of the principals, the subject
    std::optional<ScriptedReply> token = {};  ///< instead of tokens
    Json userinfo = {{"sub", "1"}};
    Json github_user = {{"id", 42}, {"login", "octo"}, {"email", "owner@example.com"}};
    Json github_emails = Json::array();
  };

  FakeIssuer();

  /// Without a slash at its end.
  std::string url() const;
  void set(Script script);
  /// What the form that the hub sent last to exchange a code had in it.
  std::map<std::string, std::string> exchanged() const;

 private:
  ScriptedReply answer(const ReceivedRequest& request);
  Json discovery(const Script& script) const;
  Json keys() const;
  std::string id_token(const Script& script, const std::string& nonce) const;

  mutable std::mutex mutex_;
  Script script_;                                 // guarded by mutex_
  std::map<std::string, std::string> exchanged_;  // guarded by mutex_
  std::unique_ptr<HttpServer> server_;            // last: its threads use the others
};

}  // namespace chaos::testing
