// Makes a failing random model small: whatever can be left out without the failure going away is left out.
#pragma once

#include <functional>

#include "reference/model.h"

namespace asim::test::reference {

/// `fails(model)` must hold. The result fails too, and no single step, part, timeout, key or instance less
/// would do.
Model shrink(Model model, const std::function<bool(const Model&)>& fails);

}  // namespace asim::test::reference
