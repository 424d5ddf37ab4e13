// Feeds files to a fuzz target without libFuzzer: the given files, and all files in the given
// directories. A finding ends the program; finding no file at all is a failure, too.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace fs = std::filesystem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::size_t replay(const fs::path& path) {
  if (fs::is_directory(path)) {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(path))
      count += replay(entry.path());
    return count;
  }
  std::ifstream file(path, std::ios::binary);
  const std::string input{std::istreambuf_iterator<char>(file), {}};
  std::fprintf(stderr, "%s (%zu bytes)\n", path.c_str(), input.size());
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t count = 0;
  for (int i = 1; i < argc; ++i)
    count += replay(argv[i]);
  std::printf("%zu inputs replayed\n", count);
  return count == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
