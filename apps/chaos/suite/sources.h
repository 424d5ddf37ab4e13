#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "chaos/json.h"
#include "document/document.h"

namespace chaos::cli {

/// One of several experiments to run.
struct SuiteEntry {
  std::string source;      ///< as `chaos run` takes it
  std::string name;        ///< the base name of its files; unique
  std::string title = {};  ///< "" if it is not known
  std::vector<std::string> tags = {};
  std::vector<std::string> resources = {};  ///< what it needs exclusively
};

/// Whether the source may stand for several experiments: a directory, or a pattern.
bool is_collective(const std::string& source);

/// Which experiments to choose, and how to read them.
struct SourceOptions {
  std::vector<std::string> tags = {};  ///< only those that have one of them, if there are any
  std::optional<Document::Format> format = {};
  bool verify_tls = true;
};

/// The experiments that the sources name, in order, each once: files and URLs themselves; for a
/// directory, every .json, .yaml and .yml file in it and below that contains an experiment; for a
/// shell pattern, every matching file. A file that cannot be read is included, so that running it
/// shows why. Throws UsageError if a directory or pattern names none, or if a source is standard
/// input or a pipe, which can only be read once.
std::vector<SuiteEntry> find_experiments(const std::vector<std::string>& sources,
                                         const SourceOptions& options, const Json& settings,
                                         const std::stop_token& stop);

}  // namespace chaos::cli
