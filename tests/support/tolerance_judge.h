#pragma once

#include <functional>
#include <string>
#include <utility>

#include "chaos/error.h"
#include "chaos/json.h"
#include "json/json_reader.h"
#include "tolerance/tolerance.h"

namespace chaos::testing {

/// Evaluates tolerances with a configuration and secrets that tests may set; a probe returns its
/// `value`.
struct Judge {
  Json configuration = Json::object();
  Json secrets = Json::object();
  std::function<Json(const Json&)> run_probe = [](const Json& activity) {
    return activity.at("provider").at("arguments").at("value");
  };

  bool within(Json tolerance, const Json& value) const {
    return within_tolerance(tolerance, value, {configuration, secrets, run_probe});
  }

  /// The message of the UnexpectedError, or "" if there is none.
  std::string error(Json tolerance, const Json& value) const {
    try {
      within(std::move(tolerance), value);
    } catch (const UnexpectedError& error) {
      return error.what();
    }
    return "";
  }
};

/// The error if the tolerance is rejected; empty if it is accepted.
inline Diagnostic refusal(const Json& tolerance) {
  try {
    validate_tolerance(tolerance, "/tolerance");
  } catch (const InvalidActivity& error) {
    return error.diagnostic();
  }
  return {};
}

}  // namespace chaos::testing
