#include "os/exec_arguments.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "os/environment.h"
#include "os/signals.h"

namespace chaos::os {
namespace {

bool holds_nul(const std::string& text) {
  return text.find('\0') != std::string::npos;
}

std::vector<std::string> entries_with(const std::map<std::string, std::string>& variables) {
  std::vector<std::string> entries = environment_entries();
  std::erase_if(entries, [&](const std::string& entry) {
    return variables.contains(entry.substr(0, entry.find('=')));
  });
  for (const auto& [name, value] : variables)
    entries.push_back(name + "=" + value);
  return entries;
}

/// exec takes pointers to non-const for historical reasons, but does not modify the strings.
std::vector<char*> as_pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const auto& text : texts)
    pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

ExecArguments::ExecArguments(const std::string& executable,
                             const std::vector<std::string>& arguments,
                             const std::map<std::string, std::string>& variables)
    : entries_(entries_with(variables)),
      argv_(as_pointers(arguments)),
      environment_(as_pointers(entries_)) {
  if (holds_nul(executable) || std::ranges::any_of(arguments, holds_nul) ||
      std::ranges::any_of(entries_, holds_nul)) {
    throw std::system_error(EINVAL, std::generic_category(), executable);
  }
}

sigset_t signals_to_reset() {
  sigset_t signals = lost_output_signals();
  for (const int number : {SIGINT, SIGTERM, SIGUSR1, SIGUSR2})
    ::sigaddset(&signals, number);
  if (ignores_terminal()) ::sigdelset(&signals, SIGINT);
  return signals;
}

}  // namespace chaos::os
