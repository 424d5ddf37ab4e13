#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "chaos/json.h"
#include "chaos/provider.h"

namespace chaos::rehearsal {

/// One output of an activity.
struct Answer {
  Json output;
  double seconds = 0;                      ///< that it takes
  std::optional<std::string> failed = {};  ///< why it failed, if it did
};

/// The outputs of activities while everything works, in the course of one play.
class Answers {
 public:
  /// `journal`: an earlier run whose outputs are used, in order; the last output of each activity
  /// is repeated. May be nullptr.
  explicit Answers(const Json* journal);

  /// The output for this call. `tolerance` is what it must be within; nullptr for none. `part` is
  /// the part of the journal that will contain the run: "before", "run", ...
  Answer answer(const ActivityCall& call, const Json* tolerance, const std::string& part);

 private:
  void learn(const Json& runs, const std::string& part);

  struct Recorded {
    std::vector<Answer> answers;
    std::size_t next = 0;
  };
  std::map<std::pair<std::string, std::string>, Recorded> recorded_;
};

/// The output of a broken activity, or how it fails. Throws ActivityFailed.
Json failure_of(const ActivityCall& call);

}  // namespace chaos::rehearsal
