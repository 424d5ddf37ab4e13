#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "chaos/error.h"
#include "chaos/json.h"
#include "net/http_client.h"

namespace chaos::testing {

/// An HTTP client without a network: it responds as a test tells it, and records the requests.
/// Thread-safe.
class FakeHttpClient final : public net::HttpClient {
 public:
  /// Returns the response, or throws net::HttpError. Called without a lock.
  using Script = std::function<net::HttpResponse(const net::HttpRequest&)>;

  explicit FakeHttpClient(Script script) : script_(std::move(script)) {}

  void set_script(Script script) {
    const std::lock_guard lock(mutex_);
    script_ = std::move(script);
  }

  /// From now on, delays responses for URLs that contain `part` until `release`.
  void hold(const std::string& part) {
    const std::lock_guard lock(mutex_);
    held_.push_back(part);
  }
  void release() {
    const std::lock_guard lock(mutex_);
    held_.clear();
    changed_.notify_all();
  }

  std::vector<net::HttpRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  /// Waits until that many requests have been made.
  void wait_for_requests(std::size_t count) const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return requests_.size() >= count; });
  }

  net::HttpResponse send(const net::HttpRequest& request, const Deadline& /*deadline*/,
                         std::stop_token stop) override {
    std::unique_lock lock(mutex_);
    requests_.push_back(request);
    changed_.notify_all();
    const auto free = [&] {
      return std::none_of(held_.begin(), held_.end(), [&](const std::string& part) {
        return request.url.find(part) != request.url.npos;
      });
    };
    if (!changed_.wait(lock, stop, free)) throw Stopped();
    const Script script = script_;
    lock.unlock();
    return script(request);
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  Script script_;                           // guarded by mutex_
  std::vector<std::string> held_;           // guarded by mutex_
  std::vector<net::HttpRequest> requests_;  // guarded by mutex_
};

inline net::HttpResponse http_answer(int status, const std::string& body = "",
                                     const net::Headers& headers = {}) {
  net::HttpResponse response;
  response.status = status;
  response.reason = "Reason " + std::to_string(status);
  response.headers = headers;
  response.body = body;
  return response;
}

inline net::HttpResponse json_answer(int status, const Json& body, net::Headers headers = {}) {
  headers.emplace_back("Content-Type", "application/json");
  return http_answer(status, to_json_text(body), headers);
}

/// The exception that a script throws for a missing response.
inline net::HttpError no_answer() {
  return {net::HttpError::Kind::kConnection, "Connection refused"};
}

}  // namespace chaos::testing
