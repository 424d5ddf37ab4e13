#include "activity/dry.h"

namespace chaos {

std::optional<Dry> dry_from_text(std::string_view text) {
  if (text == "probes") return Dry::kProbes;
  if (text == "actions") return Dry::kActions;
  if (text == "activities") return Dry::kActivities;
  if (text == "pause") return Dry::kPause;
  return std::nullopt;
}

std::string_view to_string(Dry dry) {
  switch (dry) {
    case Dry::kProbes:
      return "probes";
    case Dry::kActions:
      return "actions";
    case Dry::kActivities:
      return "activities";
    case Dry::kPause:
      return "pause";
  }
  return "";
}

std::optional<Dry> effective_dry(const Json& activity, std::optional<Dry> dry) {
  const Json* own = find(activity, "dry");
  if (own == nullptr) return dry;
  if (own->is_boolean()) return *own == true ? std::optional(Dry::kActivities) : std::nullopt;
  if (!own->is_string()) return std::nullopt;
  const auto& name = own->get_ref<const std::string&>();
  if (name.empty()) return std::nullopt;
  const auto mode = dry_from_text(name);
  return mode ? mode : dry;
}

bool is_pretended(std::optional<Dry> dry, std::string_view activity_type) {
  if (!dry) return false;
  switch (*dry) {
    case Dry::kProbes:
      return activity_type == "probe";
    case Dry::kActions:
      return activity_type == "action";
    case Dry::kActivities:
      return true;
    case Dry::kPause:
      return false;
  }
  return false;
}

}  // namespace chaos
