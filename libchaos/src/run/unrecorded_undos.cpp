#include "run/unrecorded_undos.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "chaos/error.h"
#include "run/recovery.h"

namespace chaos {
namespace {

std::vector<Undo> undos_in_log(os::FileSystem& files, const std::string& wal) {
  try {
    return undos_of(recover_run(files, wal).journal);
  } catch (const ChaosError&) {
    return {};
  } catch (const std::system_error&) {
    return {};
  }
}

}  // namespace

std::vector<Undo> unrecorded_undos(os::FileSystem& files, const Json& journal,
                                   const std::string& wal) {
  const auto recorded = undos_in_log(files, wal);
  std::vector<Undo> undos = undos_of(journal);
  std::erase_if(undos, [&recorded](const Undo& undo) {
    if (undo.state != UndoState::kDone) return true;
    const auto same = std::ranges::find(recorded, undo.pointer, &Undo::pointer);
    return same != recorded.end() && same->state == UndoState::kDone;
  });
  return undos;
}

std::string quoted_names_of(const std::vector<Undo>& undos) {
  std::string names;
  for (const Undo& undo : undos)
    names += fmt::format("{}'{}'", names.empty() ? "" : ", ", undo.name);
  return names;
}

}  // namespace chaos
