#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <string>
#include <vector>

#include "experiment/model/execution.h"
#include "experiment/model/experiment.h"
#include "storage/database.h"

namespace chaos::hub::experiment {

/// What an experiment or an execution is found by.
struct SearchText {
  std::string team;
  std::string title;
  std::vector<std::string> tags;
  std::string description;
};

SearchText search_text_of(const Experiment& experiment);
SearchText search_text_of(const Execution& execution);

/// Keeps the text unless the team has the same; returns its identifier.
std::int64_t put_search_text(soci::session& session, const SearchText& text);

/// Titles in the order of these are in alphabetical order, whatever their case and accents.
std::string title_key_of(const std::string& title);

/// In milliseconds; -1 while the execution is running.
std::int64_t duration_of(const Execution& execution);

/// The conditions for `search_text` that what people type and the tag stand for, "" for none.
/// `words`: what to look for, as the database's index takes it.
struct SearchCondition {
  std::string sql;
  std::vector<std::string> values;
};
std::vector<SearchCondition> search_conditions(bool is_sqlite, const std::string& team,
                                               const std::string& text, const std::string& tag);

/// Fills in what experiments and executions are found by that were kept before there was any.
void fill_in_search_texts(storage::Database& database);

}  // namespace chaos::hub::experiment
