#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chaos/deadline.h"

namespace chaos::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Whether requests with that method are safe (RFC 9110, 9.2.1).
bool is_safe(std::string_view method);

/// The request failed before the whole response had arrived.
class HttpError : public std::runtime_error {
 public:
  enum class Kind {
    kInvalidUrl,  ///< no scheme, unknown scheme, no host: the request was never made
    /// Refused, unresolved, not reached within the connect timeout, no TLS, reset or closed
    /// without an answer, silent in the middle of a body, or given up after several tries.
    kConnection,
    kCertificate,  ///< the server's certificate cannot be verified; it has not received the request
    kTimeout,      ///< the deadline passed, or the read timeout before the start of the response
    kTooManyRedirects,
    kOther,  ///< cannot be sent as requested, or the body is truncated or does not decode
  };
  HttpError(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

/// One request. In addition to its own headers, these defaults are sent: User-Agent,
/// Accept-Encoding, Accept, Connection. A user and password in the URL, or the user's .netrc,
/// become an Authorization header. Proxies come from the environment.
struct HttpRequest {
  std::string method = "GET";
  std::string url;    ///< http or https; spaces and non-ASCII characters are percent-encoded
  std::string query;  ///< added to the URL's query, already encoded
  Headers headers;    ///< UTF-8, sent as ISO-8859-1; a default header of that name is replaced
  std::vector<std::string> removed_headers;  ///< default headers not to send ("User-Agent"...)
  std::optional<std::string> body;           ///< not sent with HEAD
  bool verify_tls = true;
  /// Path to a CA bundle instead of the system's; empty for the system's (or the environment's
  /// REQUESTS_CA_BUNDLE / CURL_CA_BUNDLE / SSL_CERT_FILE).
  std::string ca_bundle;
  std::string client_certificate;  ///< path to a PEM file; empty for none
  std::string client_key;          ///< path to its key; empty if it is in the same file
  /// Seconds to wait for the connection, and for the server between two bytes (not for the whole);
  /// nothing for no limit. Both must be positive.
  std::optional<double> connect_timeout;
  std::optional<double> read_timeout;
  /// Additional attempts if there is no connection. GET, HEAD, PUT, DELETE, OPTIONS and TRACE are
  /// also retried if there is no response, or if it is 413, 429 or 503 with Retry-After.
  int max_retries = 0;
  bool follow_redirects = true;  ///< up to 30
  /// Whether a login in the URL or the user's .netrc replaces an Authorization header, as in the
  /// reference's HTTP library.
  bool use_netrc = true;
  /// Resolves the name and connects again instead of using a kept-alive connection, and keeps none:
  /// the request shows what a new client would see.
  bool fresh_connection = false;
  /// Refuses to connect (kConnection) to anything that is not a public address: see
  /// is_public_address(). Then the environment's proxies are not used, because their addresses
  /// would be checked instead.
  bool public_addresses_only = false;
  std::size_t body_limit = 64u << 20;  ///< bytes of the body kept; the rest is read and dropped
};

struct HttpResponse {
  int status = 0;
  std::string reason;  ///< "Not Found"; may be empty
  Headers
      headers;  ///< of the last response, UTF-8; repeated names joined by ", "; original spelling
  std::string body;  ///< decoded (gzip, deflate); bytes as sent otherwise
  bool body_truncated = false;
  std::string url;  ///< the last one, after redirects, without user and password

  /// The header with that name, in any case; nullptr if there is none.
  const std::string* header(std::string_view name) const;
};

/// Sends HTTP requests, keeping connections open for the next one to the same host. If the server
/// closes such a connection instead of responding, a request with a safe method is sent once more
/// on a new one; others fail. Cookies are not kept between calls. Thread-safe.
class HttpClient {
 public:
  virtual ~HttpClient() = default;

  /// Returns the server's response, including 4xx and 5xx, once the whole body has arrived. Throws
  /// HttpError, or chaos::Stopped as soon as `stop` is triggered.
  virtual HttpResponse send(const HttpRequest& request, const Deadline& deadline,
                            std::stop_token stop) = 0;

  /// The process-wide client. libcurl is loaded at its first request, not before.
  static HttpClient& shared();
};

/// The body as text, decoded with the charset of the Content-Type header as in the reference's HTTP
/// library: ISO-8859-1 for text/* without a charset, UTF-8 for application/json, else a guess.
/// Undecodable bytes become U+FFFD. The result is valid UTF-8.
std::string body_text(const HttpResponse& response);

/// Percent-encodes for a query string or form as Python's urllib.parse.quote_plus does.
std::string form_encode(std::string_view text);

}  // namespace chaos::net
