#pragma once

#include <stop_token>
#include <string>

#include "activity/run_context.h"
#include "chaos/error.h"
#include "chaos/json.h"

namespace chaos {

/// The probe as a BareProbe executes it: with a timeout, if it has none of its own.
Json with_timeout(Json probe);

/// A probe outside the experiment's activities: without controls, pauses, or events, and without a
/// run in the journal. Safeguards and facts are such probes.
class BareProbe {
 public:
  /// `declared` is the valid declaration in the experiment or the settings; if it has no timeout,
  /// it gets one. `context` must outlive this.
  BareProbe(Json declared, RunContext& context);

  /// "None" if it has none, as everywhere.
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

/// For a probe that ended as if it had been stopped. Throws Stopped if `stop` is requested, now or
/// within a moment: Ctrl-C can reach an extension first. Otherwise the probe itself is to blame,
/// and this returns the problem.
std::string problem_of_unasked_stop(const std::stop_token& stop);

/// Calls `body` and returns what went wrong, as a clause such as "its probe failed: ..."; "" if
/// nothing did. Throws Stopped if `stop` is triggered: nothing that the probe does looks like that.
template <class Body>
std::string problem_of_probe(const std::stop_token& stop, const Body& body) {
  try {
    body();
    return {};
  } catch (const ExitRequested& exit) {
    return "its probe called sys.exit(" + exit.code() + ")";
  } catch (const Stopped&) {
    return problem_of_unasked_stop(stop);
  } catch (const ActivityFailed& failure) {
    return std::string("its probe failed: ") + failure.what();
  } catch (const std::exception& error) {
    return std::string("its probe could not be executed: ") + error.what();
  }
}

}  // namespace chaos
