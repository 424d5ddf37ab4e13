#include "experiment/pages/experiment_choice.h"

#include <fmt/format.h>

#include <algorithm>

#include "service/refusal.h"

namespace chaos::hub::experiment {
namespace {

constexpr int kMostOffered = 200;
constexpr const char* kListed = "experiment";
constexpr const char* kNamed = "other-experiment";

/// Those that were run last, then those that were published last.
std::vector<Experiment> latest_experiments(const ExperimentModel& model, const TeamRef& team_ref) {
  auto latest = model.statistics.active_experiments(team_ref, kMostOffered);
  for (Experiment& experiment : model.store.experiments(team_ref, {.limit = kMostOffered}))
    if (latest.size() < kMostOffered &&
        std::ranges::find(latest, experiment.id, &Experiment::id) == latest.end())
      latest.push_back(std::move(experiment));
  std::ranges::sort(latest, {}, &Experiment::title);
  return latest;
}

std::string trimmed(std::string text) {
  text.erase(0, text.find_first_not_of(' '));
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

/// The experiment with that identifier or title, or with all of these words if only one has them.
std::string experiment_named(const ExperimentModel& model, const TeamRef& team_ref,
                             const std::string& name) {
  constexpr int kMostNamed = 50;
  if (const auto known = model.store.experiment(team_ref, name)) return known->id;
  auto found = model.store.experiments(team_ref, {.text = name, .limit = kMostNamed});
  if (std::ranges::count(found, name, &Experiment::title) == 1)
    return std::ranges::find(found, name, &Experiment::title)->id;
  if (found.size() == 1) return found.front().id;
  throw Refusal(
      Refusal::Kind::kInvalid,
      found.empty()
          ? fmt::format("no experiment is called '{}': enter the title or the ID of one", name)
          : fmt::format("several experiments match '{}': enter the ID of the one you mean, which "
                        "is the end of its page's address",
                        name));
}

}  // namespace

ExperimentChoices experiment_choices(const ExperimentModel& model, const TeamRef& team_ref,
                                     const std::string& chosen) {
  auto page =
      model.catalog.page(team_ref, {.order = ExperimentOrder::kTitle, .limit = kMostOffered});
  ExperimentChoices choices{.listed = {}, .has_more = page.has_next};
  for (const Experiment& experiment :
       page.has_next ? latest_experiments(model, team_ref) : page.entries)
    choices.listed.push_back({experiment.id, experiment.title});
  if (chosen.empty() ||
      std::ranges::find(choices.listed, chosen, &web::Choice::value) != choices.listed.end())
    return choices;
  const auto known = model.store.experiment(team_ref, chosen);
  choices.listed.push_back({chosen, known ? known->title : "Deleted experiment " + chosen});
  return choices;
}

void ask_for_experiment(web::Form& form, const std::string& label, const ExperimentChoices& choices,
                        const std::string& chosen, std::vector<web::Choice> first) {
  first.insert(first.end(), choices.listed.begin(), choices.listed.end());
  form.select(kListed, label, first, chosen);
  if (choices.has_more)
    form.input({.name = kNamed,
                .label = "Another experiment",
                .hint = "If it is not in the list: its title or ID.",
                .required = false});
}

std::string chosen_experiment(const ExperimentModel& model, const TeamRef& team_ref,
                              const std::map<std::string, std::string>& fields) {
  const std::string name = trimmed(web::field(fields, kNamed));
  return name.empty() ? web::field(fields, kListed) : experiment_named(model, team_ref, name);
}

}  // namespace chaos::hub::experiment
