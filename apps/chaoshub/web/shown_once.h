#pragma once

#include <string>

#include "http/router.h"
#include "security/sealer.h"
#include "service/clock.h"
#include "web/html.h"

namespace chaos::hub::web {

/// A secret that has just been created, for the next page.
struct NewSecret {
  std::string title;  ///< "The token 'laptop'"
  std::string secret;
  std::string use;  ///< how to use it, for people
};

/// Shows a secret once, on the page that the browser is redirected to, so that reloading does not
/// create another one. In between, the browser itself keeps the secret, encrypted and only for this
/// session, so no process of the hub has to. Safe to use from any thread.
class ShownOnce {
 public:
  ShownOnce(const std::string& key, Clock clock);

  /// Redirects the browser to `location` with the secret.
  http::Response redirect(const http::Request& request, const http::Caller& caller,
                          const std::string& location, const NewSecret& created) const;
  /// The page that `page` renders with the secret, if there is one; the browser then deletes it.
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
