// Every way of ending a wait, at every moment around the grant, for everything one can wait for: nothing may
// be lost, doubled or left waiting.

#include <doctest/doctest.h>

#include <algorithm>

#include "invariants.h"

namespace {

using namespace asim;
using namespace asim::testing;
using Wake = Process::Wake;

// ---- the stage ----

struct Stage : World {
  IntQueue items{loop, QueueOrder::fifo, 1};   // empty
  IntQueue places{loop, QueueOrder::fifo, 1};  // full
  Resource resource{loop, 1};                  // held by the granter
  Resource tool{loop, 1};                      // held by the subject, that somebody may preempt
  Container source{loop, 8, 0};
  Container sink{loop, 8, 8};
  Gate gate{loop};
  Gate exit{loop};
  Gate never{loop};
  Actor* target = nullptr;
  std::vector<std::string> got;  // who received what was granted

  void check() {
    check_queue(items);
    check_queue(places);
    check_resource(resource);
    check_resource(tool);
    check_container(source);
    check_container(sink);
    for (Actor& actor : actors) check_actor(actor);
  }
};

enum class Subject { timer, get, put, acquire, container_get, container_put, gate, join };
// preemption: the subject loses a tool and is told by an interrupt; held_back: it goes on when it has the
// tool again (`on_preempt: resume`), and loses nothing else.
enum class Ending { timeout, interrupt, cancel, first_of, all_of, preemption, held_back };
enum class Moment { before, same_instant_before, same_instant_after, after };

constexpr double kGrant = 10;

Event* make_request(Stage& stage, Actor& self, Subject subject) {
  Pool& pool = stage.pool;
  switch (subject) {
    case Subject::timer: return pool.make<Timer>(self, kGrant);
    case Subject::get: return pool.make<GetFrom>(self, stage.items, 0);
    case Subject::put: return pool.make<IntQueue::Put>(self, stage.places, 2, 0.0);
    case Subject::acquire: return pool.make<Acquire>(self, stage.resource);
    case Subject::container_get: return pool.make<Container::Get>(self, stage.source, 3.0);
    case Subject::container_put: return pool.make<Container::Put>(self, stage.sink, 3.0);
    case Subject::gate: return pool.make<Gate::Wait>(self, stage.gate);
    case Subject::join: return pool.make<Join>(self, *stage.target);
  }
  return nullptr;
}

void make_grantable(Stage& stage, Actor& granter, Subject subject) {
  int item = 1;
  switch (subject) {
    case Subject::timer: break;
    case Subject::get: stage.items.try_put(item, 0); break;
    case Subject::put: stage.places.receive(*stage.places.try_get()); break;
    case Subject::acquire: stage.resource.release_all(granter); break;
    case Subject::container_get: {
      Container::Put put(granter, stage.source, 3);
      put.begin();
      break;
    }
    case Subject::container_put: {
      Container::Get get(granter, stage.sink, 3);
      get.begin();
      break;
    }
    case Subject::gate: stage.gate.pulse(); break;
    case Subject::join: stage.loop.cancel(*stage.target); break;
  }
}

Coroutine waits_for(Loop&, Actor& self, Stage* stage, Event* event, Event* wanted, double timeout,
                    bool holds_tool) {
  Destroyer destroyer(stage->pool, *event);
  if (holds_tool) stage->tool.try_acquire(self, 1, 5);
  const Wake wake = co_await self.wait(*event, timeout);
  self.received();
  if (wake == Wake::granted) {
    receive(*event);
    if (wanted->granted()) stage->got.push_back(self.name);
  }
  self.note(wake);
  co_await self.sleep(5);
}

// The request alone, or where it can lose: beside an exit, alone or together with what never comes.
Event* wrapped(Stage& stage, Actor& self, Event& request, Ending ending) {
  if (ending != Ending::first_of && ending != Ending::all_of) return &request;
  auto* first = stage.pool.make<FirstOf>(self, stage.pool);
  if (ending == Ending::first_of) {
    first->add(request);
  } else {
    auto* all = stage.pool.make<AllOf>(self, stage.pool);
    all->add(request);
    all->add(*stage.pool.make<Gate::Wait>(self, stage.never));
    first->add(*all);
  }
  first->add(*stage.pool.make<Gate::Wait>(self, stage.exit));
  return first;
}

void meddle(Stage& stage, Actor& meddler, Actor& subject, Ending ending) {
  if (!subject.alive()) return;
  switch (ending) {
    case Ending::timeout: break;
    case Ending::held_back: subject.hold_back(false); break;
    case Ending::preemption: {
      Acquire acquire(meddler, stage.tool, 1, 0, true);
      REQUIRE(acquire.attempt());
      acquire.receive();
      break;
    }
    case Ending::interrupt: stage.loop.interrupt(subject, subject.interrupts.emplace_back()); break;
    case Ending::cancel: stage.loop.cancel(subject); break;
    default: stage.exit.open();
  }
}

Coroutine grants_and_meddles(Loop&, Actor& self, Stage* stage, Actor* subject, Subject what, Ending ending,
                             Moment moment) {
  if (what == Subject::acquire) stage->resource.try_acquire(self);
  // A later notice of the same time is scheduled later.
  const bool late = moment == Moment::same_instant_before && ending == Ending::timeout;
  if (late || moment == Moment::before) co_await self.sleep_until(kGrant - 1);
  if (moment == Moment::before) meddle(*stage, self, *subject, ending);
  co_await self.sleep_until(kGrant);
  if (moment == Moment::same_instant_before) meddle(*stage, self, *subject, ending);
  make_grantable(*stage, self, what);
  if (moment == Moment::same_instant_after) meddle(*stage, self, *subject, ending);
  co_await self.sleep_until(kGrant + 1);
  if (moment == Moment::after) meddle(*stage, self, *subject, ending);
  if (ending != Ending::held_back) co_return;
  co_await self.sleep_until(kGrant + 2);
  subject->let_go();
}

Coroutine sleeps_forever(Loop&, Actor& self) { co_await self.sleep_until(1000); }

double timeout_of(Ending ending, Moment moment) {
  if (ending != Ending::timeout) return Loop::kForever;
  return moment == Moment::before ? kGrant - 1 : moment == Moment::after ? kGrant + 1 : kGrant;
}

// Who must have got it, in time.
Log expected(Subject what, Ending ending, Moment moment) {
  const bool put = what == Subject::put || what == Subject::container_put;
  const bool granted_first = moment >= Moment::same_instant_after;
  bool subject = granted_first;
  bool gone = granted_first;  // for the rival
  if (what == Subject::timer) {
    // Granted by the clock in a turn of its own, which nothing can come after; it was set before the timeout.
    subject = moment == Moment::after || (ending == Ending::timeout && moment != Moment::before);
  } else if (moment == Moment::same_instant_after &&
             (ending == Ending::interrupt || ending == Ending::cancel || ending == Ending::preemption)) {
    // Granted and not received, it is taken back. An accepted put stands, though the cancelled cannot say so.
    subject = put && ending != Ending::cancel;
    gone = put;
  }
  if (ending == Ending::all_of) subject = gone = granted_first && put;
  if (ending == Ending::held_back)
    subject = gone = true;  // it keeps its place in line, and what it is granted
  const bool scarce = what == Subject::get || put || what == Subject::container_get;
  Log got;
  if (subject) got.push_back("subject");
  if (!scarce || !gone) got.push_back("rival");
  const bool receives_late = ending == Ending::held_back && moment != Moment::after;
  if (receives_late && what != Subject::acquire) std::reverse(got.begin(), got.end());
  return got;
}

void run_case(Subject what, Ending ending, Moment moment) {
  CAPTURE(static_cast<int>(what));
  CAPTURE(static_cast<int>(ending));
  CAPTURE(static_cast<int>(moment));
  Stage stage;
  const std::size_t baseline = stage.pool.in_use();
  int filler = 1;
  stage.places.try_put(filler, 0);
  stage.target = &stage.start("target", sleeps_forever);

  Actor& granter = stage.actor("granter");
  Actor& subject = stage.actor("subject");
  stage.loop.start(granter, grants_and_meddles(stage.loop, granter, &stage, &subject, what, ending, moment));
  Event* request = make_request(stage, subject, what);
  Event* event = wrapped(stage, subject, *request, ending);
  const double timeout = timeout_of(ending, moment);
  stage.loop.start(subject, waits_for(stage.loop, subject, &stage, event, request, timeout, true));
  Actor& rival = stage.actor("rival");
  Event* same = make_request(stage, rival, what);
  stage.loop.start(rival, waits_for(stage.loop, rival, &stage, same, same, Loop::kForever, false));

  while (stage.loop.run(50, stage.loop.turns() + 1) == Loop::Outcome::paused) stage.check();
  stage.check();
  CHECK(stage.got == expected(what, ending, moment));
  CHECK(stage.resource.in_use() <= 1);
  CHECK(stage.items.in_transit() + stage.places.in_transit() == 0);

  stage.cancel_all();
  stage.check();
  CHECK(stage.resource.in_use() + stage.tool.in_use() == 0);
  CHECK(stage.resource.waiting() + stage.gate.waiting() + stage.exit.waiting() + stage.never.waiting() == 0);
  for (IntQueue* queue : {&stage.items, &stage.places}) {
    CHECK(queue->getters() + queue->putters() == 0);
    while (IntQueue::Entry* entry = queue->try_get()) queue->receive(*entry);
  }
  CHECK(stage.source.getters() + stage.sink.putters() == 0);
  CHECK(stage.pool.in_use() == baseline);
}

}  // namespace

TEST_CASE("race matrix: whatever ends a wait, at whatever moment, nothing is lost, doubled or left waiting") {
  for (int what = 0; what <= static_cast<int>(Subject::join); ++what) {
    for (int ending = 0; ending <= static_cast<int>(Ending::held_back); ++ending) {
      for (int moment = 0; moment <= static_cast<int>(Moment::after); ++moment) {
        run_case(static_cast<Subject>(what), static_cast<Ending>(ending), static_cast<Moment>(moment));
      }
    }
  }
}
