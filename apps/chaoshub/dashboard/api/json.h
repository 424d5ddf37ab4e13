#pragma once

#include "chaos/json.h"
#include "dashboard/model/audit_trail.h"
#include "dashboard/model/organization.h"

namespace chaos::hub::dashboard {

Json to_json(const Organization& organization);
Json to_json(const Team& team);
Json to_json(const Member& member);
Json to_json(const FeedEntry& entry);
Json to_json(const AuditEntry& entry);

template <typename Item>
Json to_json(const std::vector<Item>& items) {
  Json list = Json::array();
  for (const Item& item : items)
    list.push_back(to_json(item));
  return list;
}

}  // namespace chaos::hub::dashboard
