#include "provider/extension_loader.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "chaos/extension.h"

namespace chaos {
namespace {

namespace fs = std::filesystem;
using AbiFunction = int (*)();
using RegisterFunction = void (*)(Registry&);

void append_paths(const std::string& text, std::vector<std::string>& directories) {
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ':');) {
    if (!part.empty()) directories.push_back(part);
  }
}

std::vector<fs::path> shared_objects(const std::string& directory) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (entry.path().extension() == ".so") files.push_back(entry.path());
  }
  if (error) {
    throw ExtensionError(
        Diagnostic{.message = fmt::format("the extension directory '{}' cannot be read: {}",
                                          directory, error.message()),
                   .hint = "correct CHAOS_EXTENSION_PATH or the settings' extensions.path"});
  }
  std::sort(files.begin(), files.end());
  return files;
}

template <class Function>
Function symbol(void* library, const fs::path& file, const char* name) {
  void* address = dlsym(library, name);
  if (address == nullptr) {
    throw ExtensionError(Diagnostic{
        .message =
            fmt::format("'{}' is not an extension: it does not export {}", file.string(), name),
        .hint = "use the macro CHAOS_EXTENSION of chaos/extension.h, or move the file "
                "out of the extension directory"});
  }
  return reinterpret_cast<Function>(address);
}

void load_extension(const fs::path& file, Registry& registry) {
  void* library = dlopen(fs::absolute(file).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    throw ExtensionError(Diagnostic{
        .message = fmt::format("the extension '{}' cannot be loaded: {}", file.string(), dlerror()),
        .hint = "install the libraries it needs, or build it again"});
  }
  const int abi = symbol<AbiFunction>(library, file, "chaos_extension_abi")();
  if (abi != CHAOS_EXTENSION_ABI) {
    throw ExtensionError(Diagnostic{
        .message = fmt::format("the extension '{}' was built for version {} of the extension "
                               "interface, this program has version {}",
                               file.string(), abi, CHAOS_EXTENSION_ABI),
        .hint = "build it again with this program's headers"});
  }
  const auto register_all = symbol<RegisterFunction>(library, file, "chaos_extension_register");
  try {
    register_all(registry);
  } catch (const std::exception& error) {
    throw ExtensionError(
        fmt::format("the extension '{}' cannot register: {}", file.string(), error.what()));
  }
}

}  // namespace

std::vector<std::string> extension_directories(const Json& settings) {
  std::vector<std::string> directories;
  if (const char* path = std::getenv("CHAOS_EXTENSION_PATH")) append_paths(path, directories);
  const Json* block = find(settings, "extensions");
  const Json* path = block != nullptr ? find(*block, "path") : nullptr;
  if (path == nullptr) return directories;
  if (path->is_string()) append_paths(path->get<std::string>(), directories);
  if (path->is_array()) {
    for (const auto& directory : *path)
      append_paths(python_str(directory), directories);
  }
  return directories;
}

void load_extensions(const std::vector<std::string>& directories, Registry& registry) {
  for (const auto& directory : directories) {
    for (const auto& file : shared_objects(directory))
      load_extension(file, registry);
  }
}

}  // namespace chaos
