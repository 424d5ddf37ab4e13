#pragma once

#include <cstddef>
#include <string>

#include "document/document.h"
#include "plan/plan.h"
#include "plan/text_layout.h"

namespace chaos::cli {

/// The plan as text for a terminal. `document` locates warnings in the source; may be nullptr.
std::string plan_as_text(const plan::Plan& plan, const Document* document,
                         const TextLayout& layout);

/// The plan as Markdown, for a web page or a pull request.
std::string plan_as_markdown(const plan::Plan& plan, const Document* document);

/// The plan as JSON, for a program.
Json plan_as_json(const plan::Plan& plan, const Document* document);

/// The name of the step at that pointer, or the pointer if there is none.
std::string name_of_step(const plan::Plan& plan, const std::string& pointer);

/// Their names, separated by ", ".
std::string names_of_steps(const plan::Plan& plan, const std::vector<std::string>& pointers);

/// What the rollback strategy means for the endings, in sentences.
std::string strategy_text(const std::string& strategy);

/// "experiment.yaml:12:5" for a warning whose place is known, else "".
std::string place_text(const Diagnostic& diagnostic, const Document* document);

}  // namespace chaos::cli
