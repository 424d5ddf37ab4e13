#pragma once

#include <optional>
#include <string_view>

#include "chaos/json.h"

namespace chaos {

/// Sample outputs of probes, for rehearsals. Outputs have the format of the provider type:
/// "process" (status, stdout, stderr), "http" (status, headers, body), or any value for other
/// types.

/// The output of an activity without a tolerance if everything works.
Json ordinary_output(std::string_view provider_type);

/// An output that is within `tolerance`; nothing if none was found. Tolerances of type `probe` are
/// evaluated by the probe, so the ordinary output is returned for them.
std::optional<Json> output_within(const Json& tolerance, std::string_view provider_type,
                                  const Json& configuration, const Json& secrets);

/// Whether very different outputs, from successes and failures alike, are all within `tolerance`,
/// so that a probe with it cannot reveal anything.
bool accepts_everything(const Json& tolerance, std::string_view provider_type,
                        const Json& configuration, const Json& secrets);

}  // namespace chaos
