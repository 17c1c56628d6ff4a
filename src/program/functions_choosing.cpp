// Choosing one of several: whose turn it is, who is free.

#include <algorithm>

#include <fmt/format.h>

#include "base/diagnostics.h"
#include "program/code.h"
#include "program/function_tables.h"
#include "program/heap.h"
#include "program/object_types.h"
#include "program/operations.h"
#include "program/state.h"
#include "program/value_text.h"

namespace asim {
namespace {

constexpr FunctionParameter kList[] = {{"list", types::list}};

Value candidates(const Arguments& a) {
  Value list = iterable(a[0], a.pool, a.excerpt, a.spans[0]);
  if (list.as_list()->size == 0)
    throw RunError(a.spans[0], "there is nothing to choose from: the list is empty");
  return list;
}

/// How many have to be served before somebody who comes now; 0: he can be served at once.
std::size_t crowd(const Arguments& a, const Value& candidate) {
  if (candidate.is_object() && candidate.as_object()->kind == ObjectKind::resource) {
    const auto& resource = static_cast<const ResourceObject&>(*candidate.as_object());
    if (resource.waiting() == 0 && resource.free() > 0) return 0;
    return resource.waiting() + 1 + (resource.capacity() == 0 ? 1 : 0);
  }
  if (candidate.is_object() && candidate.as_object()->kind == ObjectKind::queue) {
    const auto& queue = static_cast<const QueueObject&>(*candidate.as_object());
    return queue.getters() > 0 ? 0 : queue.length() + queue.putters() + 1;
  }
  throw RunError(a.spans[0], fmt::format("`first_free` chooses among resources or queues, and a member is {}",
                                         kind_description(candidate)));
}

Value first_free(const Arguments& a) {
  const Value list = candidates(a);
  const auto items = list.as_list()->items();
  const Value* best = &items[0];
  std::size_t least = crowd(a, *best);
  for (const Value& candidate : items.subspan(1)) {
    const std::size_t found = crowd(a, candidate);
    if (found >= least) continue;
    least = found;
    best = &candidate;
  }
  return *best;
}

Value round_robin(const Arguments& a) {
  const Value list = candidates(a);
  const auto items = list.as_list()->items();
  return items[a.state->turns[a.place]++ % items.size()];
}

}  // namespace

std::span<const Function> choosing_functions() {
  static const Function table[] = {
      function_of_state(
          "first_free", kList, types::any, first_free,
          "the first resource with a free unit and nobody in line, or queue before which somebody waits for "
          "an item; if there is none, the one with the shortest line; of equals the first",
          "first_free(tellers)"),
      function_of_state(
          "round_robin", kList, types::any, round_robin,
          "the members of the list in turn; every place in the model has a position of its own, which all "
          "instances share",
          "round_robin(tellers)"),
  };
  return table;
}

}  // namespace asim
