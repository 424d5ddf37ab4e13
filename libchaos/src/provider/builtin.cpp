#include "provider/builtin.h"

#include <memory>

#include "os/output_limit.h"
#include "provider/function_provider.h"
#include "provider/http_provider.h"
#include "provider/process_provider.h"

namespace chaos {

void register_builtin(Registry& registry) {
  const std::size_t limit = os::output_limit();
  registry.add_provider("process", std::make_unique<ProcessProvider>(limit));
  registry.add_provider("http", std::make_unique<HttpProvider>(net::HttpClient::shared(), limit));
  registry.add_provider("python", std::make_unique<FunctionProvider>(registry));
}

}  // namespace chaos
