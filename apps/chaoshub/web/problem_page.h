#pragma once

#include "http/problem.h"
#include "http/router.h"
#include "web/drafts.h"

namespace chaos::hub::web {

/// What a browser is shown instead of problem details. People who must sign in are redirected to do
/// so, and then back; a form that they sent is filled in again.
http::Response problem_page(const Drafts& drafts, const http::Problem& problem,
                            const http::Request& request, const http::Caller& caller);

}  // namespace chaos::hub::web
