#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/pagination.h"
#include "service/clock.h"
#include "web/html.h"

namespace chaos::hub::web {

/// Pieces that many pages have.

/// "2026-11-21 15:41:17 UTC"
Html time_of(Time time);
/// A dash when there is none.
Html time_of(const std::optional<Time>& time);

/// A status with a sign, a word and a colour. `look` is a class of the style sheet: "ok", "bad",
/// "warn", "none".
Html pill(std::string_view look, std::string_view words);

/// A table that scrolls where it does not fit. `caption` says what it is to who does not see it.
Html table(const std::string& caption, const std::vector<std::string>& columns, const Html& rows);

/// The way to the next part of a list of `count` entries, when there may be one.
Html older(const http::Request& request, const http::Page& page, std::size_t count,
           const std::string& last);

}  // namespace chaos::hub::web
