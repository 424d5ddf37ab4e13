#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos::cli {

/// One experiment of several that are to be run.
struct SuiteEntry {
  std::string source;  ///< as `chaos run` takes it
  std::string name;    ///< what its files are called; no two have the same
  std::vector<std::string> tags = {};
  std::vector<std::string> resources = {};  ///< what it needs for itself
};

/// Whether the source may stand for several experiments: a directory, or a pattern.
bool is_collective(const std::string& source);

/// The experiments that the sources name, in their order, each once: files and addresses as they
/// are; of a directory every .json, .yaml and .yml file in it and below that holds an experiment;
/// of a pattern (as a shell's) every file that matches. With `tags` only those that have one of
/// them. A file that cannot be read is kept, so that running it tells why.
/// Throws UsageError when a directory or pattern names none.
std::vector<SuiteEntry> find_experiments(const std::vector<std::string>& sources,
                                         const std::vector<std::string>& tags, const Json& settings,
                                         bool verify_tls, const std::stop_token& stop);

}  // namespace chaos::cli
