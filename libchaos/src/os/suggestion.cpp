#include "os/suggestion.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <sstream>
#include <utility>

#include "os/environment.h"

namespace chaos::os {
namespace {

/// The number of letters that were mistyped, omitted, added, or swapped with the next one (the
/// optimal string alignment distance).
std::size_t typing_errors(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  std::vector<std::size_t> above;
  std::vector<std::size_t> two_above;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    two_above = std::exchange(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t mistyped = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      row[j] = std::min({mistyped, above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
        row[j] = std::min(row[j], two_above[j - 2] + 1);
    }
  }
  return row.back();
}

/// One typo in a short word, and one more for every five letters.
std::size_t allowance(std::string_view word) {
  return 1 + word.size() / 5;
}

/// The word without differences that people do not remember.
std::string simplified(std::string_view word) {
  std::string simple(word);
  for (char& c : simple) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_') c = '-';
  }
  return simple;
}

/// How many typos a word of this length may have to count as a misspelling.
std::size_t strict_allowance(std::size_t length) {
  if (length <= 3) return 0;
  if (length <= 5) return 1;
  return length <= 11 ? 2 : length / 4;
}

}  // namespace

std::string misspelling_of(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string simple = simplified(word);
  std::string best;
  std::size_t best_distance = std::string::npos;
  for (const auto& candidate : candidates) {
    if (candidate == word) continue;
    const std::size_t length = std::max(word.size(), candidate.size());
    const std::size_t allowed = strict_allowance(length);
    if (length - std::min(word.size(), candidate.size()) > allowed) continue;
    const std::size_t distance = typing_errors(simple, simplified(candidate));
    if (distance > allowed || distance >= best_distance) continue;
    best_distance = distance;
    best = candidate;
  }
  return best;
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = allowance(word) + 1;
  for (const auto& candidate : candidates) {
    if (candidate == word) continue;
    const std::size_t distance = typing_errors(word, candidate);
    if (distance < best_distance && distance < std::max(word.size(), candidate.size())) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string candidate = nearest(word, candidates);
  return candidate.empty() ? std::string() : fmt::format("did you mean \"{}\"?", candidate);
}

std::string suggest_executable(std::string_view name) {
  const auto path = environment_variable("PATH");
  if (!path || name.find('/') != std::string_view::npos) return {};
  std::vector<std::string> names;
  std::istringstream directories(*path);
  for (std::string directory; std::getline(directories, directory, ':');) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
      names.push_back(entry.path().filename());
    }
  }
  return did_you_mean(name, names);
}

}  // namespace chaos::os
