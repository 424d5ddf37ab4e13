#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace chaos::cli {

/// A word that may stand at the place that is being completed, and what it means ("" when the word
/// says it all).
struct Candidate {
  std::string word;
  std::string description = {};
};

/// What may stand at the place that is being completed.
struct Completion {
  enum class Paths { kNone, kFiles, kDirectories };

  std::vector<Candidate> candidates = {};  ///< also those that do not begin as the word does
  Paths paths = Paths::kNone;              ///< which paths may stand there as well
};

/// The keys of the settings in the file that `--settings` names in the line, "" when it does not.
using SettingKeys = std::function<std::vector<std::string>(const std::string& settings)>;

/// Completes the last of `words`, which stand behind `chaos` on a command line. Knows all from the
/// definitions of the commands; `setting_keys` is asked only where the key of a setting is meant.
Completion complete(const CLI::App& program, const std::vector<std::string>& words,
                    const SettingKeys& setting_keys);

/// A candidate a line: its word, a tab and its description. Before them ":files" or ":directories"
/// when such may stand there as well. This is what the scripts of the shells read.
std::string candidates_text(const Completion& completion);

/// The script that makes "bash", "zsh" or "fish" ask `chaos` for the candidates.
std::string_view completion_script(std::string_view shell);

}  // namespace chaos::cli
