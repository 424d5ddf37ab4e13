#include "experiment/model/experiment_catalog.h"

#include <fmt/format.h>

#include "security/secret.h"
#include "service/refusal.h"

namespace chaos::hub::experiment {
namespace {

std::string text_of(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Version version_of(const Experiment& experiment, const Author& author, const std::string& digest,
                   Time now) {
  return {.number = experiment.version,
          .digest = digest,
          .document = new_id(),
          .author = author.principal.account,
          .author_name = author.principal.display_name(),
          .created = now};
}

}  // namespace

ExperimentCatalog::ExperimentCatalog(ExperimentStore& store, ActivityFeed& activity_feed,
                                     Clock clock)
    : store_(store), activity_feed_(activity_feed), clock_(std::move(clock)) {}

Experiment ExperimentCatalog::find(const TeamRef& team_ref, const std::string& id) {
  auto found = store_.experiment(team_ref, id);
  if (!found) throw Refusal(Refusal::Kind::kUnknown, "experiment not found");
  return *std::move(found);
}

Listing<Experiment> ExperimentCatalog::page(const TeamRef& team_ref,
                                            const ExperimentFilter& filter) {
  return listing_of(
      filter, [&](const ExperimentFilter& longer) { return store_.experiments(team_ref, longer); });
}

Experiment ExperimentCatalog::edit(const Author& author, const TeamRef& team_ref,
                                   const std::string& id, const VersionCondition& expected,
                                   const Json& document) {
  if (!document.is_object() || line_at(document, "title").empty())
    throw Refusal(Refusal::Kind::kInvalid, "an experiment must be an object with a title");
  Experiment experiment = find(team_ref, id);
  expected.check(experiment.version);
  const std::string digest = digest_of_experiment(document);
  const auto latest = store_.version(experiment.id, experiment.version);
  if (latest && latest->digest == digest) return experiment;
  const int version = experiment.version;
  if (auto changed = change(author, std::move(experiment), document, digest))
    return std::move(changed->first);
  expected.check(version + 1);  // someone else was faster
  throw Refusal(Refusal::Kind::kStale,
                "the experiment has been changed in the meantime: try again");
}

ExperimentCatalog::Published ExperimentCatalog::publish(const Author& author,
                                                        const TeamRef& team_ref,
                                                        const Json& document) {
  if (!document.is_object() || line_at(document, "title").empty())
    throw Refusal(Refusal::Kind::kInvalid, "an experiment must be an object with a title");
  const std::string digest = digest_of_experiment(document);
  while (true)  // if two publish the same at once, the second tries again
    if (auto published = try_to_publish(author, team_ref, document, digest))
      return *std::move(published);
}

std::optional<ExperimentCatalog::Published> ExperimentCatalog::try_to_publish(
    const Author& author, const TeamRef& team_ref, const Json& document,
    const std::string& digest) {
  auto known = store_.experiment(team_ref, identifier_in(document, "experiment_id"));
  const bool by_identifier = known.has_value();
  if (!known) known = store_.experiment_from(team_ref, identifier_in(document, "source"));
  if (!known) {
    if (auto same = store_.experiment_with(team_ref, digest))
      return Published{*std::move(same), Outcome::kRecognised};
    return add(author, team_ref, document, digest);
  }
  const auto latest = store_.version(known->id, known->version);
  if (!latest || latest->digest != digest)
    return change(author, *std::move(known), document, digest);
  return Published{*std::move(known), by_identifier ? Outcome::kUnchanged : Outcome::kRecognised};
}

std::optional<ExperimentCatalog::Published> ExperimentCatalog::add(const Author& author,
                                                                   const TeamRef& team_ref,
                                                                   const Json& document,
                                                                   const std::string& digest) {
  const Time now = clock_();
  Experiment experiment{.id = new_id(),
                        .team_ref = team_ref,
                        .title = line_at(document, "title"),
                        .source = identifier_in(document, "source"),
                        .tags = tags_of(document),
                        .created = now,
                        .changed = now,
                        .description = description_of(document)};
  if (!store_.add_experiment(experiment, version_of(experiment, author, digest, now),
                             text_of(document), audit_context(author.principal, now)))
    return std::nullopt;
  activity_feed_.post(author, team_ref,
                      {.kind = "experiment-published",
                       .subject = experiment.id,
                       .text = fmt::format("published the experiment '{}'", experiment.title)});
  return Published{std::move(experiment), Outcome::kNew};
}

std::optional<ExperimentCatalog::Published> ExperimentCatalog::change(const Author& author,
                                                                      Experiment experiment,
                                                                      const Json& document,
                                                                      const std::string& digest) {
  const Time now = clock_();
  ++experiment.version;
  experiment.title = line_at(document, "title");
  experiment.tags = tags_of(document);
  experiment.description = description_of(document);
  experiment.changed = now;
  if (!store_.add_version(experiment, version_of(experiment, author, digest, now),
                          text_of(document), audit_context(author.principal, now)))
    return std::nullopt;
  activity_feed_.post(author, experiment.team_ref,
                      {.kind = "experiment-changed",
                       .subject = experiment.id,
                       .text = fmt::format("published version {} of the experiment '{}'",
                                           experiment.version, experiment.title)});
  return Published{std::move(experiment), Outcome::kChanged};
}

}  // namespace chaos::hub::experiment
