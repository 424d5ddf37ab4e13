#include "run/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "context/secrets.h"
#include "experiment/chaos_block.h"
#include "json/excerpt.h"
#include "log/log.h"
#include "run/bare_probe.h"

namespace chaos {
namespace {

constexpr std::size_t kLongestAnswer = 60;  // bytes of an answer in a sentence
constexpr std::size_t kLeadIn = 15;         // bytes shown before the first difference

std::vector<BareProbe> declared_facts(RunContext& context) {
  Json declared;
  {
    const std::lock_guard lock(context.mutex);
    if (const Json* facts = chaos_block_member(context.experiment, "facts")) declared = *facts;
  }
  std::vector<BareProbe> probes;
  if (!declared.is_array()) return probes;
  for (const auto& fact : declared)
    probes.emplace_back(fact, context);
  return probes;
}

/// The part of the output that is compared.
Json answer_in(const Json& output, const Json& probe) {
  const Json* provider = find(probe, "provider");
  const Json* type = provider != nullptr ? find(*provider, "type") : nullptr;
  const char* content = nullptr;
  if (type != nullptr && *type == "process") content = "stdout";
  if (type != nullptr && *type == "http") content = "body";
  const Json* status = find(output, "status");
  const Json* said = content != nullptr ? find(output, content) : nullptr;
  if (status == nullptr || said == nullptr)
    return redacted_data_for_journal(output, log::Data::kOutput);
  return redacted_data_for_journal({{"status", *status}, {content, *said}}, log::Data::kOutput);
}

void complete(Json& fact, const BareProbe& probe, const std::stop_token& stop) {
  for (const char* key : {"after", "equal", "problem"})
    fact.erase(key);
  Json answer;
  bool equal = false;
  const std::string problem = problem_of_probe(stop, [&] {
    const Json output = probe.query(stop);
    answer = answer_in(output, probe.declared());
    equal = probe.has_tolerance() ? probe.accepts(output, stop) : answer == fact.at("before");
  });
  if (!problem.empty()) {
    fact["problem"] = redacted_for_journal(problem);
    return log::debug(fmt::format("Fact '{}': {}", probe.name(), problem));
  }
  fact["after"] = std::move(answer);
  fact["equal"] = equal;
  log::debug(fmt::format("Fact '{}' is {}", probe.name(), equal ? "as it was" : "not as it was"));
}

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// Where to start so that the difference is visible.
std::size_t begin_of_difference(const std::string& one, const std::string& other) {
  if (one.size() <= kLongestAnswer && other.size() <= kLongestAnswer) return 0;
  const auto [end, unused] = std::ranges::mismatch(one, other);
  const auto same = static_cast<std::size_t>(end - one.begin());
  if (same <= kLeadIn) return 0;
  std::size_t begin = same - kLeadIn;
  while (begin < same && is_continuation(one[begin]))
    ++begin;
  return begin;
}

std::string shown(const std::string& text, std::size_t begin) {
  return (begin > 0 ? "…" : "") + one_line(std::string_view(text).substr(begin), kLongestAnswer);
}

std::string in_quotes(const Json& value) {
  if (!value.is_string()) return to_json_text(value, -1);
  std::string text = value;
  text.erase(text.find_last_not_of(" \n\r\t") + 1);
  return fmt::format("'{}'", text);
}

/// The part of two answers that differs.
std::pair<std::string, std::string> telling_parts(const Json& before, const Json& after) {
  for (const char* key : {"stdout", "body"}) {
    const Json* was = find(before, key);
    const Json* is = find(after, key);
    if (was != nullptr && is != nullptr && before.size() == 2 &&
        find(before, "status") != nullptr && find(after, "status") != nullptr) {
      if (*was != *is && in_quotes(*was) != in_quotes(*is))
        return {in_quotes(*was), in_quotes(*is)};
      if (before.at("status") == after.at("status")) break;
      return {"status " + to_json_text(before.at("status"), -1),
              "status " + to_json_text(after.at("status"), -1)};
    }
  }
  return {in_quotes(before), in_quotes(after)};
}

}  // namespace

Json query_facts(RunContext& context, const std::stop_token& stop) {
  Json facts = Json::array();
  for (const auto& probe : declared_facts(context)) {
    Json answer;
    const std::string problem =
        problem_of_probe(stop, [&] { answer = answer_in(probe.query(stop), probe.declared()); });
    if (!problem.empty()) {
      throw FactUnknown(fmt::format("The fact '{}' cannot be queried: {}.", probe.name(), problem));
    }
    facts.push_back({{"name", probe.name()}, {"before", std::move(answer)}});
    log::debug(fmt::format("Fact '{}' is known", probe.name()));
  }
  return facts;
}

void query_facts_again(RunContext& context, Json& facts, const std::stop_token& stop) {
  const auto probes = declared_facts(context);
  for (std::size_t i = 0; i < facts.size() && i < probes.size(); ++i)
    complete(facts[i], probes[i], stop);
}

std::string describe_change(const Json& fact) {
  const Json* name = find(fact, "name");
  const Json* before = find(fact, "before");
  const Json* after = find(fact, "after");
  const Json unknown;
  const auto [was, is] =
      telling_parts(before != nullptr ? *before : unknown, after != nullptr ? *after : unknown);
  const std::string label = name != nullptr ? python_str(*name) : "None";
  if (was == is)
    return fmt::format("{} is {}, which is not within its tolerance", label, shown(is, 0));
  const std::size_t begin = begin_of_difference(was, is);
  return fmt::format("{} was {}, now {}", label, shown(was, begin), shown(is, begin));
}

}  // namespace chaos
