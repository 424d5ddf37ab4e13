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

/// An experiment that was published, as it is now.
struct Experiment {
  std::string id;
  TeamRef team_ref;
  std::string title;
  std::string source;  ///< the URL it was loaded from; "" for a file
  std::vector<std::string> tags;
  int version = 1;  ///< counts its contents, from 1
  Time created;
  Time changed;
  std::string description = {};  ///< to be found by; not read back
};

/// The order of a list of experiments.
enum class ExperimentOrder {
  kNewest,
  kChanged,  ///< the one with the latest version first
  kTitle
};

/// Which experiments of a team are meant. "" for what does not matter.
struct ExperimentFilter {
  std::string text = {};  ///< words of its title, tags or description, or their beginnings
  std::string tag = {};   ///< one of its tags
  ExperimentOrder order = ExperimentOrder::kNewest;
  std::string before = {};  ///< those that follow the one with that identifier in the list
  std::string after = {};   ///< those that precede it; only one of the two is given
  int limit = 50;
};

/// One of an experiment's contents.
struct Version {
  int number = 1;
  std::string digest;    ///< of what matters in it
  std::string document;  ///< the identifier of its text
  std::string author;    ///< an account's identifier
  std::string author_name;
  Time created;
};

/// What names a version among those of its experiment, for lists.
inline std::string cursor_of(const Version& version) {
  return std::to_string(version.number);
}

/// The extension block of an experiment (or journal) that holds what the hub calls things.
const Json* chaosiq_block(const Json& experiment);
/// The same, made when it is not there.
Json& chaosiq_block_of(Json& experiment);

/// The text at `key` of that block; "" when there is none.
std::string identifier_in(const Json& experiment, std::string_view key);

/// The same for experiments that differ in nothing but identifiers and what a run adds.
std::string digest_of_experiment(const Json& experiment);

/// The same for journals of the same run of the same experiment, whatever was added to them since;
/// "" for a journal that does not say when and where it was run.
std::string run_key_of(const Json& journal);

/// The text at `key` fit to be shown on a line and kept in any database: cut to 300 bytes, control
/// characters made blanks.
std::string line_at(const Json& object, std::string_view key);

/// The beginning of the experiment's description, as search knows it.
std::string description_of(const Json& experiment);

/// The experiment's tags, those that are texts.
std::vector<std::string> tags_of(const Json& experiment);

}  // namespace chaos::hub::experiment
