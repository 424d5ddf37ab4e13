#pragma once

#include "experiment/model/webhook_store.h"
#include "storage/database.h"

namespace chaos::hub::experiment {

/// The store in a database with the schema of the experiment service.
class SqlWebhookStore final : public WebhookStore {
 public:
  explicit SqlWebhookStore(storage::Database& database) : database_(database) {}

  std::optional<Webhook> webhook(const TeamRef& team_ref) override;
  Webhook set_webhook(const TeamRef& team_ref, const VersionCondition& condition,
                      const std::function<void(Webhook&)>& change,
                      const AuditContext& audit) override;
  bool remove_webhook(const TeamRef& team_ref, const AuditContext& audit) override;

  std::vector<Delivery> deliveries(const TeamRef& team_ref, std::int64_t before,
                                   int limit) override;
  bool add_delivery(const TeamRef& team_ref, WebhookEvent event, const Json& happened,
                    Time now) override;
  bool send_again(const TeamRef& team_ref, std::int64_t id, const AuditContext& audit) override;

  std::optional<DueDelivery> take_due(Time now, Time until) override;
  void finish(const DueDelivery& due, const Attempt& attempt, Time now) override;
  void give_back(const DueDelivery& due) override;
  std::optional<Time> next_due() override;

 private:
  storage::Database& database_;
};

}  // namespace chaos::hub::experiment
