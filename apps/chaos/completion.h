#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace chaos::cli {

/// A word that may come next, and its meaning ("" if the word is self-explanatory).
struct Candidate {
  std::string word;
  std::string description = {};
};

/// What may come next on the command line.
struct Completion {
  enum class Paths { kNone, kFiles, kDirectories };

  std::vector<Candidate> candidates = {};  ///< including those that do not start with the word
  Paths paths = Paths::kNone;              ///< which paths may come next as well
};

/// The keys of the settings file that `--settings` names, "" for the default file.
using SettingKeys = std::function<std::vector<std::string>(const std::string& settings)>;

/// Completes the last of `words`, the words after `chaos` on a command line, from the definitions
/// of the commands. `setting_keys` is only called to complete the key of a setting.
Completion complete(const CLI::App& program, const std::vector<std::string>& words,
                    const SettingKeys& setting_keys);

/// One candidate per line: word, tab, description. The first line is ":files" or ":directories" if
/// these may come next as well. The shell scripts read this.
std::string candidates_text(const Completion& completion);

/// The script that makes "bash", "zsh" or "fish" ask `chaos` for the candidates.
std::string_view completion_script(std::string_view shell);

}  // namespace chaos::cli
