#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "chaos/json.h"
#include "chaos/provider.h"

namespace chaos::rehearsal {

/// One answer of an activity.
struct Answer {
  Json output;
  double seconds = 0;                      ///< that it takes
  std::optional<std::string> failed = {};  ///< why it failed, if it did
};

/// What activities answer while all is well, in the course of one play.
class Answers {
 public:
  /// `journal`: an earlier run whose answers are used, in order; the last answer of each activity
  /// is repeated. May be nullptr.
  explicit Answers(const Json* journal);

  /// The answer of the activity that is called. `tolerance` is what it must be within; nullptr for
  /// none. `part` is the part of the journal in which the run will be: "before", "run", ...
  Answer answer(const ActivityCall& call, const Json* tolerance, const std::string& part);

 private:
  void learn(const Json& runs, const std::string& part);

  struct Recorded {
    std::vector<Answer> answers;
    std::size_t next = 0;
  };
  std::map<std::pair<std::string, std::string>, Recorded> recorded_;
};

/// What the activity answers, or how it fails, when it does not work. Throws ActivityFailed.
Json failure_of(const ActivityCall& call);

}  // namespace chaos::rehearsal
