#include "report/junit.h"

#include <fmt/format.h>

#include <iterator>
#include <map>

#include "json/excerpt.h"
#include "report/markup.h"
#include "report/members.h"
#include "report/unstarted.h"
#include "report/verdict.h"

namespace chaos::report {
namespace {

constexpr std::size_t kLongestOutput = 16u << 10;  // bytes of an output that are kept

/// One test case. `result` is the element that states why it did not pass.
struct Case {
  std::string name;
  double seconds = 0;
  std::string result = {};   ///< "", "failure", "error" or "skipped"
  std::string type = {};     ///< of a failure or an error
  std::string message = {};  ///< one line
  std::string details = {};
  std::string out = {};
  std::string err = {};
};

struct Suite {
  std::string experiment;
  std::string_view phase;
  std::optional<Instant> start;
  double seconds = 0;
  std::vector<std::pair<std::string, std::string>> properties = {};
  std::vector<Case> cases = {};

  std::size_t count(std::string_view result) const {
    std::size_t count = 0;
    for (const auto& test : cases)
      count += test.result == result ? 1 : 0;
    return count;
  }
};

std::string cut(const Json& value) {
  const Excerpt excerpt = excerpt_of(value, kLongestOutput);
  if (excerpt.omitted == 0) return excerpt.text;
  return fmt::format("{}\n[{} more in the journal]", excerpt.text, human_size(excerpt.omitted));
}

/// A process has two outputs; everything else has one.
void put_output(Case& test, const Json& output) {
  if (output.is_null()) return;
  const Json& out = member(output, "stdout");
  const Json& err = member(output, "stderr");
  if (out.is_string() && err.is_string()) {
    test.out = cut(out);
    test.err = cut(err);
  } else {
    test.out = cut(output);
  }
}

void put_outcome(Case& test, const Activity& activity) {
  test.message = activity.problem;
  switch (activity.outcome) {
    case Outcome::kSucceeded:
      return;
    case Outcome::kFailed:
      test.result = "error";
      test.type = "ActivityFailed";
      test.details = cut(trace_of(activity));
      return;
    case Outcome::kNotMet:
      test.result = "failure";
      test.type = "ToleranceNotMet";
      return;
    case Outcome::kAborted:
      test.result = "error";
      test.type = "ActivityAborted";
      return;
    case Outcome::kNotRun:
      test.result = "skipped";
      test.message = "declared, but not run";
      return;
  }
}

Case case_of(const Activity& activity) {
  Case test{.name = activity.name, .seconds = activity.seconds.value_or(0)};
  put_outcome(test, activity);
  if (activity.run != nullptr) put_output(test, member(*activity.run, "output"));
  return test;
}

/// CI systems treat cases with the same name as the same case.
void make_names_unique(std::vector<Case>& cases) {
  std::map<std::string, std::size_t> seen;
  for (auto& test : cases) {
    const std::size_t count = ++seen[test.name];
    if (count > 1) test.name += fmt::format(" ({})", count);
  }
}

std::vector<Case> cases_of(const PhaseSummary& phase) {
  std::vector<Case> cases;
  cases.reserve(phase.activities.size());
  for (const auto& activity : phase.activities)
    cases.push_back(case_of(activity));
  make_names_unique(cases);
  return cases;
}

/// One probe in all samples: its worst result.
struct ProbeInSamples {
  std::size_t played = 0;
  std::size_t bad = 0;
  double seconds = 0;
  const Activity* worst = nullptr;
};

void note(ProbeInSamples& probe, const Activity& activity) {
  ++probe.played;
  probe.seconds += activity.seconds.value_or(0);
  if (!is_problem(activity)) return;
  ++probe.bad;
  const bool worse = probe.worst == nullptr || (probe.worst->outcome == Outcome::kNotMet &&
                                                activity.outcome != Outcome::kNotMet);
  if (worse) probe.worst = &activity;
}

std::vector<Case> cases_of_samples(const PhaseSummary& phase) {
  std::vector<std::string> order;
  std::map<std::string, ProbeInSamples> probes;
  for (const auto& activity : phase.activities) {
    const auto [probe, is_new] = probes.try_emplace(activity.name);
    if (is_new) order.push_back(activity.name);
    note(probe->second, activity);
  }
  std::vector<Case> cases;
  for (const auto& name : order) {
    const ProbeInSamples& probe = probes.at(name);
    Case test{.name = name};
    if (probe.worst != nullptr) {
      test = case_of(*probe.worst);
      test.message = fmt::format("not met in {} of {} samples; for example: {}", probe.bad,
                                 probe.played, probe.worst->problem);
    }
    test.seconds = probe.seconds;
    cases.push_back(std::move(test));
  }
  return cases;
}

Suite suite_of(const Summary& summary, const PhaseSummary& phase) {
  Suite suite{.experiment = summary.title,
              .phase = title_of(phase.phase),
              .start = phase.start,
              .seconds = phase.seconds.value_or(0)};
  suite.cases = phase.phase == Phase::kDuring ? cases_of_samples(phase) : cases_of(phase);
  return suite;
}

std::string details_of(const std::vector<Diagnostic>& obstacles) {
  std::string text;
  for (const auto& obstacle : obstacles) {
    text += located(obstacle) + "\n";
    if (!obstacle.hint.empty()) text += fmt::format("hint: {}\n", obstacle.hint);
  }
  return text;
}

/// An experiment that nothing kept from running, such as one after the first failure, is skipped.
Case unstarted_case(const Summary& summary) {
  Case test{.name = "completes without deviating", .message = summary.words};
  test.result = summary.obstacles.empty() ? "skipped" : "error";
  if (summary.obstacles.empty()) return test;
  test.type = summary.verdict == Verdict::kInvalid ? "Invalid" : "NotRun";
  test.details = details_of(summary.obstacles);
  return test;
}

/// A run can fail without a failed activity, for example when it is interrupted.
Case verdict_case(const Summary& summary) {
  Case test{.name = "completes without deviating", .seconds = summary.seconds.value_or(0)};
  if (summary.completed()) return test;
  test.result = summary.deviated ? "failure" : "error";
  test.type = summary.deviated ? "Deviated" : "NotCompleted";
  test.message = summary.words;
  return test;
}

/// A run can also complete but leave its system in a different state. Rollbacks that were skipped
/// because of their strategy are not a failure.
Case found_case(const LeftAsFound& found) {
  Case test{.name = "leaves the system as it was found"};
  if (found.answer == LeftAsFound::Answer::kYes) return test;
  test.message = describe(found);
  if (found.differences.empty() && !found.rollbacks_failed) {
    test.result = "skipped";
    return test;
  }
  test.result = "failure";
  test.type = "NotLeftAsFound";
  return test;
}

Suite verdict_suite(const Summary& summary) {
  Suite suite{.experiment = summary.title,
              .phase = "Verdict",
              .start = summary.start,
              .seconds = summary.seconds.value_or(0)};
  if (!summary.source.empty()) {
    suite.properties = {{"summary", summary.words}, {"source", summary.source}};
    suite.cases.push_back(unstarted_case(summary));
    return suite;
  }
  const Json& journal = *summary.journal;
  suite.properties = {{"summary", summary.words},
                      {"status", summary.status},
                      {"deviated", summary.deviated ? "true" : "false"},
                      {"journal", summary.path},
                      {"chaoslib-version", text_of(member(journal, "chaoslib-version"))},
                      {"platform", text_of(member(journal, "platform"))}};
  if (!summary.dry.empty()) suite.properties.emplace_back("dry", summary.dry);
  for (const auto& tag : tags_of(summary))
    suite.properties.emplace_back("tag", tag);
  for (const auto& [name, value] : contributions_of(summary))
    suite.properties.emplace_back("contribution." + name, value);
  suite.cases.push_back(verdict_case(summary));
  if (summary.found.asked || summary.found.rollbacks_failed) {
    suite.cases.push_back(found_case(summary.found));
  }
  return suite;
}

class Writer {
 public:
  std::string take() { return std::move(out_); }

  template <class... Args>
  void put(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  void put_suite(const Suite& suite, const std::string& host, std::size_t id) {
    put(R"(  <testsuite name="{}: {}" id="{}" tests="{}" failures="{}" errors="{}" skipped="{}")",
        to_xml(suite.experiment), suite.phase, id, suite.cases.size(), suite.count("failure"),
        suite.count("error"), suite.count("skipped"));
    put(R"( time="{:.3f}")", suite.seconds);
    if (suite.start) put(R"( timestamp="{}")", iso_seconds(*suite.start));
    if (!host.empty()) put(R"( hostname="{}")", to_xml(host));
    put(">\n");
    put_properties(suite);
    for (const auto& test : suite.cases)
      put_case(test, suite);
    put("  </testsuite>\n");
  }

 private:
  void put_properties(const Suite& suite) {
    if (suite.properties.empty()) return;
    put("    <properties>\n");
    for (const auto& [name, value] : suite.properties)
      put("      <property name=\"{}\" value=\"{}\"/>\n", to_xml(name), to_xml(value));
    put("    </properties>\n");
  }

  /// Jenkins shows the class as package and class: the experiment and the phase.
  void put_case(const Case& test, const Suite& suite) {
    put(R"(    <testcase name="{}" classname="{}.{}" time="{:.3f}")", to_xml(test.name),
        to_xml(suite.experiment), suite.phase, test.seconds);
    if (test.result.empty() && test.out.empty() && test.err.empty()) {
      put("/>\n");
      return;
    }
    put(">\n");
    put_result(test);
    put_text("system-out", test.out);
    put_text("system-err", test.err);
    put("    </testcase>\n");
  }

  void put_result(const Case& test) {
    if (test.result.empty()) return;
    put(R"(      <{} message="{}")", test.result, to_xml(test.message));
    if (!test.type.empty()) put(R"( type="{}")", test.type);
    if (test.details.empty())
      put("/>\n");
    else
      put(">{}</{}>\n", to_xml(test.details), test.result);
  }

  void put_text(const char* element, const std::string& text) {
    if (!text.empty()) put("      <{0}>{1}</{0}>\n", element, to_xml(text));
  }

  std::string out_;
};

struct HostedSuite {
  Suite suite;
  std::string host;
};

std::vector<HostedSuite> suites_of(std::span<const Summary> runs) {
  std::vector<HostedSuite> suites;
  for (const auto& summary : runs) {
    const std::string host = text_of(member(*summary.journal, "node"));
    suites.push_back({verdict_suite(summary), host});
    if (!summary.source.empty()) continue;
    for (const auto& phase : summary.phases) {
      if (!phase.activities.empty()) suites.push_back({suite_of(summary, phase), host});
    }
  }
  return suites;
}

}  // namespace

std::string junit_report(std::span<const Summary> runs) {
  const std::vector<HostedSuite> suites = suites_of(runs);
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  double seconds = 0;
  for (const auto& [suite, host] : suites) {
    tests += suite.cases.size();
    failures += suite.count("failure");
    errors += suite.count("error");
  }
  for (const auto& summary : runs)
    seconds += summary.seconds.value_or(0);
  Writer writer;
  writer.put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  writer.put(
      "<testsuites name=\"chaos\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\">\n",
      tests, failures, errors, seconds);
  for (std::size_t i = 0; i < suites.size(); ++i)
    writer.put_suite(suites[i].suite, suites[i].host, i);
  writer.put("</testsuites>\n");
  return writer.take();
}

}  // namespace chaos::report
