#include "experiment/rendered_reports.h"

namespace chaos::hub::experiment {
namespace {

std::size_t size_of(const RenderedReport& report) {
  return report.first.markup().size() + report.rest.markup().size();
}

}  // namespace

RenderedReports::Report RenderedReports::report_of(const Execution& execution,
                                                   const std::function<Report()>& render) {
  return cache_.get(storage::cache_key({execution.id, execution.document}), render,
                    [&execution](const Report& report) {
                      const bool is_kept = report && size_of(*report) <= kLongest;
                      return is_kept ? execution.id : std::string();
                    });
}

}  // namespace chaos::hub::experiment
