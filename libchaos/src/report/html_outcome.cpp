#include "report/html_outcome.h"

#include <fmt/format.h>

#include "log/count_text.h"
#include "report/markup.h"
#include "report/verdict.h"

namespace chaos::report {

std::string_view css_class(Outcome outcome) {
  switch (outcome) {
    case Outcome::kSucceeded:
      return "ok";
    case Outcome::kFailed:
    case Outcome::kNotMet:
      return "bad";
    case Outcome::kAborted:
      return "warn";
    case Outcome::kNotRun:
      break;
  }
  return "none";
}

std::string_view css_class(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed:
      return "ok";
    case Verdict::kDeviated:
    case Verdict::kFailed:
    case Verdict::kAborted:
    case Verdict::kInvalid:
      return "bad";
    case Verdict::kRemarks:
    case Verdict::kInterrupted:
      return "warn";
    case Verdict::kNotRun:
    case Verdict::kUnknown:
      break;
  }
  return "none";
}

std::string_view colour_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kSucceeded:
      return "#2b8a57";
    case Outcome::kFailed:
    case Outcome::kNotMet:
      return "#cd2b31";
    case Outcome::kAborted:
      return "#d9822b";
    case Outcome::kNotRun:
      break;
  }
  return "#8b8d98";
}

std::string_view symbol_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kSucceeded:
      return "✓";
    case Outcome::kFailed:
    case Outcome::kNotMet:
      return "✕";
    case Outcome::kAborted:
      return "!";
    case Outcome::kNotRun:
      break;
  }
  return "–";
}

std::string_view symbol_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed:
      return "✓";
    case Verdict::kDeviated:
    case Verdict::kFailed:
    case Verdict::kAborted:
    case Verdict::kInvalid:
      return "✕";
    case Verdict::kRemarks:
    case Verdict::kInterrupted:
      return "!";
    case Verdict::kNotRun:
    case Verdict::kUnknown:
      break;
  }
  return "–";
}

std::string pill(std::string_view css_class, std::string_view words) {
  return fmt::format("<span class=\"pill {}\">{}</span>", css_class, to_html(words));
}

std::string pill(Outcome outcome) {
  return pill(css_class(outcome), fmt::format("{} {}", symbol_of(outcome), to_string(outcome)));
}

std::string pill(Verdict verdict) {
  return pill(css_class(verdict), fmt::format("{} {}", symbol_of(verdict),
                                              capitalized(std::string(label_of(verdict)))));
}

}  // namespace chaos::report
