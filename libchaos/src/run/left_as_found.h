#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// Whether a run left its system as it found it, according to its journal. The one answer to that
/// question: the last line of a run, its exit code, and every report use it.
struct LeftAsFound {
  enum class Answer {
    kUnasked,  ///< no check was requested, and no rollbacks remain
    kYes,
    kNo,
    kNotChecked,  ///< a check was requested, but could not be made
  };

  Answer answer = Answer::kUnasked;
  bool asked = false;                    ///< the experiment or the user wanted it checked
  std::vector<std::string> differences;  ///< what is not as it was
  std::string rollbacks;                 ///< "2 of 3 rollbacks failed: ..."; "" when none are left
  bool rollbacks_failed = false;         ///< some of them were played but did not succeed
  std::string reason;                    ///< why it was not checked, or a remark on a yes
};

/// Whether the run with this journal did anything that might have changed its system.
bool touched_anything(const Json& journal);

/// Accepts any journal; never throws because of its content.
LeftAsFound left_as_found(const Json& journal);

/// "yes", "no: ...", "not checked: ..."; "" when there is nothing to say.
std::string describe(const LeftAsFound& found);

/// "System left as found: yes"; "" when there is nothing to say.
std::string sentence_of(const LeftAsFound& found);

}  // namespace chaos
