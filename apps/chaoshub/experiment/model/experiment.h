#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"
#include "service/clock.h"

namespace chaos::hub::experiment {

/// The team that something belongs to.
struct TeamRef {
  std::string organization;
  std::string team;

  bool operator==(const TeamRef&) const = default;
};

/// A published experiment in its current state.
struct Experiment {
  std::string id;
  TeamRef team_ref;
  std::string title;
  std::string source;  ///< the URL it was loaded from; "" for a file
  std::vector<std::string> tags;
  int version = 1;  ///< number of its latest version, from 1
  Time created;
  Time changed;
  std::string description = {};  ///< for searching; never read back
};

/// The order of a list of experiments.
enum class ExperimentOrder {
  kNewest,
  kChanged,  ///< most recently changed first
  kTitle
};

/// Selects experiments of a team. "" matches all.
struct ExperimentFilter {
  std::string text = {};  ///< words, or their beginnings, of the title, tags or description
  std::string tag = {};   ///< one of the tags
  ExperimentOrder order = ExperimentOrder::kNewest;
  std::string before = {};  ///< those after the one with that identifier in the list
  std::string after = {};   ///< those that precede it; mutually exclusive with `before`
  int limit = 50;
};

/// A version of an experiment's content.
struct Version {
  int number = 1;
  std::string digest;    ///< of the relevant content
  std::string document;  ///< the identifier of its text
  std::string author;    ///< an account's identifier
  std::string author_name;
  Time created;
};

/// The cursor of a version in a list.
inline std::string cursor_of(const Version& version) {
  return std::to_string(version.number);
}

/// The extension block of an experiment or journal that contains the hub's identifiers.
const Json* chaosiq_block(const Json& experiment);
/// The same; created if missing.
Json& chaosiq_block_of(Json& experiment);

/// The string at `key` in that block; "" if missing.
std::string identifier_in(const Json& experiment, std::string_view key);

/// Equal for experiments that differ only in identifiers and in what a run adds.
std::string digest_of_experiment(const Json& experiment);

/// Equal for journals of the same run of the same experiment, whatever has been added to them; ""
/// if the journal does not say when and where it ran.
std::string run_key_of(const Json& journal);

/// The string at `key` on a single line, in a form that any database can store: at most 300
/// characters, control characters replaced by spaces.
std::string line_at(const Json& object, std::string_view key);

/// The part of the experiment's description that can be searched.
std::string description_of(const Json& experiment);

/// The experiment's tags that are strings.
std::vector<std::string> tags_of(const Json& experiment);

}  // namespace chaos::hub::experiment
