#include "experiment/kept_document.h"

namespace chaos::hub::experiment {
namespace {

constexpr std::size_t kLongest = 8u << 20;  // bytes

}  // namespace

std::optional<Json> kept_document(Store& store, const std::string& document) {
  std::string text;
  const auto next = store.text(document);
  while (const auto piece = next()) {
    text += *piece;
    if (text.size() > kLongest) return std::nullopt;
  }
  Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

}  // namespace chaos::hub::experiment
