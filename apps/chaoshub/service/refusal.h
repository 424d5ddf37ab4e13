#pragma once

#include <stdexcept>
#include <string>

namespace chaos::hub {

/// Why the domain refuses a request; the text is for the caller.
class Refusal : public std::runtime_error {
 public:
  enum class Kind {
    kUnknown,    ///< does not exist, or the caller may not know about it
    kForbidden,  ///< the caller may know about it, but not do this
    kInvalid,    ///< the input breaks a rule
    kConflict,   ///< conflicts with existing data
    kNobody,     ///< the caller is not authenticated
    kTooOften,   ///< try again later
    kStale,      ///< based on a version that has since been replaced
  };

  Refusal(Kind kind, const std::string& why) : std::runtime_error(why), kind_(kind) {}

  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

}  // namespace chaos::hub
