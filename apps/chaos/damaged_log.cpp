#include "damaged_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "chaos/error.h"
#include "log/log.h"
#include "os/shell_word.h"

namespace chaos::cli {
namespace {

/// How to continue: with the missing values, or without them.
std::string advice_for(const LogDamage& damage, const std::string& wal) {
  const std::string log = os::shell_word(wal);
  std::string values;
  for (const auto& name : damage.values)
    values += fmt::format("--var {} ", os::shell_word(name + "=..."));
  if (damage.only_values) {
    return fmt::format(
        "nothing was rolled back; provide the values again with `chaos recover --rollback {}{}`, "
        "or add --despite-damage to play the rollbacks with the values that the experiment "
        "declares",
        values, log);
  }
  return fmt::format(
      "nothing was rolled back; `chaos recover --list {}` shows the rollbacks that are known, and "
      "`chaos recover --rollback --despite-damage {}{}` plays them",
      log, values, log);
}

}  // namespace

void mention_damage(const LogDamage& damage) {
  if (!damage.empty()) log::warning(fmt::format("The log is damaged: {}", describe(damage)));
}

void refuse_damaged(const LogDamage& damage, const Overrides& given, const std::string& wal) {
  if (damage.empty()) return;
  const bool has_values = std::ranges::all_of(
      damage.values, [&](const std::string& name) { return given.configuration.contains(name); });
  if (damage.only_values && has_values) return;
  throw InvalidSource(
      Diagnostic{.message = fmt::format("the log '{}' is damaged: {}", wal, describe(damage)),
                 .hint = advice_for(damage, wal)});
}

}  // namespace chaos::cli
