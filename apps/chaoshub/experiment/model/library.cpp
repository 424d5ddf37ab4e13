#include "experiment/model/library.h"

#include <fmt/format.h>

#include "security/secret.h"
#include "service/refusal.h"

namespace chaos::hub::experiment {
namespace {

std::string text_of(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Library::Library(Store& store, Notes& notes, Clock clock)
    : store_(store), notes_(notes), clock_(std::move(clock)) {}

Experiment Library::find(const Home& home, const std::string& id) {
  auto found = store_.experiment(home, id);
  if (!found) throw Refusal(Refusal::Kind::kUnknown, "there is no such experiment");
  return *std::move(found);
}

std::pair<Experiment, Library::Outcome> Library::publish(const Author& author, const Home& home,
                                                         const Json& document) {
  if (!document.is_object() || line_at(document, "title").empty())
    throw Refusal(Refusal::Kind::kInvalid, "an experiment is an object with a title");
  const std::string digest = digest_of_experiment(document);
  const std::lock_guard lock(publishing_);
  if (auto known = store_.experiment(home, identifier_in(document, "experiment_id"))) {
    const bool changed = change(author, *known, document, digest);
    return {*std::move(known), changed ? Outcome::kChanged : Outcome::kUnchanged};
  }
  const std::string source = identifier_in(document, "source");
  if (auto known = source.empty() ? std::nullopt : store_.experiment_from(home, source)) {
    const bool changed = change(author, *known, document, digest);
    return {*std::move(known), changed ? Outcome::kChanged : Outcome::kRecognised};
  }
  return {add(author, home, document, digest), Outcome::kNew};
}

Experiment Library::add(const Author& author, const Home& home, const Json& document,
                        const std::string& digest) {
  const Time now = clock_();
  Experiment experiment{.id = new_id(),
                        .home = home,
                        .title = line_at(document, "title"),
                        .source = identifier_in(document, "source"),
                        .tags = tags_of(document),
                        .created = now,
                        .changed = now};
  store_.add_experiment(experiment,
                        {.number = 1,
                         .digest = digest,
                         .document = new_id(),
                         .author = author.principal.account,
                         .author_name = author.principal.name,
                         .created = now},
                        text_of(document), {.actor = author.principal.account, .time = now});
  notes_.tell(author, home, "experiment-published", experiment.id,
              fmt::format("published the experiment '{}'", experiment.title));
  return experiment;
}

bool Library::change(const Author& author, Experiment& experiment, const Json& document,
                     const std::string& digest) {
  const auto latest = store_.version(experiment.id, experiment.version);
  if (latest && latest->digest == digest) return false;
  const Time now = clock_();
  ++experiment.version;
  experiment.title = line_at(document, "title");
  experiment.tags = tags_of(document);
  experiment.changed = now;
  store_.add_version(experiment,
                     {.number = experiment.version,
                      .digest = digest,
                      .document = new_id(),
                      .author = author.principal.account,
                      .author_name = author.principal.name,
                      .created = now},
                     text_of(document), {.actor = author.principal.account, .time = now});
  notes_.tell(author, experiment.home, "experiment-changed", experiment.id,
              fmt::format("published version {} of the experiment '{}'", experiment.version,
                          experiment.title));
  return true;
}

}  // namespace chaos::hub::experiment
