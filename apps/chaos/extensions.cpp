#include "extensions.h"

#include "chaosiq_extension.h"
#include "provider/builtin.h"
#include "provider/extension_loader.h"
#include "python/python_modules.h"

namespace chaos::cli {
namespace {

std::shared_ptr<ExtensionInRun> add_python(Registry& registry, const Json& settings,
                                           const CommandContext& command) {
  python::register_python(registry, settings,
                          {.of_hooks = command.stop_of_hooks, .cause = command.cause_of_stop},
                          command.python);
  return nullptr;
}

constexpr Extension kPython{.commands = {}, .add_to = &add_python};

// Python comes last: it handles the modules that no other extension provides.
constexpr const Extension* kBuiltIn[] = {&kChaosiqExtension, &kPython};

}  // namespace

std::span<const Extension* const> built_in_extensions() {
  return kBuiltIn;
}

ExtensionsInRun register_everything(Registry& registry, const Json& settings,
                                    const CommandContext& command) {
  register_builtin(registry);
  load_extensions(extension_directories(settings), registry);
  ExtensionsInRun extensions;
  for (const Extension* extension : built_in_extensions()) {
    if (auto part = extension->add_to(registry, settings, command)) extensions.add(std::move(part));
  }
  return extensions;
}

}  // namespace chaos::cli
