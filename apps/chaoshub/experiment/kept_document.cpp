#include "experiment/kept_document.h"

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

std::optional<Json> kept_document(ExperimentStore& store, const std::string& document) {
  return whole_document(store.text(document));
}

}  // namespace chaos::hub::experiment
