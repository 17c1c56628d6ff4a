#pragma once
// Processes that use resources, for the tests of lines and of preemption.

#include "actor.h"

namespace asim::testing {

struct Use {
  double at = 0;
  double duration = 1;
  std::uint64_t amount = 1;
  double priority = 0;
  bool preempt = false;
  double patience = Loop::kForever;
};

inline Coroutine uses(Loop& loop, Actor& self, Resource* resource, Use use) {
  co_await self.sleep_until(use.at);
  Acquire request(self, *resource, use.amount, use.priority, use.preempt);
  Process::Wake wake = co_await self.wait(request, use.patience);
  self.received();
  if (wake == Process::Wake::granted) {
    request.receive();
    self.note("got it");
    wake = co_await self.sleep_until(loop.now() + use.duration);
    if (wake == Process::Wake::interrupted) self.take_interrupt();
  }
  if (wake != Process::Wake::granted) self.note(wake);
  resource->release_all(self);
}

inline Coroutine uses_both(Loop&, Actor& self, Resource* first, Resource* second, double at,
                           double duration) {
  co_await self.sleep_until(at);
  Acquire request(self);
  request.add(*first);
  request.add(*second);
  co_await self.wait(request);
  self.received();
  request.receive();
  self.note("got both");
  co_await self.sleep(duration);
}

}  // namespace asim::testing
