#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "http/draft.h"
#include "http/message.h"
#include "security/sealer.h"

namespace chaos::hub::web {

/// Stores forms that arrive after the session has ended in an encrypted cookie of the sender's
/// browser for 15 minutes. Forms with a password, forms from other sites and very long forms are
/// not stored. Safe to use from any thread.
class Drafts {
 public:
  explicit Drafts(std::string_view key) : sealer_(key, "forms that came too late") {}

  /// The form in the request's body; nothing if it cannot be stored.
  std::optional<http::Draft> draft_in(const http::Request& request) const;
  /// The URL of the page that the form was sent from; "" if it is not on this hub.
  static std::string page_of(const http::Request& request);
  /// Makes the browser store it. Returns false and leaves the response unchanged if it is too long.
  bool keep(http::Response& response, const http::Request& request, const http::Draft& draft) const;
  /// The stored form; nullptr if there is none.
  std::shared_ptr<const http::Draft> kept(const http::Request& request) const;
  /// Makes the browser delete it.
  static void forget(http::Response& response, const http::Request& request);

 private:
  Sealer sealer_;
};

}  // namespace chaos::hub::web
