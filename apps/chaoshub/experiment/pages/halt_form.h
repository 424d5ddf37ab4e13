#pragma once

#include "experiment/experiment_model.h"
#include "web/forms.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// The form that halts all executions, for members. Every page says when they are halted.
web::Html halt_switch(Safeguards& safeguards, const http::Request& request,
                      const http::Caller& caller, const web::Submission& sent);

}  // namespace chaos::hub::experiment
