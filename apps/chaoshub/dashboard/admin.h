#pragma once

#include "commands/admin_commands.h"
#include "dashboard/dashboard.h"
#include "service/admin_lookup.h"

namespace chaos::hub::dashboard {

/// Finds organizations and teams by the names given on the command line.
class NamedTeams final : public TeamLookup {
 public:
  explicit NamedTeams(Directory& directory) : directory_(directory) {}
  std::string organization_named(const Principal& principal, const std::string& name) override;
  std::string team_named(const Principal& principal, const std::string& organization,
                         const std::string& name) override;
  Team team(const Principal& principal, const std::string& organization, const std::string& name);

 private:
  Directory& directory_;
};

/// Organizations, teams, and members.
void add_admin_commands(AdminCommands& commands);

}  // namespace chaos::hub::dashboard
