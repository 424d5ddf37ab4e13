#pragma once

#include <memory>

#include "net/channel.h"
#include "net/curl_library.h"

namespace chaos::net {

/// Configures a libcurl handle for an exchange. The handle refers to the exchange, the options and
/// this object until it is done.
class TransferOptions {
 public:
  /// Resets all earlier options. Throws HttpError (kOther) if libcurl rejects one.
  TransferOptions(const CurlLibrary& curl, CURL* easy, const Exchange& exchange,
                  const HttpRequest& options);
  TransferOptions(const TransferOptions&) = delete;
  TransferOptions& operator=(const TransferOptions&) = delete;

  template <typename Value>
  void set(CURLoption option, Value value) {
    check(curl_.easy_setopt(easy_, option, value));
  }

  /// Whether an address was found that must not be connected to.
  bool has_refused_address() const { return has_refused_address_; }

 private:
  static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);

  void check(CURLcode code) const;
  void add_line(const std::string& line);
  void set_target(const Exchange& exchange);
  void set_method_and_body(const Exchange& exchange);
  void set_headers(const Exchange& exchange);
  void set_tls(const HttpRequest& options);

  const CurlLibrary& curl_;
  CURL* easy_;
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> header_lines_;
  const bool public_addresses_only_;
  bool has_refused_address_ = false;
};

}  // namespace chaos::net
