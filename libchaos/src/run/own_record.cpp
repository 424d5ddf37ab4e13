#include "run/own_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "activity/activity_runs.h"
#include "chaos/error.h"
#include "context/activity_references.h"
#include "experiment/chaos_block.h"
#include "experiment/experiment.h"
#include "json/overlay.h"
#include "log/count_text.h"
#include "run/journal_shape.h"
#include "run/places.h"
#include "run/undo.h"

namespace chaos {
namespace {

constexpr const char* kRecord = "record";
constexpr const char* kUndos = "undos";

const Json kNone;

const Json& member(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr ? *value : kNone;
}

std::string text_in(const Json& object, const char* key) {
  const Json& value = member(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

/// The record as a journal that says where its entries belong.
Json journal_of(const RunRecord& record) {
  Json journal = record.journal();
  state_places(journal, {.run = record.run_places(), .rollbacks = record.rollback_places()});
  return journal;
}

bool has_sound_shape(const Json& journal) {
  try {
    check_journal_shape(journal, "", "");
    return true;
  } catch (const InvalidSource&) {
    return false;
  }
}

/// Whether the undo would be given the same outputs of activities.
bool refers_to_the_same(const Json& undo, const Json& journal, const Json& record) {
  bool is_same = true;
  for_each_activity_reference(undo, [&](const ActivityReference& reference) {
    const auto value_in = [&](const Json& source) {
      Json runs = Json::object();
      runs[reference.name] = latest_run(source, nullptr, reference.name);
      return look_up(reference, runs);
    };
    is_same = is_same && value_in(journal) == value_in(record);
  });
  return is_same;
}

/// Whether a rollback from this journal would be the one from the record.
bool says_the_same(const Json& journal, const Json& record) {
  const std::vector<Undo> undos = undos_of(record);
  if (undos.empty() && undos_of(journal).empty()) return true;
  if (!has_sound_shape(journal) || undos != undos_of(journal)) return false;
  const Json& shown = member(journal, "experiment");
  const Json& recorded = record.at("experiment");
  for (const char* key : {"secrets", "configuration", "title"})
    if (member(shown, key) != member(recorded, key)) return false;
  return std::ranges::all_of(undos, [&](const Undo& undo) {
    if (is_settled(undo.state)) return true;
    const Json activity = undo_at(recorded, undo.pointer);
    return undo_at(shown, undo.pointer) == activity &&
           refers_to_the_same(activity, journal, record);
  });
}

/// The action that is undone at this place: "/method/2" for "/method/2/rollback/0".
std::string action_undone_at(const std::string& place) {
  return place.substr(0, place.find("/rollback"));
}

Diagnostic contradiction(const std::string& what, const std::string& problem) {
  return {.message = fmt::format("{} contradicts itself: according to its \"extensions\", {}", what,
                                 problem),
          .hint =
              "nothing was rolled back; restore the journal from a copy, or undo by hand what "
              "the run did"};
}

void check_length(const Json& journal, const char* list, const Json& places,
                  const std::string& what) {
  const std::size_t length = activities_of(journal, list).size();
  if (!places.is_array() || places.size() == length) return;
  throw InvalidSource(
      contradiction(what, fmt::format("\"{}\" has {}, but it has {}", list,
                                      count_text(places.size(), "entry", "entries"), length)));
}

Json undos_of_actions_in(const Json& journal) {
  Json stated = Json::array();
  for (const auto& undo : undos_of(journal)) {
    if (!undo.pointer.starts_with("/method/")) continue;
    stated.push_back(
        {{"pointer", undo.pointer},
         {"name", undo.name},
         {"action", name_at(journal.at("experiment"), action_undone_at(undo.pointer))}});
  }
  return stated.empty() ? Json() : stated;
}

}  // namespace

const Json& own_record(const Json& journal) {
  const Json* record = chaos_block_member(journal, kRecord);
  return record != nullptr && record->is_object() ? *record : journal;
}

Json as_recorded(Json journal) {
  const Json* stated = chaos_block_member(journal, kRecord);
  if (stated == nullptr || !stated->is_object()) return journal;
  const Json record = *stated;
  set_in_chaos_block(journal, kRecord, Json());
  for (const char* key : {"experiment", "run", "rollbacks"})
    journal[key] = member(record, key);
  if (const Json* states = find(record, "steady_states"))
    journal["steady_states"] = overlay(member(journal, "steady_states"), *states);
  for (const char* key : {"start", "end", "node", "status"}) {  // controls can change these, too
    const Json* value = find(journal, key);
    if (value != nullptr && !value->is_string()) journal.erase(key);
  }
  if (Json* extensions = find(journal, "extensions");
      extensions != nullptr && extensions->is_array())
    std::erase_if(extensions->get_ref<Json::array_t&>(),
                  [](const Json& each) { return !each.is_object(); });
  const Json* places = chaos_block_member(record, "places");
  set_in_chaos_block(journal, "places", places != nullptr ? *places : Json());
  return journal;
}

void state_record(Json& journal, const RunRecord& record) {
  for (const char* key : {kRecord, kUndos})
    set_in_chaos_block(journal, key, Json());
  Json recorded = journal_of(record);
  if (says_the_same(journal, recorded))
    set_in_chaos_block(journal, kUndos, undos_of_actions_in(recorded));
  else
    set_in_chaos_block(journal, kRecord, std::move(recorded));
}

void check_record(const Json& journal, const std::string& what) {
  if (&own_record(journal) != &journal) return;
  if (const Json* places = chaos_block_member(journal, "places")) {
    for (const char* list : {"run", "rollbacks"})
      check_length(journal, list, member(*places, list), what);
  }
  const Json* stated = chaos_block_member(journal, kUndos);
  if (stated == nullptr || !stated->is_array()) return;
  const std::vector<Undo> undos = undos_of(journal);
  for (const auto& each : *stated) {
    const std::string pointer = text_in(each, "pointer");
    if (std::ranges::find(undos, pointer, &Undo::pointer) != undos.end()) continue;
    throw InvalidSource(contradiction(
        what, fmt::format("the action '{}' began, and '{}' undoes it, but its \"experiment\" and "
                          "its \"run\" do not say that",
                          text_in(each, "action"), text_in(each, "name"))));
  }
}

}  // namespace chaos
