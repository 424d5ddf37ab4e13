#include "support/junit_schema.h"

#include <array>
#include <cstdio>

#include "support/temporary_directory.h"

namespace chaos::testing {
namespace {

struct Output {
  std::string text;
  bool succeeded = false;
};

Output output_of(const std::string& command) {
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return {};
  Output output;
  std::array<char, 4096> buffer{};
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe))
    output.text.append(buffer.data(), size);
  output.succeeded = ::pclose(pipe) == 0;
  return output;
}

}  // namespace

bool can_validate_xml() {
  return output_of("xmllint --version").succeeded;
}

std::string problems_of_junit(const std::string& xml) {
  const TemporaryDirectory directory;
  const std::string file = directory.write("junit.xml", xml);
  const Output output = output_of(
      "xmllint --noout --schema '" CHAOS_SOURCE_DIR "/tests/support/junit.xsd' '" + file + "'");
  return output.succeeded ? std::string() : output.text;
}

}  // namespace chaos::testing
