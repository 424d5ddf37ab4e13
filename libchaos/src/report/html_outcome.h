#pragma once

#include <string>
#include <string_view>

#include "report/summary.h"

namespace chaos::report {

/// The presentation of outcomes: never by color alone, always with a symbol or a word as well.

/// The class of the style sheet: "ok", "bad", "warn" or "none".
std::string_view css_class(Outcome outcome);
std::string_view css_class(Verdict verdict);

/// The color if no style sheet is allowed.
std::string_view colour_of(Outcome outcome);

/// "✓", "✕", "!" or "–"
std::string_view symbol_of(Outcome outcome);
std::string_view symbol_of(Verdict verdict);

/// A label with the outcome in words.
std::string pill(Outcome outcome);
std::string pill(Verdict verdict);
/// A label in the colors of a class.
std::string pill(std::string_view css_class, std::string_view words);

}  // namespace chaos::report
