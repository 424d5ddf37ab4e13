#include "rehearsal/rehearsal_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace chaos::cli {
namespace {

using rehearsal::Broken;
using rehearsal::Disturbance;
using rehearsal::Play;
using rehearsal::Rehearsal;

constexpr Disturbance kKinds[] = {Disturbance::kNone, Disturbance::kFailure, Disturbance::kTimeout,
                                  Disturbance::kInterruption, Disturbance::kKill};

/// Plays that leave the same things broken.
struct Group {
  std::vector<Broken> broken;
  std::vector<const Play*> plays;
};

std::vector<Group> groups_of(const Rehearsal& rehearsal, bool left) {
  std::vector<Group> groups;
  for (const auto& play : rehearsal.plays) {
    std::vector<Broken> broken;
    for (const auto& one : play.broken)
      if (one.is_left() == left) broken.push_back(one);
    if (broken.empty()) continue;
    const auto known = std::ranges::find_if(
        groups, [&broken](const Group& group) { return group.broken == broken; });
    if (known != groups.end())
      known->plays.push_back(&play);
    else
      groups.push_back({std::move(broken), {&play}});
  }
  return groups;
}

std::string describe(const Broken& broken) {
  if (broken.has_no_undo) return fmt::format("{}: nothing undoes it", broken.name);
  return fmt::format("{} {}", broken.name,
                     broken.reason.empty() ? std::string(describe(broken.state))
                                           : fmt::format("failed: {}", broken.reason));
}

std::string_view heading_of(Disturbance kind) {
  switch (kind) {
    case Disturbance::kNone:
      return "as written";
    case Disturbance::kFailure:
      return "an activity fails";
    case Disturbance::kTimeout:
      return "an activity times out";
    case Disturbance::kInterruption:
      return "interrupted";
    case Disturbance::kKill:
      return "killed, then recovered";
  }
  return "";
}

std::string describe(const rehearsal::Moment& moment) {
  std::string text = moment.is_pause ? "the pause of " + moment.name : moment.name;
  switch (moment.phase) {
    case Phase::kBefore:
      return text + " (hypothesis before)";
    case Phase::kDuring:
      return text + " (hypothesis during)";
    case Phase::kAfter:
      return text + " (hypothesis after)";
    case Phase::kRollbacks:
      return text + " (rollbacks)";
    case Phase::kMethod:
      break;
  }
  return text;
}

/// "interrupted during: stop-db, the pause of stop-db"
std::string describe(Disturbance kind, const std::vector<const Play*>& plays) {
  std::string moments;
  for (const Play* play : plays) {
    if (play->disturbance != kind || !play->moment) continue;
    const std::string text = describe(*play->moment);
    if (moments.find(text) != std::string::npos && play->moment->is_pause) continue;
    moments += (moments.empty() ? "" : ", ") + text;
  }
  switch (kind) {
    case Disturbance::kNone:
      return "as written";
    case Disturbance::kFailure:
      return "if these fail: " + moments;
    case Disturbance::kTimeout:
      return "if these time out: " + moments;
    case Disturbance::kInterruption:
      return "if interrupted during: " + moments;
    case Disturbance::kKill:
      return "if killed during: " + moments;
  }
  return moments;
}

bool has(const std::vector<const Play*>& plays, Disturbance kind) {
  return std::ranges::any_of(plays, [kind](const Play* play) { return play->disturbance == kind; });
}

class RehearsalText {
 public:
  RehearsalText(const Rehearsal& rehearsal, const TextLayout& layout)
      : rehearsal_(rehearsal), text_(layout) {}

  std::string write(const std::string& source, double milliseconds) {
    text_.paragraph("", "Rehearsal: " + rehearsal_.title, 0, kBold);
    text_.paragraph(
        "",
        fmt::format("{}: simulated {} runs of {} each in {:.0f} ms; nothing was executed", source,
                    rehearsal_.plays.size(), duration_text(rehearsal_.plays.front().seconds),
                    milliseconds),
        0, kDim);
    write_wrong_values();
    write_groups(true);
    write_groups(false);
    write_table();
    write_notes();
    return text_.take();
  }

 private:
  void write_groups(bool left) {
    const auto groups = groups_of(rehearsal_, left);
    if (left && groups.empty()) return write_success();
    if (groups.empty()) return;
    if (left)
      text_.heading("STAYS BROKEN", kRed);
    else
      text_.heading("The undo itself fails; `chaos rollback` plays it again", kYellow);
    for (const auto& group : groups) {
      std::string what;
      for (const auto& one : group.broken)
        what += (what.empty() ? "" : "; ") + describe(one);
      text_.paragraph("  ", what, 2, left ? kRed : kYellow);
      for (const auto kind : kKinds)
        if (has(group.plays, kind)) text_.paragraph("", describe(kind, group.plays), 6);
    }
    if (left) write_advice(groups);
  }

  void write_success() {
    if (rehearsal_.wrong_values.empty())
      text_.heading("Nothing stays broken: every action that began is undone", kGreen);
  }

  void write_wrong_values() {
    if (rehearsal_.wrong_values.empty()) return;
    text_.heading("STAYS BROKEN: an undo is given the wrong value", kRed);
    for (const auto& wrong : rehearsal_.wrong_values) {
      text_.paragraph("  ", fmt::format("{}: {}", wrong.pointer, wrong.message), 2, kRed);
      if (!wrong.hint.empty()) text_.paragraph("  hint: ", wrong.hint, 8);
    }
  }

  void write_advice(const std::vector<Group>& groups) {
    const auto any = [&groups](const auto& matches) {
      return std::ranges::any_of(groups, [&matches](const Group& group) {
        return std::ranges::any_of(group.broken, matches);
      });
    };
    if (any([](const Broken& one) { return !one.has_no_undo && !one.cannot_work; })) {
      text_.paragraph("  hint: ",
                      "always play the rollbacks (--rollback-strategy always), or give each action "
                      "its own \"rollback\"",
                      8);
    }
    if (any([](const Broken& one) { return one.has_no_undo; })) {
      text_.paragraph(
          "  hint: ", "give the action a \"rollback\", or an empty list if it needs none", 8);
    }
    if (any([](const Broken& one) { return one.cannot_work; })) {
      text_.paragraph("  hint: ",
                      "an action that is cut short has no output: choose the target in an activity "
                      "before it, and refer to that one in the action and in its undo",
                      8);
    }
  }

  void write_table() {
    text_.heading(padded("What happens to the run", kFirst) +
                  " runs  restored  undo fails  broken");
    for (const auto kind : kKinds) {
      int plays = 0, back = 0, failed = 0, left = 0;
      for (const auto& play : rehearsal_.plays) {
        if (play.disturbance != kind) continue;
        ++plays;
        if (play.leaves_something())
          ++left;
        else if (play.broken.empty())
          ++back;
        else
          ++failed;
      }
      if (plays == 0) continue;
      const auto cell = [](int count) { return count == 0 ? "-" : std::to_string(count); };
      text_.line(padded("  " + std::string(heading_of(kind)), kFirst) +
                     fmt::format("{:>5}  {:>8}  {:>10}  {:>6}", plays, cell(back), cell(failed),
                                 cell(left)),
                 left > 0 ? kRed : nullptr);
    }
  }

  void write_notes() {
    if (rehearsal_.notes.empty()) return;
    text_.heading("Notes");
    for (const auto& note : rehearsal_.notes)
      text_.paragraph("  - ", note, 4);
  }

  static constexpr std::size_t kFirst = 28;

  const Rehearsal& rehearsal_;
  LaidOutText text_;
};

Json as_json(const Broken& broken) {
  Json entry = {{"name", broken.name},
                {"state", broken.has_no_undo ? "no undo" : std::string(describe(broken.state))},
                {"left", broken.is_left()}};
  if (!broken.pointer.empty()) entry["pointer"] = broken.pointer;
  if (!broken.reason.empty()) entry["reason"] = broken.reason;
  return entry;
}

Json as_json(const Play& play) {
  Json entry = {{"disturbance", to_string(play.disturbance)}};
  if (play.moment) {
    entry["during"] = {{"phase", to_string(play.moment->phase)},
                       {"name", play.moment->name},
                       {"pause", play.moment->is_pause}};
    if (!play.moment->pointer.empty()) entry["during"]["pointer"] = play.moment->pointer;
  }
  entry["status"] = play.status;
  entry["deviated"] = play.deviated;
  entry["seconds"] = play.seconds;
  entry["broken"] = Json::array();
  for (const auto& broken : play.broken)
    entry["broken"].push_back(as_json(broken));
  return entry;
}

}  // namespace

std::string rehearsal_as_text(const Rehearsal& rehearsal, const std::string& source,
                              double milliseconds, const TextLayout& layout) {
  return RehearsalText(rehearsal, layout).write(source, milliseconds);
}

Json rehearsal_as_json(const Rehearsal& rehearsal, const std::string& source) {
  Json plays = Json::array();
  for (const auto& play : rehearsal.plays)
    plays.push_back(as_json(play));
  Json wrong_values = Json::array();
  for (const auto& wrong : rehearsal.wrong_values) {
    wrong_values.push_back(
        {{"pointer", wrong.pointer}, {"message", wrong.message}, {"hint", wrong.hint}});
  }
  return {{"title", rehearsal.title},
          {"source", source},
          {"leaves_something", rehearsal.leaves_something()},
          {"plays", std::move(plays)},
          {"wrong_values", std::move(wrong_values)},
          {"notes", rehearsal.notes}};
}

}  // namespace chaos::cli
