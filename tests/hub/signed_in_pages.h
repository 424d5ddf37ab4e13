#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "hub/team_of_ada.h"
#include "security/secret.h"

namespace chaos::testing {

/// The value of a cookie that a response sets.
inline std::string cookie_in(const HubReply& reply, const std::string& name) {
  const auto header = reply.headers.find("set-cookie");
  if (header == reply.headers.end()) return {};
  const auto begin = header->second.find(name + "=");
  if (begin == std::string::npos) return {};
  const std::string value = header->second.substr(begin + name.size() + 1);
  return value.substr(0, value.find(';'));
}

/// Pages as a browser of someone who is signed in requests them.
class SignedInPages : public ::testing::Test {
 protected:
  SignedInPages() { session = sign_in("ada"); }

  std::string sign_in(const std::string& name) {
    const HubReply reply =
        ada.hub.call({.method = "POST",
                      .path = "/sign-in",
                      .body = fmt::format("name={}&password=the+password+of+{}", name, name),
                      .headers = {{"Content-Type", "application/x-www-form-urlencoded"}}});
    EXPECT_EQ(reply.status, 303) << reply.body;
    return cookie_in(reply, "chaoshub_session");
  }
  HubReply get(const std::string& path, const std::string& cookies) {
    return ada.hub.call({.path = path, .headers = {{"Cookie", cookies}, {"Accept", "text/html"}}});
  }
  HubReply get(const std::string& path) { return get(path, "chaoshub_session=" + session); }
  HubReply send(const std::string& path, const std::string& fields) {
    const std::string csrf = hub::digest_of("form of " + hub::digest_of(session));
    return ada.hub.call({.method = "POST",
                         .path = path,
                         .body = "csrf=" + csrf + "&" + fields,
                         .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                     {"Cookie", "chaoshub_session=" + session},
                                     {"Accept", "text/html"}}});
  }
  std::size_t number_of_tokens() {
    return ada.hub.call({.path = "/api/v1/account/tokens", .token = ada.token}).json.size();
  }

  TeamOfAda ada;
  std::string session;
};

}  // namespace chaos::testing
