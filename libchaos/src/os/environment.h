#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace chaos::os {

/// The environment for child processes: that of the program, plus the changes that variable files
/// and extensions have made. Safe to read and change from any thread, which getenv(3) and setenv(3)
/// are not.
std::optional<std::string> environment_variable(const std::string& name);

/// Sets the variable, or removes it if there is no value.
void set_environment_variable(const std::string& name, const std::optional<std::string>& value);

/// Everything as "NAME=value", for exec.
std::vector<std::string> environment_entries();

/// The directory in which programs are started from now on; this program itself does not change its
/// directory. Safe from any thread.
void set_directory_of_children(const std::string& path);

/// "" for this program's own directory.
std::string directory_of_children();

/// During its lifetime, programs are started in this program's own directory, no matter where
/// extensions have moved to. If an extension changes the directory meanwhile, that change is undone
/// at the end.
class ChildrenAtHome {
 public:
  ChildrenAtHome() { set_directory_of_children(""); }
  ~ChildrenAtHome() { set_directory_of_children(""); }
  ChildrenAtHome(const ChildrenAtHome&) = delete;
  ChildrenAtHome& operator=(const ChildrenAtHome&) = delete;
};

/// What was set or removed since the program started: name -> value, nothing for a removed one.
std::map<std::string, std::optional<std::string>> environment_changes();

}  // namespace chaos::os
