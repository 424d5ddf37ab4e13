#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chaos::net {

/// The parts of an absolute http or https URL, each encoded as it is sent.
struct Url {
  std::string scheme;                    ///< "http" or "https"
  std::optional<std::string> user_info;  ///< "user:password", percent-encoded
  std::string host;                      ///< lower case, ASCII; IPv6 addresses in brackets
  std::optional<int> port;               ///< as written, default ports included
  std::string path;                      ///< starts with a slash
  std::optional<std::string> query;
  std::optional<std::string> fragment;

  /// The request target: everything except the user information and the fragment.
  std::string target() const;
  /// "host:port", or only the host if no port was written.
  std::string authority() const;
  /// The host without brackets.
  std::string host_name() const;
};

/// Parses the URL as written by a user, with `extra_query` added to its query: spaces, non-ASCII
/// and other illegal characters are percent-encoded, dot segments removed, the host converted to
/// ASCII. Throws HttpError (kInvalidUrl) with the message of the reference's HTTP library.
Url prepare_url(std::string_view text, std::string_view extra_query = {});

/// The target of a redirect from `base` with the Location header `location` (not empty). Throws
/// HttpError (kInvalidUrl) if it is not an http or https URL.
Url resolve_redirect(const Url& base, std::string_view location);

/// Whether credentials for `from` must not be sent to `to`: another host, port or scheme, except
/// the step from http to https on the default ports.
bool is_other_site(const Url& from, const Url& to);

}  // namespace chaos::net
