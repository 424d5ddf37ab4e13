#include "os/process_stat.h"

#include <fstream>

namespace chaos::os {

std::string process_stat(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(file, text);
  const std::size_t end_of_name = text.rfind(')');
  return end_of_name == std::string::npos ? std::string() : text.substr(end_of_name + 1);
}

}  // namespace chaos::os
