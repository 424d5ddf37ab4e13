#pragma once

#include "http/problem.h"
#include "http/router.h"

namespace chaos::hub::web {

/// What a browser is shown instead of problem details. Who has to sign in first is sent to do so,
/// and from there back.
http::Response problem_page(const http::Problem& problem, const http::Request& request,
                            const http::Caller& caller);

}  // namespace chaos::hub::web
