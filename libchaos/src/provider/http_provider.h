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
  /// `client` must outlive the provider. At most `body_limit` bytes of a body are kept; the rest is
  /// dropped, which is noted in the last line of the output and in a warning.
  explicit HttpProvider(net::HttpClient& client = net::HttpClient::shared(),
                        std::size_t body_limit = 64u << 20)
      : client_(client), body_limit_(body_limit) {}

  /// Diagnostics are relative to the activity.
  void validate(const Json& activity) const override;
  Json execute(const ActivityCall& call) override;

 private:
  net::HttpClient& client_;
  std::size_t body_limit_;
};

}  // namespace chaos
