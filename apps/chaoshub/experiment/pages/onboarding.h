#pragma once

#include "http/router.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// The three commands that run a team's first experiment; nothing for callers who may not run any.
web::Html onboarding_card(const http::Request& request, const http::Caller& caller);

}  // namespace chaos::hub::experiment
