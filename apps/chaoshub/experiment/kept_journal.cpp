#include "experiment/kept_journal.h"

#include <utility>

#include "experiment/kept_document.h"
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

std::optional<Json> whole_journal(KeptJournal kept) {
  std::optional<std::string> first = std::move(kept.first);
  return whole_document([&] { return first ? std::exchange(first, std::nullopt) : kept.rest(); });
}

}  // namespace chaos::hub::experiment
