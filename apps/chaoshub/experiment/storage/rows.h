#pragma once

#include <optional>
#include <string>

#include "experiment/model/execution.h"
#include "experiment/model/experiment.h"
#include "experiment/model/safeguard/safeguard.h"
#include "storage/outbox.h"
#include "storage/statement.h"

namespace chaos::hub::experiment {

/// "SELECT ... FROM experiment ", whose rows read_experiment() reads.
extern const char* const kSelectExperiment;
/// "SELECT ... FROM execution ", whose rows read_execution() reads.
extern const char* const kSelectExecution;

/// "SELECT ... FROM safeguard ", for read_safeguard().
extern const char* const kSelectSafeguard;

TeamRef read_home(storage::Columns& row);
Experiment read_experiment(storage::Columns& row);
/// The team's experiment, as it is in this transaction.
std::optional<Experiment> find_experiment(soci::session& session, const TeamRef& team_ref,
                                          const std::string& id);
Execution read_execution(storage::Columns& row);
Safeguard read_safeguard(storage::Columns& row);

/// Makes what adds something to the team, and what removes the team, wait for each other.
void lock_team(soci::session& session, const TeamRef& team_ref);
/// The same. Throws Refusal (kUnknown) when the team has been removed.
void require_team(soci::session& session, const TeamRef& team_ref);

/// `topic`: see topics.h.
storage::Announcement announcement_of(const char* topic, const TeamRef& team_ref,
                                      const std::string& subject = "");

/// What the announcement of an event says: kEventAdded.
struct NewEvent {
  std::int64_t id = 0;
  std::string execution;
  Time received;
};
storage::Announcement announcement_of(const Event& event, std::int64_t id);
NewEvent new_event_in(const storage::Announcement& announcement);
/// Makes those that keep events of the team, and what removes the team, wait for each other.
void lock_events(soci::session& session, const std::string& team);

/// Tags as the text that is kept, and back.
std::string tags_to_text(const std::vector<std::string>& tags);
std::vector<std::string> tags_from(const std::string& text);

}  // namespace chaos::hub::experiment
