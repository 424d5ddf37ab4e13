#pragma once

#include <optional>
#include <string>

#include "experiment/model/execution.h"
#include "experiment/model/experiment.h"
#include "experiment/model/safeguard/safeguard.h"
#include "storage/outbox.h"
#include "storage/statement.h"

namespace chaos::hub::experiment {

/// "SELECT ... FROM experiment ", for read_experiment().
extern const char* const kSelectExperiment;
/// "SELECT ... FROM execution ", for read_execution().
extern const char* const kSelectExecution;

/// "SELECT ... FROM safeguard ", for read_safeguard().
extern const char* const kSelectSafeguard;

TeamRef read_team_ref(storage::Columns& row);
Experiment read_experiment(storage::Columns& row);
/// The team's experiment, read in this transaction.
std::optional<Experiment> find_experiment(soci::session& session, const TeamRef& team_ref,
                                          const std::string& id);
Execution read_execution(storage::Columns& row);
Safeguard read_safeguard(storage::Columns& row);

/// Serializes transactions that add something to the team with the one that deletes it.
void lock_team(soci::session& session, const TeamRef& team_ref);
/// The same. Throws Refusal (kUnknown) if the team has been deleted.
void require_team(soci::session& session, const TeamRef& team_ref);

/// `topic`: see topics.h.
storage::Announcement announcement_of(const char* topic, const TeamRef& team_ref,
                                      const std::string& subject = "");

/// The content of an event's announcement: kEventAdded.
struct NewEvent {
  std::int64_t id = 0;
  std::string execution;
  Time received;
};
storage::Announcement announcement_of(const Event& event, std::int64_t id);
NewEvent new_event_in(const storage::Announcement& announcement);
/// Serializes transactions that store events of the team with the one that deletes it.
void lock_events(soci::session& session, const std::string& team);

/// The stored form of tags, and back.
std::string tags_to_text(const std::vector<std::string>& tags);
std::vector<std::string> tags_from(const std::string& text);

}  // namespace chaos::hub::experiment
