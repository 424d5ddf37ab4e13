#include "net/idna.h"

#include <dlfcn.h>

#include <cstdlib>
#include <memory>

#include "net/http_client.h"

namespace chaos::net {
namespace {

// libcurl brings libidn2, but not its headers.
using ToAscii = int (*)(const char* input, char** output, int flags);
constexpr int kNonTransitional = 8;  // IDN2_NONTRANSITIONAL: the rules of UTS #46

ToAscii load() {
  void* const library = ::dlopen("libidn2.so.0", RTLD_NOW | RTLD_LOCAL);
  void* const function = library != nullptr ? ::dlsym(library, "idn2_to_ascii_8z") : nullptr;
  if (function == nullptr) {
    throw HttpError(HttpError::Kind::kOther,
                    "a host name with non-ASCII characters needs libidn2; "
                    "install the Debian package libidn2-0");
  }
  return reinterpret_cast<ToAscii>(function);
}

}  // namespace

std::string host_to_ascii(const std::string& host) {
  static const ToAscii to_ascii = load();
  char* output = nullptr;
  const int code = to_ascii(host.c_str(), &output, kNonTransitional);
  const std::unique_ptr<char, void (*)(void*)> owner(output, std::free);
  if (code != 0) throw HttpError(HttpError::Kind::kInvalidUrl, "URL has an invalid label.");
  return output;
}

}  // namespace chaos::net
