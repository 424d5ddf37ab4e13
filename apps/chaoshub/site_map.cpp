#include "service/site_map.h"

#include <algorithm>

#include "service_list.h"

namespace chaos::hub {
namespace {

SiteMap collected() {
  SiteMap all;
  for (const ServiceDescriptor& service : service_list()) {
    all.team_tabs.insert(all.team_tabs.end(), service.team_tabs.begin(), service.team_tabs.end());
    all.feed_links.insert(all.feed_links.end(), service.feed_links.begin(),
                          service.feed_links.end());
  }
  std::ranges::stable_sort(all.team_tabs, {}, &TeamTab::order);
  return all;
}

}  // namespace

const SiteMap& site_map() {
  static const SiteMap map = collected();
  return map;
}

}  // namespace chaos::hub
