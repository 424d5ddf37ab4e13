#pragma once

#include <functional>
#include <optional>

#include "experiment/model/execution.h"
#include "storage/cache.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// Keeps what the pages of ended executions show of their journals, which do not change. A journal
/// that is replaced is another document. Safe to use from any thread.
class RenderedReports {
 public:
  using Report = std::optional<web::Html>;

  /// The report of the execution's journal, made by `render` if it is not kept; nothing if `render`
  /// says that there is none.
  Report report_of(const Execution& execution, const std::function<Report()>& render);

  storage::CacheCounts counts() const { return cache_.counts(); }

 private:
  /// Together they take 16 MiB at most.
  static constexpr std::size_t kMost = 64;
  static constexpr std::size_t kLongest = 256 << 10;  ///< bytes of a report that is kept

  storage::Cache<Report> cache_{kMost};  // the groups are executions
};

}  // namespace chaos::hub::experiment
