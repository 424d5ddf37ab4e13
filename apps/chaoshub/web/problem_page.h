#pragma once

#include "http/problem.h"
#include "http/router.h"
#include "web/drafts.h"

namespace chaos::hub::web {

/// What a browser is shown instead of problem details. Who has to sign in first is sent to do so,
/// and from there back; a form that they sent is there again then.
http::Response problem_page(const Drafts& drafts, const http::Problem& problem,
                            const http::Request& request, const http::Caller& caller);

}  // namespace chaos::hub::web
