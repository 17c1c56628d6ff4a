#include <doctest/doctest.h>

#include "engine/future_event_list.h"
#include "engine/loop.h"
#include "engine/resource.h"

namespace asim {

TEST_CASE("out of order the capacity is 0, whatever it was or becomes") {
  Pool pool;
  Loop loop(pool);
  Resource press(loop, 3);
  press.break_down();
  CHECK(press.is_down());
  CHECK(press.capacity() == 0);
  CHECK(press.nominal_capacity() == 3);
  press.set_capacity(5);
  CHECK(press.capacity() == 0);
  press.break_down();
  press.repair();
  CHECK(press.capacity() == 0);
  press.repair();
  CHECK_FALSE(press.is_down());
  CHECK(press.capacity() == 5);
}

TEST_CASE("notices at a finite time are counted without those at infinity") {
  FutureEventList list;
  CHECK(list.finite_size() == 0);
  for (FutureEventList::Subject subject = 1; subject <= 20; ++subject)
    list.schedule(subject, subject % 4 == 0 ? Loop::kForever : static_cast<double>(subject));
  CHECK(list.size() == 20);
  CHECK(list.finite_size() == 15);
  FutureEventList::Subject subject = 0;
  double time = 0;
  REQUIRE(list.pop_until(FutureEventList::latest(Loop::kForever), subject, time));
  CHECK(list.finite_size() == 14);
}

}  // namespace asim
