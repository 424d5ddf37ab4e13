#include "extensions.h"

#include "provider/builtin.h"
#include "provider/extension_loader.h"
#include "python/python_modules.h"

namespace chaos::cli {

void register_everything(Registry& registry, const Json& settings,
                         std::function<std::stop_token()> stop_of_hooks) {
  register_builtin(registry);
  load_extensions(extension_directories(settings), registry);
  python::register_python(registry, settings, std::move(stop_of_hooks));
}

}  // namespace chaos::cli
