#pragma once

#include <sys/types.h>

#include <string>

namespace chaos::os {

/// Whether another user made the file, or the symbolic link that leads to it, so that its content
/// is theirs. False if there is no such file.
bool belongs_to_another_user(const std::string& path);

/// Gives the file to the owner and group of `other`, unless they have it. Only root can do that;
/// for anyone else, nothing happens. Throws std::system_error.
void give_to_owner_of(const std::string& other, const std::string& path);

/// "" for a user whom the system does not know, as in many containers.
std::string name_of_user(uid_t user);

/// "as 'alice' or root", or "as root": who has the permissions that this user lacks.
std::string as_owner_of(const std::string& path);

}  // namespace chaos::os
