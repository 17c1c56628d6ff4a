// Random models, from a seed. They always end: loops are counted and nothing spawns itself. Delays are small
// and objects few, so that much happens in the same instant and everybody is in everybody's way.
//
// They do not depend on what LANGUAGE.md leaves open:
//   - whether a step or its own timeout comes first if both are due in the same instant;
//   - whether an `all_of` that is a branch of `first_of` begins when it is tried, though it then has to wait:
//     it is the last branch and contains a sleep;
//   - what becomes of a put in an `all_of` that is withdrawn, since an accepted put stands: there is none;
//   - whether the branches of one composition serve each other: an object is used in one branch only, or in
//     several branches of a `first_of` in the same way.
#pragma once

#include <cstdint>

#include "reference/model.h"

namespace asim::test::reference {

Model generate(std::uint64_t seed);

}  // namespace asim::test::reference
