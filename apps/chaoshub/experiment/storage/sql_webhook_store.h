#pragma once

#include "experiment/model/webhook_store.h"
#include "storage/database.h"

namespace chaos::hub::experiment {

/// The store in a database with the schema of the experiment service.
class SqlWebhookStore final : public WebhookStore {
 public:
  explicit SqlWebhookStore(storage::Database& database) : database_(database) {}

  std::optional<Webhook> webhook(const Home& home) override;
  Webhook set_webhook(const Home& home, const VersionCondition& condition,
                      const std::function<void(Webhook&)>& change, const Deed& deed) override;
  bool remove_webhook(const Home& home, const Deed& deed) override;

  std::vector<Delivery> deliveries(const Home& home, std::int64_t before, int limit) override;
  bool add_delivery(const Home& home, WebhookEvent event, const Json& happened, Time now) override;
  bool send_again(const Home& home, std::int64_t id, const Deed& deed) override;

  std::optional<DueDelivery> take_due(Time now, Time until) override;
  void finish(const DueDelivery& due, const Attempt& attempt, Time now) override;
  void give_back(const DueDelivery& due) override;
  std::optional<Time> next_due() override;

 private:
  storage::Database& database_;
};

}  // namespace chaos::hub::experiment
