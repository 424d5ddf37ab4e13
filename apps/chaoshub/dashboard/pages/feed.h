#pragma once

#include <string>
#include <vector>

#include "dashboard/model/organization.h"
#include "web/html.h"

namespace chaos::hub::dashboard {

/// A feed entry and where it happened.
struct FeedItem {
  std::string organization;
  FeedEntry entry;
};

/// Who did what and when, with links.
web::Html feed_list(const std::vector<FeedItem>& items);

}  // namespace chaos::hub::dashboard
