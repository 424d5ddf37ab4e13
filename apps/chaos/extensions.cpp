#include "extensions.h"

#include "chaosiq/chaosiq.h"
#include "provider/builtin.h"
#include "provider/extension_loader.h"
#include "python/python_modules.h"

namespace chaos::cli {

std::shared_ptr<chaosiq::Session> register_everything(Registry& registry, const Json& settings,
                                                      const CommandSurroundings& command) {
  register_builtin(registry);
  load_extensions(extension_directories(settings), registry);
  auto session = chaosiq::register_chaosiq(
      registry, {.journal_path = command.journal_path, .stop_of_waits = command.stop_of_hooks});
  python::register_python(registry, settings, command.stop_of_hooks);
  return session;
}

}  // namespace chaos::cli
