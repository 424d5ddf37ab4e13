#pragma once

#include <string>
#include <vector>

namespace chaos::hub {

/// A tab of a team's pages.
struct TeamTab {
  std::string name;      ///< "Experiments"
  std::string path;      ///< below the team's path: "/experiments"; "" for the team's first page
  int order;             ///< tabs are sorted by it
  std::string key = {};  ///< the keyboard shortcut after "g"; "" for none
};

/// The page that a feed entry links to.
struct FeedLink {
  std::string kind;  ///< prefix of the entry's kind: "execution-"
  std::string path;  ///< below the team's path; "{}" stands for the subject's identifier
};

/// What the pages of all services have in common; each service adds its own.
struct SiteMap {
  std::vector<TeamTab> team_tabs;  ///< in display order
  std::vector<FeedLink> feed_links;
};

/// The site map of the services in service_list.h.
const SiteMap& site_map();

}  // namespace chaos::hub
