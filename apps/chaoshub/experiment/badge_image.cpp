#include "experiment/badge_image.h"

#include <fmt/format.h>

#include <cctype>

namespace chaos::hub::experiment {
namespace {

constexpr const char* kLabel = "chaos";
constexpr int kPadding = 8;
constexpr int kCharacter = 7;  // average width; textLength makes the text fit

/// White text is readable on all of these.
const char* colour_of(ExecutionOutcome outcome) {
  switch (outcome) {
    case ExecutionOutcome::kPassed:
      return "#1f7a4d";
    case ExecutionOutcome::kProblems:
    case ExecutionOutcome::kInterrupted:
    case ExecutionOutcome::kNoNews:
      return "#8a5300";
    case ExecutionOutcome::kDeviated:
    case ExecutionOutcome::kFailed:
      return "#b3261e";
    case ExecutionOutcome::kRunning:
      return "#0b5cad";
    case ExecutionOutcome::kUnknown:
      break;
  }
  return "#5f636b";
}

std::string words_for(ExecutionOutcome outcome) {
  if (outcome == ExecutionOutcome::kUnknown) return "no result";
  std::string words(label_of(outcome));
  words[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(words[0])));
  return words;
}

int width_of(const std::string& text) {
  return static_cast<int>(text.size()) * kCharacter;
}

std::string part(const std::string& text, int begin) {
  return fmt::format(R"(<text x="{}" y="14" textLength="{}">{}</text>)", begin + kPadding,
                     width_of(text), text);
}

}  // namespace

std::string badge_image(ExecutionOutcome outcome) {
  const std::string label = kLabel;
  const std::string words = words_for(outcome);
  const int left = width_of(label) + 2 * kPadding;
  const int right = width_of(words) + 2 * kPadding;
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="20" role="img" aria-label="{1}: {2}"><title>{1}: {2}</title>)"
      R"(<rect width="{0}" height="20" rx="4" fill="{3}"/><path d="M4 0h{4}v20H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4z" fill="#3b3f45"/>)"
      R"(<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">{5}{6}</g></svg>)"
      "\n",
      left + right, label, words, colour_of(outcome), left - 4, part(label, 0), part(words, left));
}

std::string badge_address(const http::Request& request, const std::string& secret) {
  return request.base_url + "/badges/" + secret + ".svg";
}

}  // namespace chaos::hub::experiment
