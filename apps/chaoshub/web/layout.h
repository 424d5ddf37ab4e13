#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/router.h"
#include "web/html.h"

namespace chaos::hub::web {

/// One step of the way to a page, from the organization inwards.
struct Crumb {
  std::string name;
  std::string path;  ///< "" for the page itself
};

/// What differs from page to page.
struct Page {
  std::string title;
  std::string context = {};  ///< tells the page from others of that title, in the browser's tabs
  std::vector<Crumb> crumbs = {};
  Html tabs = {};
  Html body = {};
  int status = 200;
  bool has_heading = false;  ///< the body brings the <h1>; else it is the title
};

/// The whole page: head, navigation for who is signed in, main and footer.
http::Response page_response(const http::Caller& caller, const Page& page);

/// Organization, or organization and team, that the path names.
std::vector<Crumb> organization_crumbs(const http::Request& request, const http::Caller& caller);
std::vector<Crumb> team_crumbs(const http::Request& request, const http::Caller& caller);

/// The parts of a team's pages, of all services. `current`: the path of the one
/// that the page belongs to, as its service names it: "/executions".
Html team_tabs(const http::Request& request, std::string_view current);

}  // namespace chaos::hub::web
