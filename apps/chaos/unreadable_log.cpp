#include "unreadable_log.h"

#include <fmt/format.h>

#include "os/shell_word.h"

namespace chaos::cli {

std::string remove_command(const std::string& entry) {
  return fmt::format("rm {}", os::shell_word(entry));
}

std::string advice_on_unreadable_log(const std::string& entry, std::string_view before_command) {
  return fmt::format(
      "If the log is somewhere else now, name it: `chaos recover --rollback PATH`. Otherwise, "
      "check "
      "what the run did to the system. To remove the run from the list:{}{}",
      before_command, remove_command(entry));
}

}  // namespace chaos::cli
