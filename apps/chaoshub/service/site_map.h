#pragma once

#include <string>
#include <vector>

namespace chaos::hub {

/// A part of a team's pages.
struct TeamTab {
  std::string name;      ///< "Experiments"
  std::string path;      ///< below the team's: "/experiments"; "" for the team's first page
  int order;             ///< the one with the lowest comes first
  std::string key = {};  ///< the keyboard shortcut, typed after "g"; "" for none
};

/// Where an entry of the feed leads to.
struct FeedLink {
  std::string kind;  ///< what the kind of the entry begins with: "execution-"
  std::string path;  ///< below the team's; "{}" stands for the identifier of the subject
};

/// What the pages of all services have in common: each service adds its own.
struct SiteMap {
  std::vector<TeamTab> team_tabs;  ///< in the order in which they are shown
  std::vector<FeedLink> feed_links;
};

/// That of the services in service_list.h.
const SiteMap& site_map();

}  // namespace chaos::hub
