#pragma once

#include <string>

#include "http/router.h"
#include "security/sealer.h"
#include "service/clock.h"
#include "web/html.h"

namespace chaos::hub::web {

/// A secret that has just been created, for the page that comes next.
struct NewSecret {
  std::string title;  ///< "The token 'laptop'"
  std::string secret;
  std::string use;  ///< what to do with it, for people
};

/// Shows a secret once, on the page that the browser is sent to after it was created, so that
/// loading that page again creates no second one. Between the two answers the browser itself keeps
/// the secret, sealed and for this session only: no process of the hub has to. Safe to use from any
/// thread.
class ShownOnce {
 public:
  ShownOnce(const std::string& key, Clock clock);

  /// Sends the browser to `location` with the secret.
  http::Response redirect(const http::Request& request, const http::Caller& caller,
                          const std::string& location, const NewSecret& created) const;
  /// The page that `page` makes of what is to be shown, which may be nothing; the browser forgets
  /// it.
  template <typename Page>
  http::Response show(const http::Request& request, const http::Caller& caller,
                      const Page& page) const {
    return forget(request, page(box(request, caller)));
  }

 private:
  Html box(const http::Request& request, const http::Caller& caller) const;
  static http::Response forget(const http::Request& request, http::Response response);

  const Sealer sealer_;
  const Clock clock_;
};

}  // namespace chaos::hub::web
