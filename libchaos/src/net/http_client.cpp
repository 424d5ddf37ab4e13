#include "net/http_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <ctime>

#include "net/authorization.h"
#include "net/channel_pool.h"
#include "net/curl_library.h"
#include "net/header_text.h"
#include "net/proxy_environment.h"
#include "net/redirect.h"
#include "os/environment.h"

namespace chaos::net {
namespace {

constexpr int kMostRedirects = 30;

/// Whether the request is idempotent (RFC 9110, 9.2.2).
bool is_idempotent(const std::string& method) {
  return is_safe(method) || method == "PUT" || method == "DELETE";
}

Headers headers_of(const HttpRequest& request) {
  Headers headers{{"User-Agent", "chaos/" CHAOS_VERSION},
                  {"Accept-Encoding", "gzip, deflate"},
                  {"Accept", "*/*"},
                  {"Connection", "keep-alive"}};
  for (const std::string& name : request.removed_headers)
    remove_header(headers, name);
  for (const auto& [name, value] : request.headers) {
    check_header(name, value);
    set_header(headers, name, value);
  }
  remove_header(headers, "Content-Length");  // the size of the body is sent instead
  return headers;
}

std::string checked_method(const std::string& method) {
  const bool illegal =
      method.empty() || std::any_of(method.begin(), method.end(), [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f;
      });
  if (illegal) {
    throw HttpError(HttpError::Kind::kOther,
                    fmt::format("'{}' is not a valid HTTP method", method));
  }
  return method;
}

/// The CA bundle for verification: the caller's, or the one that the environment names.
std::string effective_ca_bundle(const HttpRequest& request) {
  if (!request.ca_bundle.empty()) return request.ca_bundle;
  for (const char* name : {"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"}) {
    const auto path = os::environment_variable(name);
    if (path && !path->empty()) return *path;
  }
  return {};
}

/// How long the server asks to wait before the next try, if the response says so.
std::optional<double> retry_after(const HttpResponse& response) {
  constexpr std::array kStatuses{413, 429, 503};
  const std::string* text = response.header("Retry-After");
  if (text == nullptr ||
      std::find(kStatuses.begin(), kStatuses.end(), response.status) == kStatuses.end()) {
    return std::nullopt;
  }
  constexpr double kLongest = 6 * 3600;
  const bool number = !text->empty() && std::all_of(text->begin(), text->end(), [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
  });
  if (number) return std::min(std::strtod(text->c_str(), nullptr), kLongest);
  const std::time_t date = CurlLibrary::get().getdate(text->c_str(), nullptr);
  if (date < 0) {
    throw HttpError(HttpError::Kind::kOther, fmt::format("Invalid Retry-After header: {}", *text));
  }
  return std::clamp(std::difftime(date, std::time(nullptr)), 0.0, kLongest);
}

/// Executes one request, including redirects and retries.
class Chain {
 public:
  Chain(const HttpRequest& request, const Deadline& deadline, const std::stop_token& stop)
      : options_(request), deadline_(deadline), stop_(stop) {
    exchange_.method = checked_method(request.method);
    exchange_.url = prepare_url(request.url, request.query);
    exchange_.headers = headers_of(request);
    exchange_.body = request.body;
    if (!request.public_addresses_only) exchange_.proxy = proxy_for(exchange_.url);
    options_.ca_bundle = effective_ca_bundle(request);
    const auto login = request.use_netrc ? login_for(exchange_.url) : std::nullopt;
    if (login) {
      set_header(exchange_.headers, "Authorization", basic_authorization(*login));
    }
  }

  std::string site() const { return exchange_.url.scheme + "://" + exchange_.url.authority(); }

  HttpResponse run(Channel& channel) {
    channel.forget_cookies();
    for (int redirects = 0;; ++redirects) {
      HttpResponse response = run_with_retries(channel);
      if (!options_.follow_redirects || !is_redirect(response)) {
        response.url = exchange_.url.target();
        return response;
      }
      if (redirects == kMostRedirects) {
        throw HttpError(HttpError::Kind::kTooManyRedirects,
                        fmt::format("Exceeded {} redirects.", kMostRedirects));
      }
      redirect(exchange_, response);
    }
  }

 private:
  HttpResponse run_with_retries(Channel& channel) {
    const bool repeatable = is_idempotent(exchange_.method);
    for (int left = options_.max_retries;; --left) {
      try {
        HttpResponse response = channel.run(exchange_, options_, deadline_, stop_);
        const auto delay = left > 0 && repeatable ? retry_after(response) : std::nullopt;
        if (!delay) return response;
        const Deadline next = Deadline::after(std::chrono::duration<double>(*delay));
        wait_until(Deadline::earlier(next, deadline_), stop_);
      } catch (const ExchangeFailed& failure) {
        if (!may_repeat(failure.stage(), repeatable)) throw;
        if (left <= 0) throw gave_up(failure);
      }
    }
  }

  bool may_repeat(ExchangeFailed::Stage stage, bool repeatable) const {
    if (options_.max_retries == 0) return false;
    if (stage == ExchangeFailed::Stage::kConnecting) return true;
    return stage == ExchangeFailed::Stage::kWaiting && repeatable;
  }

  HttpError gave_up(const ExchangeFailed& failure) const {
    return HttpError(HttpError::Kind::kConnection,
                     fmt::format("Max retries exceeded with url: {} (Caused by: {})",
                                 exchange_.url.path, failure.what()));
  }

  HttpRequest options_;
  Deadline deadline_;
  StopSignal stop_;
  Exchange exchange_;
};

class CurlHttpClient final : public HttpClient {
 public:
  HttpResponse send(const HttpRequest& request, const Deadline& deadline,
                    std::stop_token stop) override {
    Chain chain(request, deadline, stop);
    const std::string site = chain.site();
    auto channel = request.fresh_connection ? std::make_unique<Channel>() : pool_.take(site);
    HttpResponse response = chain.run(*channel);
    if (!request.fresh_connection) pool_.give_back(site, std::move(channel));
    return response;
  }

 private:
  ChannelPool pool_;
};

}  // namespace

bool is_safe(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
}

const std::string* HttpResponse::header(std::string_view name) const {
  return find_header(headers, name);
}

HttpClient& HttpClient::shared() {
  // Never destroyed: threads may still use it while the program exits.
  static HttpClient* const client = new CurlHttpClient;
  return *client;
}

}  // namespace chaos::net
