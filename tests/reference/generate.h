// Random models, from a seed. They always end: loops are counted and nothing spawns itself. Delays are small whole
// numbers and objects few, so that much happens in the same instant and everybody is in everybody's way.
//
// LANGUAGE.md leaves some orders open; the models do not depend on these:
//   - a step that ends and its own timeout in the same instant;
//   - `all_of` as a branch of `first_of` is the last branch and contains a sleep, so that it cannot be done at once: a
//     trial of the branch would let others into a queue before it is found that a part has to wait;
//   - a composition does not put and get at the same object, and no part of `all_of` that is withdrawn is a put, since an
//     accepted put stands.
#pragma once

#include <cstdint>

#include "reference/model.h"

namespace asim::test::reference {

struct Features {
  bool objects = true;  // besides queues
  bool compositions = true;
  bool interrupts = true;
};

Model generate(std::uint64_t seed, const Features& features);

}  // namespace asim::test::reference
