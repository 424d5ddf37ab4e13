#include "run/log_damage.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "run/recovery.h"
#include "run/undo_needs.h"
#include "run/wal_recorder.h"

namespace chaos {
namespace {

bool is_about_activity(const WalRecord& record) {
  return record.type == wal_record::kActivityStarted || record.type == wal_record::kActivityEnded;
}

std::string name_in(const WalRecord& record) {
  const Json* run = find(record.payload, "run");
  return run != nullptr ? activity_name(*run) : std::string();
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts)
    all += (all.empty() ? "" : ", ") + text;
  return all;
}

/// "record 3 (line 4, at byte 812)"
std::string text_of(const LostRecords& lost) {
  std::string text = lost.first == lost.last
                         ? fmt::format("record {}", lost.first)
                         : fmt::format("records {} to {}", lost.first, lost.last);
  if (!lost.place.empty()) text += fmt::format(" ({})", lost.place);
  return text;
}

/// When the record with this number was written, inferred from the other records.
std::string moment_of(const WalContent& content, std::uint64_t number) {
  std::string moment = "before any activity began";
  for (const auto& record : content.records) {
    if (record.sequence > number) break;
    if (!is_about_activity(record)) continue;
    const bool began = record.type == wal_record::kActivityStarted;
    moment = fmt::format("after '{}' {}", name_in(record), began ? "began" : "ended");
  }
  return moment;
}

/// The number of the first record that `matches`.
template <typename Matches>
std::optional<std::uint64_t> first_number(const WalContent& content, Matches matches) {
  const auto found = std::ranges::find_if(content.records, matches);
  if (found == content.records.end()) return std::nullopt;
  return found->sequence;
}

/// Whether the log says which values the run used. A log of version 1 has them in its header, and
/// the log of a `chaos rollback` has them in the journal that it begins with.
bool knows_values(const WalContent& content) {
  return content.header.contains("writer") ||
         std::ranges::any_of(content.records, [](const WalRecord& record) {
           const Json* command = find(record.payload, "command");
           return record.type == wal_record::kValues ||
                  (record.type == wal_record::kOwner && command != nullptr &&
                   *command == "rollback");
         });
}

/// Whether the values may have been in one of these records: they are written between `run-started`
/// and the first activity.
bool may_include_values(const WalContent& content, const std::vector<LostRecords>& lost) {
  const auto started = first_number(
      content, [](const WalRecord& record) { return record.type == wal_record::kRunStarted; });
  const auto limit = first_number(content, is_about_activity).value_or(content.next_sequence);
  return std::ranges::any_of(lost, [&](const LostRecords& each) {
    return each.first > started.value_or(0) && each.last < limit;
  });
}

/// The names of the values that the journal's undos may use.
std::vector<std::string> values_of_undos(const Json& journal) {
  std::vector<std::string> names;
  const Json* declared = find(journal.at("experiment"), "configuration");
  if (declared == nullptr || !declared->is_object()) return names;
  const UndoNeeds needs(journal, undos_of(journal));
  for (const auto& [name, value] : declared->items()) {
    if (needs.uses_value(name)) names.push_back(name);
  }
  return names;
}

/// The names of the actions that began, each once.
std::vector<std::string> actions_begun(const WalContent& content) {
  std::vector<std::string> names;
  for (const auto& record : content.records) {
    const Json* run = find(record.payload, "run");
    if (!is_about_activity(record) || run == nullptr) continue;
    const Json* activity = find(*run, "activity");
    const Json* type = activity != nullptr ? find(*activity, "type") : nullptr;
    if (type != nullptr && *type == "probe") continue;
    std::string name = fmt::format("'{}'", activity_name(*run));
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

LogDamage damage_of(const WalContent& content, const std::vector<LostRecords>& lost,
                    const Json& journal) {
  LogDamage damage;
  for (const auto& each : lost) {
    damage.records.push_back(
        fmt::format("{}, written {}", text_of(each), moment_of(content, each.first)));
  }
  if (knows_values(content) || !may_include_values(content, lost)) return damage;
  damage.values = values_of_undos(journal);
  damage.only_values = lost.size() == 1 && lost.front().first == lost.front().last;
  return damage;
}

std::string describe(const LogDamage& damage) {
  std::string text = fmt::format("{}, cannot be read. ", joined(damage.records));
  const std::string values =
      damage.values.empty()
          ? std::string("the values that the run used")
          : fmt::format("the values that the run used ({})", joined(damage.values));
  if (damage.only_values) return text + fmt::format("It held {}", values);
  text += "What the run did then is unknown";
  if (!damage.values.empty()) text += fmt::format(", and so are {}", values);
  return text;
}

Diagnostic explain_unknown_run(const WalContent& content, const std::vector<LostRecords>& lost,
                               const std::string& path) {
  std::vector<std::string> records;
  for (const auto& each : lost)
    records.push_back(text_of(each));
  std::string message =
      records.empty() && content.torn
          ? fmt::format(
                "'{}' ends before it says what was run, for instance because the disk was "
                "full or the machine stopped",
                path)
          : fmt::format("'{}' is damaged and does not say what was run: {} cannot be read", path,
                        records.empty() ? "a record" : joined(records));
  const auto actions = actions_begun(content);
  message += actions.empty() ? "; what the run did is unknown"
                             : fmt::format("; these actions began: {}", joined(actions));
  const Json* source = find(content.header, "source");
  return {.message = message,
          .hint = fmt::format("nothing was rolled back; check what the run did to the system, and "
                              "undo it by hand{}. Keep the file until then",
                              source == nullptr || source->is_null()
                                  ? ""
                                  : fmt::format(" (it ran '{}')", python_str(*source))),
          .position = {.file = path}};
}

}  // namespace chaos
