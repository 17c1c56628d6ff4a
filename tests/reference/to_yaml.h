// Prints a model of the random-model tests as a model file.
#pragma once

#include <string>

#include "reference/model.h"

namespace asim::test::reference {

std::string to_yaml(const Model& model);

}  // namespace asim::test::reference
