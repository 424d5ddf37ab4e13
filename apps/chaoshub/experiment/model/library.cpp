#include "experiment/model/library.h"

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
          .author_name = author.principal.name,
          .created = now};
}

}  // namespace

Library::Library(Store& store, Notes& notes, Clock clock)
    : store_(store), notes_(notes), clock_(std::move(clock)) {}

Experiment Library::find(const Home& home, const std::string& id) {
  auto found = store_.experiment(home, id);
  if (!found) throw Refusal(Refusal::Kind::kUnknown, "there is no such experiment");
  return *std::move(found);
}

Listing<Experiment> Library::page(const Home& home, const ExperimentFilter& filter) {
  return listing_of(
      filter, [&](const ExperimentFilter& longer) { return store_.experiments(home, longer); });
}

Experiment Library::edit(const Author& author, const Home& home, const std::string& id,
                         const VersionCondition& expected, const Json& document) {
  if (!document.is_object() || line_at(document, "title").empty())
    throw Refusal(Refusal::Kind::kInvalid, "an experiment is an object with a title");
  Experiment experiment = find(home, id);
  expected.check(experiment.version);
  const std::string digest = digest_of_experiment(document);
  const auto latest = store_.version(experiment.id, experiment.version);
  if (latest && latest->digest == digest) return experiment;
  const int version = experiment.version;
  if (auto changed = change(author, std::move(experiment), document, digest))
    return std::move(changed->first);
  expected.check(version + 1);  // somebody else was faster
  throw Refusal(Refusal::Kind::kStale, "the experiment has been changed meanwhile: try again");
}

Library::Published Library::publish(const Author& author, const Home& home, const Json& document) {
  if (!document.is_object() || line_at(document, "title").empty())
    throw Refusal(Refusal::Kind::kInvalid, "an experiment is an object with a title");
  const std::string digest = digest_of_experiment(document);
  while (true)  // of two that publish the same at once the second looks again
    if (auto published = try_to_publish(author, home, document, digest))
      return *std::move(published);
}

std::optional<Library::Published> Library::try_to_publish(const Author& author, const Home& home,
                                                          const Json& document,
                                                          const std::string& digest) {
  auto known = store_.experiment(home, identifier_in(document, "experiment_id"));
  const bool by_identifier = known.has_value();
  if (!known) known = store_.experiment_from(home, identifier_in(document, "source"));
  if (!known) {
    if (auto same = store_.experiment_with(home, digest))
      return Published{*std::move(same), Outcome::kRecognised};
    return add(author, home, document, digest);
  }
  const auto latest = store_.version(known->id, known->version);
  if (!latest || latest->digest != digest)
    return change(author, *std::move(known), document, digest);
  return Published{*std::move(known), by_identifier ? Outcome::kUnchanged : Outcome::kRecognised};
}

std::optional<Library::Published> Library::add(const Author& author, const Home& home,
                                               const Json& document, const std::string& digest) {
  const Time now = clock_();
  Experiment experiment{.id = new_id(),
                        .home = home,
                        .title = line_at(document, "title"),
                        .source = identifier_in(document, "source"),
                        .tags = tags_of(document),
                        .created = now,
                        .changed = now,
                        .description = description_of(document)};
  if (!store_.add_experiment(experiment, version_of(experiment, author, digest, now),
                             text_of(document), {.actor = author.principal.account, .time = now}))
    return std::nullopt;
  notes_.tell(author, home,
              {.kind = "experiment-published",
               .subject = experiment.id,
               .text = fmt::format("published the experiment '{}'", experiment.title)});
  return Published{std::move(experiment), Outcome::kNew};
}

std::optional<Library::Published> Library::change(const Author& author, Experiment experiment,
                                                  const Json& document, const std::string& digest) {
  const Time now = clock_();
  ++experiment.version;
  experiment.title = line_at(document, "title");
  experiment.tags = tags_of(document);
  experiment.description = description_of(document);
  experiment.changed = now;
  if (!store_.add_version(experiment, version_of(experiment, author, digest, now),
                          text_of(document), {.actor = author.principal.account, .time = now}))
    return std::nullopt;
  notes_.tell(author, experiment.home,
              {.kind = "experiment-changed",
               .subject = experiment.id,
               .text = fmt::format("published version {} of the experiment '{}'",
                                   experiment.version, experiment.title)});
  return Published{std::move(experiment), Outcome::kChanged};
}

}  // namespace chaos::hub::experiment
