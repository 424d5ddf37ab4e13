#pragma once

#include <map>
#include <mutex>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "chaos/json.h"
#include "support/fake_http_client.h"

namespace chaos::testing {

/// Classifies a call of the ChaosIQ API: "token", "organizations", "teams", "team", "experiment",
/// "execution", "lookup", "journal", "event", "safeguards", "run", "run event" or "run end"; for
/// any other call, method and URL. `url` may be complete or start with the path.
inline std::string chaosiq_call(const std::string& method, const std::string& url) {
  static const std::vector<std::pair<std::string, std::string>> kCalls = {
      {"GET .*/organizations", "organizations"},
      {"GET .*/organizations/[^/]+/teams", "teams"},
      {"GET .*/organizations/[^/]+/teams/[^/]+", "team"},
      {"POST .*/experiments", "experiment"},
      {"POST .*/experiments/[^/]+/executions", "execution"},
      {"GET .*/executions/[^/]+", "lookup"},
      {"PUT .*/executions/[^/]+", "journal"},
      {"POST .*/executions/[^/]+/events", "event"},
      {"GET .*/executions/[^/]+/policies", "safeguards"},
      {"POST .*/verifications/[^/]+/runs", "run"},
      {"POST .*/runs/[^/]+/events", "run event"},
      {"POST .*/runs/[^/]+/finished", "run end"},
      {"HEAD .*", "token"}};
  const std::string line = method + " " + url;
  for (const auto& [pattern, name] : kCalls) {
    if (std::regex_match(line, std::regex(pattern))) return name;
  }
  return line;
}

struct ChaosiqAnswer {
  int status = 200;  ///< 0 for no response at all
  Json body = Json::object();
  std::string location = {};  ///< the Content-Location; empty if there is none

  net::Headers headers() const {
    if (location.empty()) return {};
    return {{"Content-Location", location}};
  }
};

inline ChaosiqAnswer chaosiq_refusal(const std::vector<std::string>& names) {
  Json policies = Json::array();
  for (const auto& name : names)
    policies.push_back({{"id", "p-" + name}, {"name", name}});
  return {.body = {{"allowed", false}, {"policies", policies}}};
}

/// A ChaosIQ server's responses to each call: it knows the experiment x1, the execution e1 and the
/// run r1, and allows everything, unless told otherwise. Thread-safe.
class ChaosiqAnswers {
 public:
  void set(const std::string& call, ChaosiqAnswer answer) {
    const std::lock_guard lock(mutex_);
    answers_[call] = std::move(answer);
  }
  ChaosiqAnswer to(const std::string& call) const {
    const std::lock_guard lock(mutex_);
    const auto found = answers_.find(call);
    return found != answers_.end() ? found->second : ChaosiqAnswer{.status = 404};
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, ChaosiqAnswer> answers_ = {
      // guarded by mutex_
      {"token", {}},
      {"organizations", {.body = {{{"id", "o1"}, {"name", "Acme"}}}}},
      {"teams", {.body = {{{"id", "t1"}, {"name", "Payments"}}}}},
      {"team", {.body = {{"id", "t2"}, {"name", "Platform"}, {"org_id", "o1"}}}},
      {"experiment", {.status = 201, .body = {{"id", "x1"}}}},
      {"execution",
       {.status = 201,
        .body = {{"id", "e1"}},
        .location = "https://c.example/api/Acme/Payments/executions/e1"}},
      {"lookup", {.location = "https://c.example/api/Acme/Payments/executions/e1"}},
      {"journal", {.status = 204}},
      {"event", {.status = 201}},
      {"safeguards", {.body = {{"allowed", true}, {"policies", Json::array()}}}},
      {"run", {.status = 201, .body = {{"id", "r1"}}}},
      {"run event", {}},
      {"run end", {}}};
};

/// An HTTP client that gets those responses from every URL.
class ChaosiqClient {
 public:
  ChaosiqAnswers answers;
  FakeHttpClient http{[this](const net::HttpRequest& request) {
    const ChaosiqAnswer answer = answers.to(chaosiq_call(request.method, request.url));
    if (answer.status == 0) throw no_answer();
    return json_answer(answer.status, answer.body, answer.headers());
  }};

  /// The calls that were made, in order.
  std::vector<std::string> calls() const {
    std::vector<std::string> calls;
    for (const auto& request : http.requests())
      calls.push_back(chaosiq_call(request.method, request.url));
    return calls;
  }
  /// The content of the last request.
  Json last_body() const { return Json::parse(http.requests().back().body.value_or("null")); }
  std::string last_url() const { return http.requests().back().url; }
};

}  // namespace chaos::testing
