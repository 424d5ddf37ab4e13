#include "log_frame.h"

#include "log/log.h"

namespace chaos::python {
namespace {

log::Level level_of(int number) {
  if (number >= 50) return log::Level::kCritical;
  if (number >= 40) return log::Level::kError;
  if (number >= 30) return log::Level::kWarning;
  return number >= 20 ? log::Level::kInfo : log::Level::kDebug;
}

}  // namespace

bool log_record(const Json& frame) {
  const Json* record = find(frame, "log");
  if (record == nullptr) return false;
  const log::Level level = level_of(record->at(0).get<int>());
  if (log::enabled(level)) {
    log::write_from(level, python_str(record->at(1)), python_str(record->at(2)),
                    record->at(3).is_number() ? record->at(3).get<int>() : 0);
  }
  return true;
}

}  // namespace chaos::python
