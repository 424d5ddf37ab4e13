#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/router.h"
#include "web/html.h"

namespace chaos::hub::web {

/// One step of a page's breadcrumbs.
struct Crumb {
  std::string name;
  std::string path;  ///< "" for the page itself
};

/// What differs between pages.
struct Page {
  std::string title;
  std::string context = {};  ///< distinguishes pages with the same title in browser tabs
  std::vector<Crumb> crumbs = {};
  Html tabs = {};
  Html body = {};
  int status = 200;
  bool has_heading = false;  ///< whether the body contains the <h1>; otherwise the title is used
};

/// The whole page: head, navigation for people who are signed in, main and footer.
http::Response page_response(const http::Caller& caller, const Page& page);

/// The organization, or the organization and team, that the path names.
std::vector<Crumb> organization_crumbs(const http::Request& request, const http::Caller& caller);
std::vector<Crumb> team_crumbs(const http::Request& request, const http::Caller& caller);

/// The tabs of a team's pages, from all services. `current`: the path of the active tab as its
/// service defines it: "/executions".
Html team_tabs(const http::Request& request, std::string_view current);

}  // namespace chaos::hub::web
