#pragma once

#include <functional>
#include <optional>
#include <string>

#include "experiment/model/execution.h"
#include "storage/cache.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// What a page shows of a journal. Between the two parts, the page adds what may change while the
/// journal stays the same.
struct RenderedReport {
  web::Html first;
  web::Html rest;
  std::string digest;  ///< of the experiment in the journal
};

/// Caches what the pages of ended executions show of their journals, which do not change. A
/// replaced journal is a different document. Safe to use from any thread.
class RenderedReports {
 public:
  using Report = std::optional<RenderedReport>;

  /// The report on the execution's journal, from `render` if it is not cached; nothing if `render`
  /// returns none.
  Report report_of(const Execution& execution, const std::function<Report()>& render);

  storage::CacheCounts counts() const { return cache_.counts(); }

 private:
  /// 16 MiB in total at most.
  static constexpr std::size_t kMost = 64;
  static constexpr std::size_t kLongest = 256 << 10;  ///< bytes of a cached report

  storage::Cache<Report> cache_{kMost};  // the groups are executions
};

}  // namespace chaos::hub::experiment
