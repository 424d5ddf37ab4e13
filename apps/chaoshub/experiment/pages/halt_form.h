#pragma once

#include "experiment/parts.h"
#include "web/forms.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// Says that everything is halted, and why. Empty when it is not.
web::Html halt_banner(Safeguards& safeguards, const Home& home);

/// The switch that halts everything, or lets it go on. Without the switch for who may not.
web::Html halt_switch(Safeguards& safeguards, const http::Request& request,
                      const http::Caller& caller, const web::Submission& sent);

}  // namespace chaos::hub::experiment
