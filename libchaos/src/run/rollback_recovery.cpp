#include "run/rollback_recovery.h"

#include <memory>
#include <system_error>

#include "experiment/experiment.h"
#include "run/method.h"
#include "run/runner.h"
#include "run/wal_reader.h"
#include "run/wal_recorder.h"

namespace chaos {
namespace {

/// Records the rollbacks under the places they have in the whole experiment, and with numbers that
/// the first run did not use.
class RenumberingRecorder final : public ActivityRecorder {
 public:
  RenumberingRecorder(ActivityRecorder& recorder, const std::vector<std::size_t>& places)
      : recorder_(recorder), places_(places) {}

  void starting(Phase phase, int id, const std::string& pointer, const Json& run,
                bool durable) override {
    const auto index = std::stoul(pointer.substr(pointer.rfind('/') + 1));
    recorder_.starting(phase, id, "/rollbacks/" + std::to_string(places_.at(index)), run, durable);
  }

  void ended(Phase phase, int id, const Json& run) override { recorder_.ended(phase, id, run); }

 private:
  ActivityRecorder& recorder_;
  const std::vector<std::size_t>& places_;
};

/// A new log that holds what the old one does, in the old one's place. From here on a crash leaves
/// one log that tells everything.
std::unique_ptr<WalWriter> continue_wal(os::FileSystem& files, const std::string& path) {
  const WalContent content = read_wal(files, path);
  const std::string successor = path + ".new";
  if (files.exists(successor)) files.remove(successor);  // half made, by a recovery that was killed
  auto writer = std::make_unique<WalWriter>(files, successor, content.header);
  for (const auto& record : content.records)
    writer->append(record.type, record.payload);
  writer->sync();
  files.rename(successor, path);
  return writer;
}

int next_id(const WalContent& content) {
  int next = 0;
  for (const auto& record : content.records) {
    if (const Json* id = find(record.payload, "id")) next = std::max(next, id->get<int>() + 1);
  }
  return next;
}

Json only(const Json& list, const std::vector<std::size_t>& indices) {
  Json chosen = Json::array();
  for (const std::size_t index : indices)
    chosen.push_back(list.at(index));
  return chosen;
}

bool ended_well_or_badly(const Json& run) {
  return run.contains("status");
}

}  // namespace

bool play_missing_rollbacks(os::FileSystem& files, const std::string& wal_path, RecoveredRun& run,
                            RunContext& context, Interruption& interruption,
                            const Overrides& overrides) {
  context.experiment = run.journal.at("experiment");
  context.experiment["rollbacks"] =
      only(activities_of(context.experiment, "rollbacks"), run.rollbacks);
  context.journal = run.journal;
  context.next_id = next_id(read_wal(files, wal_path));
  Runner(context, interruption, RunPlan{}).prepare(overrides);

  const auto writer = continue_wal(files, wal_path);
  WalRecorder recorder(*writer);
  RenumberingRecorder renumbering(recorder, run.rollbacks);
  context.recorder = &renumbering;
  interruption.enter_rollbacks();
  play_rollbacks(context, interruption);
  context.recorder = nullptr;

  bool complete = context.journal.at("rollbacks").size() == run.rollbacks.size();
  for (auto& played : context.journal.at("rollbacks")) {
    complete = complete && ended_well_or_badly(played);
    run.journal.at("rollbacks").push_back(played);
  }
  return complete;
}

}  // namespace chaos
