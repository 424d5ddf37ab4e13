#include "chaosiq/publish.h"

#include <fmt/format.h>

#include "chaos/error.h"
#include "chaosiq/experiment_block.h"
#include "chaosiq/hub_client.h"
#include "chaosiq/outbox.h"
#include "log/log.h"
#include "os/file.h"
#include "report/report.h"

namespace chaos::chaosiq {
namespace {

constexpr std::chrono::duration<double> kCallTime(60);  // a journal may be large

Limits limits(const std::stop_token& stop) {
  return {.deadline = Deadline::after(kCallTime), .stop = stop};
}

Account account_in(const Json& settings) {
  Account account = read_account(declaration_in(settings), settings);
  if (!account.is_complete()) {
    throw ChaosError(Diagnostic{.message = "You have not signed in yet, or have not chosen a team",
                                .hint = "sign in first: chaos signin"});
  }
  return account;
}

/// Whether the server knows the journal's execution.
bool is_known(const Api& api, const Identifiers& known, const std::stop_token& stop) {
  if (known.experiment.empty() || known.execution.empty()) return false;
  try {
    const Answer answer = api.find_execution(known.experiment, known.execution, limits(stop));
    if (answer.status >= 400) return false;
    log::info(answer.content_location
                  ? fmt::format("Execution findings available at {}", *answer.content_location)
                  : std::string("The execution has been published before"));
    return true;
  } catch (const net::HttpError& error) {
    log::debug(fmt::format("The execution cannot be looked up: {}", error.what()));
    return false;
  }
}

void create(HubClient& client, const Json& journal, const std::stop_token& stop) {
  Json body = journal;
  body["experiment"] = published(journal.at("experiment"));
  const auto deliver = [&](Message::Kind kind) {
    return client.deliver({.kind = kind, .body = body}, limits(stop));
  };
  if (deliver(Message::Kind::kExecution) == DeliveryStatus::kDelivered)
    deliver(Message::Kind::kJournal);
}

/// The account of the server and the team that the outbox is for.
Account account_of(const Outbox& outbox, Account account, const Json& settings) {
  if (outbox.url != account.url) {
    Json declaration = declaration_in(settings);
    declaration["provider"]["arguments"]["url"] = outbox.url;
    account = read_account(declaration, settings);
  }
  account.organization = OrganizationOrTeam{.id = outbox.organization_id, .name = {}};
  account.team = OrganizationOrTeam{.id = outbox.team_id, .name = {}};
  return account;
}

/// Sends the messages in the outbox in order; those that the server does not accept stay in it.
void send_out(Outbox& outbox, const Account& account, const std::stop_token& stop) {
  HubClient client(Api(account), outbox.identifiers);
  auto next = outbox.messages.begin();
  while (next != outbox.messages.end()) {
    const DeliveryStatus status = client.deliver(*next, limits(stop));
    if (status == DeliveryStatus::kUnreachable) return;
    next = status == DeliveryStatus::kDelivered ? outbox.messages.erase(next) : next + 1;
  }
}

void send_kept(const std::string& path, const Account& account, const Json& settings,
               const std::stop_token& stop) {
  std::vector<Outbox> outboxes = read_outboxes(path);
  if (outboxes.empty()) return;
  std::size_t kept = 0;
  std::size_t left = 0;
  try {
    for (auto& outbox : outboxes) {
      kept += outbox.messages.size();
      send_out(outbox, account_of(outbox, account, settings), stop);
      left += outbox.messages.size();
    }
  } catch (const Stopped&) {
    replace_outboxes(path, outboxes);  // what was sent is not to be sent again
    throw;
  }
  replace_outboxes(path, outboxes);
  log::info(fmt::format("{} of the {} messages kept in '{}' have been sent", kept - left, kept,
                        outbox_path(path)));
}

}  // namespace

void publish_journal(const std::string& path, const Json& settings, std::stop_token stop) {
  const Account account = account_in(settings);
  Json journal = report::read_whole_journal(os::FileSystem::real(), path);
  Json& experiment = journal.at("experiment");
  if (!experiment.contains("extensions")) experiment["extensions"] = Json::array();
  const Api api(account);
  HubClient client(api, {.experiment = block_text(experiment, "experiment_id")});
  client.deliver({.kind = Message::Kind::kExperiment, .body = published(experiment)}, limits(stop));
  Identifiers known = client.identifiers();
  known.execution = block_text(experiment, "execution_id");
  if (!is_known(api, known, stop)) create(client, journal, stop);
  send_kept(path, account, settings, stop);
}

}  // namespace chaos::chaosiq
