#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos::cli {

/// One of several experiments to run.
struct SuiteEntry {
  std::string source;  ///< as `chaos run` takes it
  std::string name;    ///< the base name of its files; unique
  std::vector<std::string> tags = {};
  std::vector<std::string> resources = {};  ///< what it needs exclusively
};

/// Whether the source may stand for several experiments: a directory, or a pattern.
bool is_collective(const std::string& source);

/// The experiments that the sources name, in order, each once: files and URLs themselves; for a
/// directory, every .json, .yaml and .yml file in it and below that contains an experiment; for a
/// shell pattern, every matching file. With `tags`, only those that have one of them. A file that
/// cannot be read is included, so that running it shows why. Throws UsageError if a directory or
/// pattern names none.
std::vector<SuiteEntry> find_experiments(const std::vector<std::string>& sources,
                                         const std::vector<std::string>& tags, const Json& settings,
                                         bool verify_tls, const std::stop_token& stop);

}  // namespace chaos::cli
