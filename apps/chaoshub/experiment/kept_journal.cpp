#include "experiment/kept_journal.h"

#include <utility>

#include "experiment/kept_document.h"
#include "experiment/model/secret_values.h"
#include "http/problem.h"

namespace chaos::hub::experiment {

KeptJournal kept_journal(ExperimentStore& store, const std::function<Execution()>& find) {
  constexpr int kTries = 3;
  for (int tries = 0; tries < kTries; ++tries) {
    Execution execution = find();
    auto rest = store.text(execution.document);
    if (auto first = rest())
      return {
          .execution = std::move(execution), .first = *std::move(first), .rest = std::move(rest)};
  }
  throw http::Problem(503, "the journal is being replaced; try again");
}

KeptJournal without_secret_values(KeptJournal kept) {
  Execution execution = kept.execution;
  auto journal = whole_journal(std::move(kept));
  if (!journal)
    throw http::Problem(409,
                        "the journal is too long for the hub to hide its secrets: only people who "
                        "may run the experiment can read it");
  const Json shown = journal_without_secret_values(*std::move(journal));
  return {.execution = std::move(execution),
          .first = shown.dump(-1, ' ', false, Json::error_handler_t::replace),
          .rest = [] { return std::nullopt; }};
}

std::optional<Json> whole_journal(KeptJournal kept) {
  std::optional<std::string> first = std::move(kept.first);
  return whole_document([&] { return first ? std::exchange(first, std::nullopt) : kept.rest(); });
}

}  // namespace chaos::hub::experiment
