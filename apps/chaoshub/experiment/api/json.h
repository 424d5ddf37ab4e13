#pragma once

#include "chaos/json.h"
#include "experiment/model/execution.h"
#include "experiment/model/safeguards.h"
#include "experiment/model/verification.h"
#include "experiment/model/webhook.h"

namespace chaos::hub::experiment {

Json to_json(const Experiment& experiment);
Json to_json(const Version& version);
Json to_json(const Execution& execution);
Json to_json(const Event& event);
Json to_json(const VerificationRun& run);
Json to_json(const Verification& verification);
Json to_json(const Safeguard& safeguard);
Json to_json(const Webhook& webhook);
Json to_json(const Delivery& delivery);
/// An objection as one of a verdict's policies.
Json to_json(const Objection& objection);

template <typename Item>
Json to_json(const std::vector<Item>& items) {
  Json list = Json::array();
  for (const Item& item : items)
    list.push_back(to_json(item));
  return list;
}

}  // namespace chaos::hub::experiment
