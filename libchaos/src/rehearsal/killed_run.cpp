#include "rehearsal/killed_run.h"

#include <set>
#include <utility>

#include "chaos/error.h"
#include "rehearsal/outcome.h"
#include "run/recovery.h"
#include "run/rollback_recovery.h"
#include "run/used_values.h"

namespace chaos::rehearsal {
namespace {

constexpr const char* kWal = "rehearsal.wal";

}  // namespace

RecordedRun::RecordedRun(Stage& stage)
    : wal_(std::make_unique<WalWriter>(files_, kWal, Json::object())),
      recorder_(std::make_shared<WalRecorder>(*wal_)) {
  stage.set_recorder(recorder_.get());
  stage.context().events.add(recorder_);
  stage.on_moment([this, &stage](const Moment& moment) {
    snapshots_.push_back(
        {.moment = moment, .wal = files_.read(kWal), .values = stage.context().values});
  });
}

std::vector<Snapshot> RecordedRun::take_snapshots(const std::vector<Moment>& moments) {
  std::set<int> wanted;
  for (const auto& moment : moments)
    wanted.insert(moment.number);
  std::erase_if(snapshots_, [&wanted](const Snapshot& snapshot) {
    return !wanted.contains(snapshot.moment.number);
  });
  return std::move(snapshots_);
}

Play recover(const Request& request, const Snapshot& snapshot) {
  Play play{.disturbance = Disturbance::kKill, .moment = snapshot.moment};
  os::MemoryFileSystem files;
  files.set_content(kWal, snapshot.wal);
  Stage stage(request, {});
  WalContent content;
  const auto wal = WalWriter::take_over(files, kWal, "recover", content);
  RecoveredRun run = recover_run(content, kWal);
  const Json before = run.journal;
  Overrides values = request.overrides;
  values.configuration.update(secret_values(snapshot.values->configuration));
  values.secrets.update(snapshot.values->secrets);
  prepare_rollbacks(before, values, stage.context(), stage.interruption());
  play_undos(undos_due(run, request.strategies.rollbacks), run.journal, run.next_id, *wal,
             stage.context(), stage.interruption());
  describe_outcome(play, run.journal);
  play.seconds = stage.clock().elapsed().count();
  return play;
}

}  // namespace chaos::rehearsal
