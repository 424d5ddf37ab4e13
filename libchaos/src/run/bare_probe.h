#pragma once

#include <stop_token>
#include <string>

#include "activity/run_context.h"
#include "chaos/error.h"
#include "chaos/json.h"

namespace chaos {

/// A probe outside the experiment's activities: without controls, pauses, or events, and without a
/// run in the journal. Safeguards and facts are such probes.
class BareProbe {
 public:
  /// `declared` as it stands in the experiment or the settings, and valid; one without a timeout of
  /// its own gets one. `context` must outlive this.
  BareProbe(Json declared, RunContext& context);

  /// "None" when it has none, as everywhere.
  const std::string& name() const { return name_; }
  const Json& declared() const { return declared_; }

  /// Executes it and returns its output. Throws as Provider::execute does, and Stopped.
  Json query(const std::stop_token& stop) const;

  bool has_tolerance() const { return find(declared_, "tolerance") != nullptr; }
  /// Whether this output is within the tolerance; true without one. Throws as is_within.
  bool accepts(const Json& output, const std::stop_token& stop) const;

 private:
  const Json declared_;
  const std::string name_;
  RunContext& context_;
};

/// Calls `body` and returns what went wrong, as a clause such as "its probe failed: ..."; "" if
/// nothing did. Throws Stopped.
template <class Body>
std::string problem_of_probe(const Body& body) {
  try {
    body();
    return {};
  } catch (const Stopped&) {
    throw;
  } catch (const ActivityFailed& failure) {
    return std::string("its probe failed: ") + failure.what();
  } catch (const std::exception& error) {
    return std::string("its probe could not be executed: ") + error.what();
  }
}

}  // namespace chaos
