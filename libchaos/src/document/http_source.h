#pragma once

#include <stop_token>
#include <string>

#include "chaos/json.h"
#include "document/document.h"
#include "net/http_client.h"

namespace chaos {

/// Fetches the experiment at the HTTP(S) URL `url`. Credentials come from the environment's
/// CHAOSTOOLKIT_LOADER_AUTH_BEARER_TOKEN, else from the settings' `auths`, keyed by host and port.
/// The content type of the response decides whether it is parsed as JSON, as YAML, or (text/plain)
/// as either. Throws InvalidSource (with the position if parsing fails), Stopped. Semantics:
/// chaoslib.loader.load_experiment of the reference.
Document fetch_document(const std::string& url, const Json& settings, bool verify_tls,
                        std::stop_token stop, net::HttpClient& client = net::HttpClient::shared());

}  // namespace chaos
