#pragma once

#include <span>
#include <string>

#include "report/summary.h"

namespace chaos::report {

/// The runs as JUnit XML, as Jenkins, GitLab and others read it: a suite for the verdict, and one
/// for each phase with its activities as test cases.
///
/// The names of the cases are the same in every run of an experiment, so that a CI system can show
/// their history: the samples of the hypothesis during the method are one case per probe.
std::string junit_report(std::span<const Summary> runs);

}  // namespace chaos::report
