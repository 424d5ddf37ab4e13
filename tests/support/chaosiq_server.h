#pragma once

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "chaosiq/account.h"
#include "support/chaosiq_calls.h"
#include "support/chaosiq_settings.h"
#include "support/http_server.h"
#include "support/network_environment.h"

namespace chaos::testing {

/// A ChaosIQ server on 127.0.0.1, for code that has its own HTTP client.
class ChaosiqServer {
 public:
  ~ChaosiqServer() { release(); }

  ChaosiqAnswers answers;

  std::string url() const {
    const std::string root = server_.url();
    return root.substr(0, root.size() - 1);
  }
  std::string host() const { return server_.host(); }
  /// The settings of a user who has signed in here.
  Json settings() const { return chaosiq_settings(url(), host()); }
  chaosiq::Account account() const {
    const Json settings = this->settings();
    return chaosiq::read_account(chaosiq::declaration_in(settings), settings);
  }

  /// From now on, delays responses to that call until `release`.
  void hold(const std::string& call) {
    const std::lock_guard lock(mutex_);
    held_.insert(call);
  }
  void release() {
    const std::lock_guard lock(mutex_);
    held_.clear();
    changed_.notify_all();
  }

  /// The calls that were made, in order.
  std::vector<std::string> calls() const {
    std::vector<std::string> calls;
    for (const auto& request : server_.requests())
      calls.push_back(chaosiq_call(request.method, request.target));
    return calls;
  }
  /// The content of the requests of that call.
  std::vector<Json> bodies(const std::string& call) const {
    std::vector<Json> bodies;
    for (const auto& request : server_.requests()) {
      if (chaosiq_call(request.method, request.target) == call) {
        bodies.push_back(Json::parse(request.body));
      }
    }
    return bodies;
  }
  std::vector<ReceivedRequest> requests() const { return server_.requests(); }
  void wait_for_requests(std::size_t count) const { server_.wait_for_requests(count); }

 private:
  ScriptedReply reply_to(const ReceivedRequest& request) {
    const std::string call = chaosiq_call(request.method, request.target);
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return !held_.contains(call); });
    }
    const ChaosiqAnswer answer = answers.to(call);
    if (answer.status == 0) return drop();
    if (answer.status == 204 || request.method == "HEAD") return reply(answer.status);
    net::Headers headers = answer.headers();
    headers.emplace_back("Content-Type", "application/json");
    return reply(answer.status, to_json_text(answer.body), headers);
  }

  NetworkEnvironment environment_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::string> held_;  // guarded by mutex_
  HttpServer server_{[this](const ReceivedRequest& request) { return reply_to(request); }};
};

}  // namespace chaos::testing
