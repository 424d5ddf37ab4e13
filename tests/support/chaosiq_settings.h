#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos::testing {

/// The settings of a user who has signed in to the ChaosIQ server at `url` and publishes to the
/// team "Payments" (t1) of the organization "Acme" (o1). `host` is that of the URL, with its port.
inline Json chaosiq_settings(const std::string& url, const std::string& host) {
  const Json team = {{"default", true}, {"id", "t1"}, {"name", "Payments"}};
  const Json organization = {
      {"default", true}, {"id", "o1"}, {"name", "Acme"}, {"teams", Json::array({team})}};
  const Json arguments = {
      {"organizations", Json::array({organization})}, {"url", url}, {"verify_tls", true}};
  const Json control = {
      {"features", {{"publish", "on"}, {"safeguards", "on"}, {"workspace", "on"}}},
      {"provider",
       {{"arguments", arguments}, {"module", "chaoscloud.controls"}, {"type", "python"}}}};
  return {{"auths", {{host, {{"type", "bearer"}, {"value", "token-0001"}}}}},
          {"controls", {{"chaosiq-cloud", control}}}};
}

/// The same, for a user who waits for the server without a limit, so that the test does not depend
/// on how busy the machine is.
inline Json patient(Json settings) {
  settings["controls"]["chaosiq-cloud"]["safeguards"]["timeout"] = 60;
  return settings;
}

/// The URL of that team's experiments on the server.
inline constexpr const char* kChaosiqExperiments = "/api/v1/organizations/o1/teams/t1/experiments";

}  // namespace chaos::testing
