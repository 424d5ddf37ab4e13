#pragma once

#include <stop_token>
#include <string>

#include "activity/run_context.h"
#include "chaos/error.h"
#include "chaos/json.h"

namespace chaos {

/// A probe outside the experiment's activities: without controls, pauses, or events, and without a
/// run in the journal. Safeguards and facts are such probes.
///
/// A probe that hangs must neither hold up the run nor stop a safeguard from judging, so each has a
/// time limit (see limit_of), and so does a probe that judges as a tolerance.
class BareProbe {
 public:
  static constexpr double kDefaultLimit = 30;  ///< seconds

  /// `declared` as declared in the experiment or the settings, and valid. `context` must outlive
  /// this.
  BareProbe(Json declared, RunContext& context, double default_limit = kDefaultLimit);

  /// How many seconds such a probe may take: its `timeout`, or else its provider's, or else the
  /// default. An HTTP provider's `timeout` only limits how long the server is silent, so it can
  /// only raise the default.
  static double limit_of(const Json& probe, const Values& values,
                         double default_limit = kDefaultLimit);

  /// "None" if it has none, as everywhere.
  const std::string& name() const { return name_; }
  const Json& declared() const { return declared_; }

  /// Executes it and returns its output. Throws as Provider::execute does, NoAnswer, and Stopped.
  Json query(const std::stop_token& stop) const;

  bool has_tolerance() const { return find(declared_, "tolerance") != nullptr; }
  /// Whether this output is within the tolerance; true without one. Throws as is_within, and
  /// NoAnswer.
  bool accepts(const Json& output, const std::stop_token& stop) const;

 private:
  const Json declared_;
  const std::string name_;
  RunContext& context_;
  const double default_limit_;
};

/// The probe was ended because it took longer than its limit.
class NoAnswer : public ChaosError {
  using ChaosError::ChaosError;
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
  } catch (const NoAnswer& silence) {
    return silence.what();
  } catch (const ActivityFailed& failure) {
    return std::string("its probe failed: ") + failure.what();
  } catch (const std::exception& error) {
    return std::string("its probe could not be executed: ") + error.what();
  }
}

}  // namespace chaos
