#include "provider/builtin.h"

#include <memory>

#include "provider/function_provider.h"
#include "provider/http_provider.h"
#include "provider/process_provider.h"

namespace chaos {

void register_builtin(Registry& registry) {
  registry.add_provider("process", std::make_unique<ProcessProvider>());
  registry.add_provider("http", std::make_unique<HttpProvider>());
  registry.add_provider("python", std::make_unique<FunctionProvider>(registry));
}

}  // namespace chaos
