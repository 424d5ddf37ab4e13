#pragma once

#include <string>
#include <vector>

#include "report/format.h"

namespace chaos::cli {

/// A file that a command reads or writes.
struct NamedFile {
  std::string role;  ///< for messages: "--report"
  std::string path;
};

/// Throws UsageError if an output is also an input or another output, under whatever name: writing
/// it would destroy what the other one needs.
void refuse_shared_files(const std::vector<NamedFile>& inputs,
                         const std::vector<NamedFile>& outputs);

/// The reports as outputs.
std::vector<NamedFile> files_of(const std::vector<report::Destination>& reports);

/// Creates the directory of a report if it is missing and can be created. Writing the report says
/// why it cannot be.
void create_directory_for(const std::string& report);

/// Makes sure that the reports can be written once the run has ended: creates missing directories,
/// and deletes the reports of earlier runs, so that none can be taken for that of this run. Throws
/// ReportError.
void prepare_reports(const std::vector<report::Destination>& reports);

}  // namespace chaos::cli
