#pragma once

#include <stdexcept>
#include <string>

namespace chaos::hub {

/// Why the domain does not do what it was asked to; its text is for who asked.
class Refusal : public std::runtime_error {
 public:
  enum class Kind {
    kUnknown,    ///< there is no such thing, or the caller may not know of it
    kForbidden,  ///< the caller may know of it, but not do that
    kInvalid,    ///< what was given breaks a rule
    kConflict,   ///< it does not go with what there is
    kNobody,     ///< who asks could not say who he is
    kTooOften,   ///< to be tried again later
    kStale,      ///< it was decided on a version that has been replaced
  };

  Refusal(Kind kind, const std::string& why) : std::runtime_error(why), kind_(kind) {}

  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

}  // namespace chaos::hub
