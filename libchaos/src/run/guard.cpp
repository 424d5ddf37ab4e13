#include "run/guard.h"

#include <fmt/format.h>

#include "context/secrets.h"
#include "experiment/chaos_block.h"
#include "log/log.h"

namespace chaos {

std::optional<StopReason> Guard::objection(const std::stop_token&) {
  return std::nullopt;
}

void Guard::note(Json&) const {}

std::optional<StopReason> Guards::objection(const std::stop_token& stop) const {
  for (const auto& guard : guards_)
    if (auto reason = guard->objection(stop)) return reason;
  return std::nullopt;
}

void Guards::watch() const {
  for (const auto& guard : guards_)
    guard->watch();
}

void Guards::leave_method() const {
  for (const auto& guard : guards_)
    guard->end_watch();
  for (const auto& guard : guards_)
    guard->leave_method();
}

void Guards::leave_rollbacks() const {
  for (const auto& guard : guards_)
    guard->leave_rollbacks();
}

void Guards::end() const {
  for (const auto& guard : guards_)
    guard->end();
}

void Guards::note(Json& journal) const {
  Json block = Json::object();
  for (const auto& guard : guards_)
    guard->note(block);
  const auto reason = interruption_.reason();
  if (reason && !reason->in_journal) {
    block["stopped"] = redacted_for_journal({{"by", reason->guard}, {"reason", reason->sentence}});
  }
  if (!block.empty()) chaos_block_of(journal).update(block);
}

bool halt_run(Interruption& interruption, const StopReason& reason) {
  const bool stopped = interruption.stop(reason);
  if (stopped)
    log::critical(reason.sentence);
  else
    log::warning(fmt::format("{} The rollbacks continue.", reason.sentence));
  return stopped;
}

}  // namespace chaos
