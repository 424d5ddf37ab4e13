#include "experiment/kept_document.h"

#include <utility>

#include "experiment/model/secret_values.h"
#include "http/problem.h"

namespace chaos::hub::experiment {
namespace {

constexpr std::size_t kLongest = 8u << 20;  // bytes

}  // namespace

std::optional<Json> whole_document(const std::function<std::optional<std::string>()>& next) {
  std::string text;
  while (const auto piece = next()) {
    text += *piece;
    if (text.size() > kLongest) return std::nullopt;
  }
  Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

std::function<std::optional<std::string>()> without_secret_values(
    const std::function<std::optional<std::string>()>& next) {
  auto document = whole_document(next);
  if (!document)
    throw http::Problem(409,
                        "the document is too long for the hub to hide its secrets: only people who "
                        "may run the experiment can read it");
  const Json shown = without_secret_values(*std::move(document));
  return
      [text = std::optional(shown.dump(-1, ' ', false, Json::error_handler_t::replace))]() mutable {
        return std::exchange(text, std::nullopt);
      };
}

std::optional<Json> kept_document(ExperimentStore& store, const std::string& document) {
  return whole_document(store.text(document));
}

}  // namespace chaos::hub::experiment
