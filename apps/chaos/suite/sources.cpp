#include "suite/sources.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>

#include "chaos/error.h"
#include "document/document.h"
#include "document/loader.h"
#include "experiment/resources.h"
#include "log/log.h"
#include "os/write_target.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

namespace fs = std::filesystem;

bool is_directory(const std::string& source) {
  std::error_code ignored;
  return fs::is_directory(source, ignored);
}

bool is_pattern(const std::string& source) {
  std::error_code ignored;
  return source.find("://") == source.npos && source.find_first_of("*?[") != source.npos &&
         !fs::exists(source, ignored);
}

bool has_document_name(const fs::path& path) {
  const auto extension = path.extension();
  return extension == ".json" || extension == ".yaml" || extension == ".yml";
}

std::vector<std::string> documents_below(const std::string& directory) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file() && has_document_name(entry.path())) {
      files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> files_matching(const std::string& pattern) {
  glob_t found{};
  const std::unique_ptr<glob_t, decltype(&globfree)> owner(&found, &globfree);
  if (::glob(pattern.c_str(), 0, nullptr, &found) != 0) {
    throw UsageError(fmt::format("no file matches '{}'", pattern));
  }
  return {found.gl_pathv, found.gl_pathv + found.gl_pathc};
}

bool is_experiment(const Json& document) {
  return document.is_object() && document.contains("method");
}

/// Collects the entries of one suite.
class Collector {
 public:
  Collector(const SourceOptions& options, const Json& settings, const std::stop_token& stop)
      : options_(options), settings_(settings), stop_(stop) {}

  void add(const std::string& source) {
    if (is_directory(source)) return add_directory(source);
    if (!is_pattern(source)) return add_one(source);
    for (const auto& file : files_matching(source))
      is_directory(file) ? add_directory(file) : add_one(file);
  }

  std::vector<SuiteEntry> entries() { return std::move(entries_); }

 private:
  void add_directory(const std::string& directory) {
    const std::size_t before = seen_.size();
    for (const auto& file : documents_below(directory)) {
      const auto document = load(file);
      if (document && !is_experiment(*document)) {
        log::debug(fmt::format("'{}' does not contain an experiment", file));
        continue;
      }
      add_entry(file, document);
    }
    if (seen_.size() == before) {
      throw UsageError(fmt::format("there is no experiment in '{}'", directory));
    }
  }

  void add_one(const std::string& source) {
    if (source == os::kStandardInput || os::is_special_file(source)) {
      throw UsageError(fmt::format(
          "'{}' can only be read once: run it alone, without --journal-dir, --jobs, --tag, and "
          "--fail-fast-suite",
          source));
    }
    add_entry(source, load(source));
  }

  std::optional<Json> load(const std::string& source) const {
    try {
      return load_document(source, settings_, options_.verify_tls, stop_, options_.format).root;
    } catch (const InvalidSource& error) {
      log::debug(fmt::format("'{}' cannot be searched: {}", source, error.what()));
      return std::nullopt;
    }
  }

  void add_entry(const std::string& source, const std::optional<Json>& document) {
    if (!seen_.insert(source).second) return;
    SuiteEntry entry{.source = source, .name = {}};
    if (document) {
      entry.tags = texts_of(find(*document, "tags"));
      entry.resources = resources_of(*document);
      const Json* title = find(*document, "title");
      if (title != nullptr && title->is_string()) entry.title = title->get<std::string>();
    }
    const auto is_wanted = [&](const std::string& tag) {
      return std::ranges::find(options_.tags, tag) != options_.tags.end();
    };
    if (!options_.tags.empty() && std::none_of(entry.tags.begin(), entry.tags.end(), is_wanted))
      return;
    entry.name = unused_name(source);
    entries_.push_back(std::move(entry));
  }

  std::string unused_name(const std::string& source) {
    const std::size_t end = source.find_first_of("?#");
    const bool is_address = source.find("://") != source.npos;
    std::string stem = fs::path(is_address ? source.substr(0, end) : source).stem().string();
    if (stem.empty()) stem = "experiment";
    std::string name = stem;
    for (int i = 2; !names_.insert(name).second; ++i)
      name = fmt::format("{}-{}", stem, i);
    return name;
  }

  const SourceOptions& options_;
  const Json& settings_;
  const std::stop_token stop_;
  std::set<std::string> seen_;
  std::set<std::string> names_;
  std::vector<SuiteEntry> entries_;
};

}  // namespace

bool is_collective(const std::string& source) {
  return is_directory(source) || is_pattern(source);
}

std::vector<SuiteEntry> find_experiments(const std::vector<std::string>& sources,
                                         const SourceOptions& options, const Json& settings,
                                         const std::stop_token& stop) {
  Collector collector(options, settings, stop);
  for (const auto& source : sources)
    collector.add(source);
  return collector.entries();
}

}  // namespace chaos::cli
