#include "net/transfer_options.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <climits>
#include <cmath>
#include <new>

#include "net/header_text.h"
#include "net/public_address.h"

namespace chaos::net {
namespace {

long milliseconds(double seconds) {
  constexpr double kLongest = INT_MAX;
  return static_cast<long>(std::min(std::ceil(seconds * 1000), kLongest));
}

bool is_directory(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    throw HttpError(HttpError::Kind::kOther,
                    fmt::format("Could not find a suitable TLS CA certificate bundle, "
                                "invalid path: {}",
                                path));
  }
  return S_ISDIR(status.st_mode);
}

}  // namespace

TransferOptions::TransferOptions(const CurlLibrary& curl, CURL* easy, const Exchange& exchange,
                                 const HttpRequest& options)
    : curl_(curl),
      easy_(easy),
      header_lines_(nullptr, curl.slist_free_all),
      public_addresses_only_(options.public_addresses_only) {
  curl_.easy_reset(easy_);
  set(CURLOPT_NOSIGNAL, 1L);  // signals and threads do not mix
  // Without this, a stop would have to wait for a name server that does not answer. Old versions of
  // the library do not have the option.
  curl_.easy_setopt(easy_, CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_OPENSOCKETFUNCTION, &TransferOptions::open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_HTTP_CONTENT_DECODING, 0L);  // libcurl rejects a body with an unknown encoding
  set(CURLOPT_CONNECTTIMEOUT_MS,
      options.connect_timeout ? milliseconds(*options.connect_timeout) : long{INT_MAX});
  set_target(exchange);
  set_method_and_body(exchange);
  set_headers(exchange);
  set_tls(options);
}

/// Our child processes must not inherit connections and keep them open. Also, this is where the
/// real address is known, whatever a name server said about the name before.
curl_socket_t TransferOptions::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& options = *static_cast<TransferOptions*>(self);
  if (options.public_addresses_only_ && !is_public_address(address->addr)) {
    options.has_refused_address_ = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void TransferOptions::check(CURLcode code) const {
  if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  if (code != CURLE_OK) throw HttpError(HttpError::Kind::kOther, curl_.easy_strerror(code));
}

void TransferOptions::set_target(const Exchange& exchange) {
  set(CURLOPT_URL, exchange.url.target().c_str());
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_PROXY, exchange.proxy.c_str());  // "" makes libcurl ignore the environment
  set(CURLOPT_NOPROXY, "");
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

void TransferOptions::set_method_and_body(const Exchange& exchange) {
  if (exchange.method == "GET" && !exchange.body) {
    set(CURLOPT_HTTPGET, 1L);
    return;
  }
  const bool head = exchange.method == "HEAD";
  set(head ? CURLOPT_NOBODY : CURLOPT_POST, 1L);
  set(CURLOPT_CUSTOMREQUEST, exchange.method.c_str());
  if (head) return;
  // Without a body, a size of 0 is sent, because some servers require one.
  set(CURLOPT_POSTFIELDS, exchange.body ? exchange.body->data() : "");
  set(CURLOPT_POSTFIELDSIZE_LARGE,
      static_cast<curl_off_t>(exchange.body ? exchange.body->size() : 0));
}

void TransferOptions::add_line(const std::string& line) {
  curl_slist* longer = curl_.slist_append(header_lines_.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(header_lines_.release());
  header_lines_.reset(longer);
}

void TransferOptions::set_headers(const Exchange& exchange) {
  for (const auto& [name, value] : exchange.headers) {
    const std::string wire_name = to_latin1(name).value();
    // A colon without a value would mean "do not send"; a semicolon sends an empty value.
    add_line(value.empty() ? wire_name + ';'
                           : fmt::format("{}: {}", wire_name, to_latin1(value).value()));
  }
  for (const char* unwanted : {"Accept", "Content-Type", "Expect", "Proxy-Connection"}) {
    if (find_header(exchange.headers, unwanted) == nullptr) add_line(std::string(unwanted) + ':');
  }
  set(CURLOPT_HTTPHEADER, header_lines_.get());
}

void TransferOptions::set_tls(const HttpRequest& options) {
  set(CURLOPT_SSL_VERIFYPEER, options.verify_tls ? 1L : 0L);
  set(CURLOPT_SSL_VERIFYHOST, options.verify_tls ? 2L : 0L);
  if (options.verify_tls && !options.ca_bundle.empty()) {
    const bool directory = is_directory(options.ca_bundle);
    const char* const none = nullptr;
    set(CURLOPT_CAINFO, directory ? none : options.ca_bundle.c_str());
    set(CURLOPT_CAPATH, directory ? options.ca_bundle.c_str() : none);
  }
  if (options.client_certificate.empty()) return;
  set(CURLOPT_SSLCERT, options.client_certificate.c_str());
  const auto& key = options.client_key.empty() ? options.client_certificate : options.client_key;
  set(CURLOPT_SSLKEY, key.c_str());
}

}  // namespace chaos::net
