#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <string>
#include <vector>

#include "experiment/model/execution.h"
#include "experiment/model/experiment.h"
#include "storage/database.h"

namespace chaos::hub::experiment {

/// The searchable text of an experiment or an execution.
struct SearchText {
  std::string team;
  std::string title;
  std::vector<std::string> tags;
  std::string description;
};

SearchText search_text_of(const Experiment& experiment);
SearchText search_text_of(const Execution& execution);

/// Stores the text unless the team already has it; returns its identifier.
std::int64_t put_search_text(soci::session& session, const SearchText& text);

/// A sort key for titles in alphabetical order, ignoring case and accents.
std::string title_key_of(const std::string& title);

/// In milliseconds; -1 while the execution is running.
std::int64_t duration_of(const Execution& execution);

/// Conditions on `search_text` for what people typed and for the tag, "" for none. `words`: the
/// query in the syntax of the database's index.
struct SearchCondition {
  std::string sql;
  std::vector<std::string> values;
};
std::vector<SearchCondition> search_conditions(bool is_sqlite, const std::string& team,
                                               const std::string& text, const std::string& tag);

/// Fills in the searchable texts of experiments and executions stored before search existed.
void fill_in_search_texts(storage::Database& database);

}  // namespace chaos::hub::experiment
