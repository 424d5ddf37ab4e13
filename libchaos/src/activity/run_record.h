#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// What a run did, as far as that matters for undoing it. Controls can change the experiment and
/// the journal, but not this: an activity of the method that began is kept as it began, with its
/// `rollback`, and a rollback that was to be played when the method began is still played.
///
/// Controls decide about everything else, as in the reference: they may change an activity before
/// it begins and a rollback before it is played, and add both.
class RunRecord {
 public:
  /// Begins, or continues, with this journal: its experiment, what it says was done, and where.
  /// `run` and `rollbacks` are the places of the entries of these lists: JSON pointers into the
  /// experiment, "" for an entry that has nothing to undo.
  void begin(const Json& journal, std::vector<std::string> run = {},
             std::vector<std::string> rollbacks = {});

  /// Hooks may have changed the experiment: takes over what they may decide about.
  void follow(const Json& experiment);

  /// An activity of the method begins. `entry` is the place of the activity, or of its reference,
  /// in `experiment`; "" if that is not known. `run` is its run so far.
  void method_activity_begins(const std::string& entry, const Json& run, const Json& experiment);
  /// The one that began as number `index` will not be executed, so there will be nothing to undo.
  void prevent(std::size_t index) { run_places_.at(index).clear(); }
  void method_activity_ended(std::size_t index, const Json& run);

  /// A rollback begins: the one at that place of this record's experiment.
  void rollback_begins(const std::string& place, const Json& run);
  void rollback_ended(std::size_t index, const Json& run);

  /// A probe of the hypothesis, before or after the method, ended: others may refer to its output.
  void probe_ended(const char* phase, const Json& run);

  /// How many have begun.
  std::size_t method_count() const { return run_places_.size(); }
  std::size_t rollback_count() const { return rollback_places_.size(); }

  /// The record as a journal: its `experiment`, `run`, `rollbacks` and, for the outputs of probes,
  /// `steady_states`.
  const Json& journal() const { return journal_; }
  const Json& experiment() const { return journal_.at("experiment"); }
  /// Where in this record's experiment the entries of its lists belong.
  const std::vector<std::string>& run_places() const { return run_places_; }
  const std::vector<std::string>& rollback_places() const { return rollback_places_; }

  /// Writes the rollbacks that controls have removed from the experiment, or made impossible to
  /// execute, back into it. Returns their names.
  std::vector<std::string> restore_rollbacks(Json& experiment);

 private:
  bool can_undo() const;
  void follow_all(const Json& experiment);
  void follow_method(const Json& experiment);
  void follow_undo(std::size_t index, const Json& experiment);
  void follow_rollbacks(const Json& experiment);
  std::size_t index_for(const std::string& entry, const Json& activity, const Json& experiment);
  std::size_t index_of_moved(const Json& activity, const Json& experiment) const;
  bool has_rollback_begun(std::size_t index) const;
  Json& list(const char* key);
  Json kept(const Json& run) const;

  Json journal_ = {{"experiment", Json::object()},
                   {"steady_states", Json::object()},
                   {"run", Json::array()},
                   {"rollbacks", Json::array()}};
  std::vector<std::string> run_places_;
  std::vector<std::string> rollback_places_;
  std::set<std::size_t> begun_;  // which activities of the record's method have begun
  bool undoes_ = false;          // whether anything can be undone, so that outputs may be needed
};

/// Whether a runner can make anything of it: a mapping with a type and a provider.
bool is_executable(const Json& activity);

/// The undo at that place of the experiment as it is to be executed: for a reference, the activity
/// that it refers to, with the reference's own tolerance. Null if there is none.
Json undo_at(const Json& experiment, const std::string& place);

}  // namespace chaos
