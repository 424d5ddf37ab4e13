#pragma once

#include <string>

#include "experiment/model/execution.h"
#include "storage/statement.h"

namespace chaos::hub::experiment {

/// "SELECT ... FROM execution ", whose rows read_execution() reads.
extern const char* const kSelectExecution;

Home read_home(storage::Columns& row);
Execution read_execution(storage::Columns& row);

/// Tags as the text that is kept, and back.
std::string tags_to_text(const std::vector<std::string>& tags);
std::vector<std::string> tags_from(const std::string& text);

}  // namespace chaos::hub::experiment
