#include "experiment/storage/rows.h"
#include "experiment/storage/search_text.h"
#include "experiment/storage/sql_experiment_store.h"
#include "experiment/storage/topics.h"
#include "experiment/storage/webhook_queue.h"
#include "storage/audit.h"
#include "storage/document.h"
#include "storage/statement.h"

/// The part of the store that contains experiments and their versions.
namespace chaos::hub::experiment {
namespace {

using storage::Columns;
using storage::execute;
using storage::record;
using storage::select;
using storage::select_one;

constexpr const char* kSelectVersion =
    "SELECT number, digest, document, author, author_name, created FROM experiment_version ";

Version read_version(Columns& row) {
  return {.number = static_cast<int>(row.number()),
          .digest = row.text(),
          .document = row.text(),
          .author = row.text(),
          .author_name = row.text(),
          .created = row.time()};
}

void put_version(soci::session& session, const std::string& experiment, const Version& version,
                 const std::string& text) {
  storage::add_document(session, version.document, text);
  execute(session,
          "INSERT INTO experiment_version (experiment, number, digest, document, author,"
          " author_name, created) VALUES (:experiment, :number, :digest, :document, :author,"
          " :author_name, :created)",
          experiment, version.number, version.digest, version.document, version.author,
          version.author_name, version.created);
}

std::optional<Experiment> find_from(soci::session& session, const TeamRef& team_ref,
                                    const std::string& source) {
  if (source.empty()) return std::nullopt;
  return select_one(session,
                    std::string(kSelectExperiment) +
                        "WHERE source = :source AND organization = :organization"
                        " AND team = :team ORDER BY id LIMIT 1",
                    read_experiment, source, team_ref.organization, team_ref.team);
}

std::optional<Experiment> find_with(soci::session& session, const TeamRef& team_ref,
                                    const std::string& digest) {
  return select_one(session,
                    std::string(kSelectExperiment) +
                        "WHERE organization = :organization AND team = :team AND id IN"
                        " (SELECT experiment FROM experiment_version WHERE digest = :digest)"
                        " ORDER BY id DESC LIMIT 1",
                    read_experiment, team_ref.organization, team_ref.team, digest);
}

}  // namespace

std::optional<Experiment> SqlExperimentStore::experiment(const TeamRef& team_ref,
                                                         const std::string& id) {
  if (id.empty()) return std::nullopt;
  return database_.read(
      [&](soci::session& session) { return find_experiment(session, team_ref, id); });
}

std::vector<TeamRef> SqlExperimentStore::team_refs_of(const std::string& experiment) {
  return database_.read([&](soci::session& session) {
    return select(session, "SELECT organization, team FROM experiment WHERE id = :id",
                  read_team_ref, experiment);
  });
}

std::optional<Experiment> SqlExperimentStore::experiment_from(const TeamRef& team_ref,
                                                              const std::string& source) {
  return database_.read(
      [&](soci::session& session) { return find_from(session, team_ref, source); });
}

std::optional<Experiment> SqlExperimentStore::experiment_with(const TeamRef& team_ref,
                                                              const std::string& digest) {
  return database_.read(
      [&](soci::session& session) { return find_with(session, team_ref, digest); });
}

bool SqlExperimentStore::add_experiment(const Experiment& experiment, const Version& version,
                                        const std::string& text, const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    require_team(session, experiment.team_ref);  // others that publish wait
    if (find_from(session, experiment.team_ref, experiment.source) ||
        find_with(session, experiment.team_ref, version.digest))
      return false;
    const auto search_text = put_search_text(session, search_text_of(experiment));
    execute(session,
            "INSERT INTO experiment (id, organization, team, title, source, tags, version,"
            " created, changed, search_text, title_key) VALUES (:id, :organization, :team, :title,"
            " :source, :tags, :version, :created, :changed, :search_text, :title_key)",
            experiment.id, experiment.team_ref.organization, experiment.team_ref.team,
            experiment.title, experiment.source, tags_to_text(experiment.tags), experiment.version,
            experiment.created, experiment.changed, search_text, title_key_of(experiment.title));
    put_version(session, experiment.id, version, text);
    request_approval(session, announcements, experiment, version.author_name, audit.time);
    record(session, audit,
           {.action = "experiment.publish",
            .subject = experiment.id,
            .detail = experiment.title,
            .organization = experiment.team_ref.organization});
    return true;
  });
}

bool SqlExperimentStore::add_version(const Experiment& experiment, const Version& version,
                                     const std::string& text, const AuditContext& audit) {
  return database_.write([&](soci::session& session, storage::Announcements& announcements) {
    if (execute(session,
                "UPDATE experiment SET title = :title, tags = :tags, version = :version,"
                " changed = :changed, search_text = :search_text, title_key = :title_key"
                " WHERE id = :id AND version = :former",
                experiment.title, tags_to_text(experiment.tags), experiment.version,
                experiment.changed, put_search_text(session, search_text_of(experiment)),
                title_key_of(experiment.title), experiment.id, experiment.version - 1) == 0)
      return false;
    put_version(session, experiment.id, version, text);
    announcements.add(announcement_of(kExperimentChanged, experiment.team_ref, experiment.id));
    request_approval(session, announcements, experiment, version.author_name, audit.time);
    record(session, audit,
           {.action = "experiment.change",
            .subject = experiment.id,
            .detail = experiment.title,
            .organization = experiment.team_ref.organization});
    return true;
  });
}

std::optional<Version> SqlExperimentStore::version(const std::string& experiment, int number) {
  return database_.read([&](soci::session& session) {
    return select_one(session,
                      std::string(kSelectVersion) + "WHERE experiment = :id AND number = :number",
                      read_version, experiment, number);
  });
}

std::optional<Version> SqlExperimentStore::version_with(const std::string& experiment,
                                                        const std::string& digest) {
  return database_.read([&](soci::session& session) {
    return select_one(session,
                      std::string(kSelectVersion) +
                          "WHERE experiment = :experiment AND digest = :digest"
                          " ORDER BY number DESC LIMIT 1",
                      read_version, experiment, digest);
  });
}

std::vector<Version> SqlExperimentStore::versions(const std::string& experiment, int before,
                                                  int limit) {
  return database_.read([&](soci::session& session) {
    return select(session,
                  std::string(kSelectVersion) +
                      "WHERE experiment = :id AND (:all = 0 OR number < :before)"
                      " ORDER BY number DESC LIMIT :limit",
                  read_version, experiment, before, before, limit);
  });
}

}  // namespace chaos::hub::experiment
