#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "chaos/deadline.h"

namespace chaos::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// What went wrong before a whole response was there.
class HttpError : public std::runtime_error {
 public:
  enum class Kind {
    kInvalidUrl,        ///< no scheme, unknown scheme, no host: the request was never made
    kConnection,        ///< refused, unresolved, reset, TLS failure, closed without an answer
    kTimeout,           ///< the deadline or one of the timeouts passed
    kTooManyRedirects,
    kOther,
  };
  HttpError(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;  ///< http or https; spaces and non-ASCII characters are percent-encoded
  Headers headers;  ///< sent as written; an absent value removes a default header
  std::vector<std::string> removed_headers;  ///< default headers not to send ("User-Agent"...)
  std::optional<std::string> body;
  bool verify_tls = true;
  /// Path to a CA bundle instead of the system's; empty for the system's (or the environment's
  /// REQUESTS_CA_BUNDLE / CURL_CA_BUNDLE / SSL_CERT_FILE).
  std::string ca_bundle;
  /// Seconds to wait for the connection, and for the server between two bytes (not for the whole);
  /// nothing for no limit. Both must be positive.
  std::optional<double> connect_timeout;
  std::optional<double> read_timeout;
  int max_retries = 0;        ///< tries after the first when the connection fails before an answer
  bool follow_redirects = true;  ///< up to 30
  std::size_t body_limit = 64u << 20;  ///< bytes of the body kept; the rest is read and dropped
};

struct HttpResponse {
  int status = 0;
  Headers headers;  ///< of the last response; repeated names joined by ", "; spelling kept
  std::string body; ///< decoded (gzip, deflate); bytes as sent otherwise
  bool body_truncated = false;
  std::string url;  ///< the last one, after redirects

  /// The header of that name, in any case; nullptr when there is none.
  const std::string* header(const std::string& name) const;
};

/// Makes HTTP requests, keeping connections open for the next one to the same host. Cookies are
/// not kept between calls. Safe to use from several threads at once.
class HttpClient {
 public:
  virtual ~HttpClient() = default;

  /// Throws HttpError, or chaos::Stopped once `stop` is triggered.
  virtual HttpResponse send(const HttpRequest& request, const Deadline& deadline,
                            std::stop_token stop) = 0;

  /// The process-wide client. libcurl is loaded at its first request, not before.
  static HttpClient& shared();
};

/// The body as text: decoded with the charset of the Content-Type header, as the reference's HTTP
/// library does it: ISO-8859-1 for text/* without a charset, UTF-8 for application/json, else a
/// guess. Undecodable bytes become U+FFFD. The result is valid UTF-8.
std::string body_text(const HttpResponse& response);

/// Percent-encodes for a query string or form as Python's urllib.parse.quote_plus does.
std::string form_encode(std::string_view text);

}  // namespace chaos::net
