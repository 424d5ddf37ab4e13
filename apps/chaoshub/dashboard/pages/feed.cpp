#include "dashboard/pages/feed.h"

#include <fmt/format.h>

#include "service/site_map.h"
#include "web/outcome_badge.h"
#include "web/parts.h"
#include "web/paths.h"

namespace chaos::hub::dashboard {
namespace {

using web::Html;
using web::html;

/// The page about the entry's subject; "" if it has none.
std::string address_of(const FeedItem& feed_item) {
  const FeedEntry& entry = feed_item.entry;
  if (entry.team.empty()) return {};
  const std::string team = web::team_path(feed_item.organization, entry.team);
  for (const FeedLink& link : site_map().feed_links)
    if (entry.kind.starts_with(link.kind))
      return team + fmt::format(fmt::runtime(link.path), entry.subject);
  return {};
}

Html item(const FeedItem& feed_item) {
  const FeedEntry& entry = feed_item.entry;
  const std::string address = address_of(feed_item);
  const Html text = address.empty() ? web::name(entry.text)
                                    : html("<a href=\"{}\">{}</a>", address, web::name(entry.text));
  return html("<li><b>{}</b> {} {} <small>{}</small></li>\n", web::name(entry.actor_name), text,
              entry.outcome ? web::outcome_badge(*entry.outcome) : Html(),
              web::time_ago(entry.time));
}

}  // namespace

Html feed_list(const std::vector<FeedItem>& items) {
  if (items.empty())
    return html("<p>No activity yet. Create a token and run your first experiment.</p>\n");
  return html("<ul class=\"feed\">\n{}</ul>\n", web::each(items, item));
}

}  // namespace chaos::hub::dashboard
