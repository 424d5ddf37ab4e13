#pragma once

#include <cstddef>

#include "chaos/provider.h"
#include "net/http_client.h"

namespace chaos {

/// Makes an HTTP request: `provider: {type: http, url, method, headers, arguments, timeout,
/// verify_tls, max_retries}`. The output is `{"status", "headers", "body"}`, whatever the status.
/// Safe requests (GET, HEAD...) use connections kept open by earlier ones; others open their own,
/// so that they are never sent twice.
/// Semantics: chaoslib.provider.http of the reference.
class HttpProvider final : public Provider {
 public:
  /// `client` must outlive the provider. Of a body at most `body_limit` bytes are kept; the rest is
  /// cut off, which the output's last line and a warning say.
  explicit HttpProvider(net::HttpClient& client = net::HttpClient::shared(),
                        std::size_t body_limit = 64u << 20)
      : client_(client), body_limit_(body_limit) {}

  /// Diagnostics point to the place within the activity.
  void validate(const Json& activity) const override;
  Json execute(const ActivityCall& call) override;

 private:
  net::HttpClient& client_;
  std::size_t body_limit_;
};

}  // namespace chaos
