#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "http/draft.h"
#include "http/message.h"
#include "security/sealer.h"

namespace chaos::hub::web {

/// Keeps forms that came too late in a cookie of the browser that sent them, sealed, for a quarter
/// of an hour. Forms with a password in them, those of other sites, and very long ones are not
/// kept. Safe to use from any thread.
class Drafts {
 public:
  explicit Drafts(std::string_view key) : sealer_(key, "forms that came too late") {}

  /// The form in the body of the request; nothing when it cannot be kept.
  std::optional<http::Draft> draft_in(const http::Request& request) const;
  /// The address of the page that the form was sent from; "" when it is none of this hub.
  static std::string page_of(const http::Request& request);
  /// Makes the browser keep it. False, and the response unchanged, when it is too long.
  bool keep(http::Response& response, const http::Request& request, const http::Draft& draft) const;
  /// The one that the browser has kept; nullptr when there is none.
  std::shared_ptr<const http::Draft> kept(const http::Request& request) const;
  /// Makes the browser forget it.
  static void forget(http::Response& response, const http::Request& request);

 private:
  Sealer sealer_;
};

}  // namespace chaos::hub::web
