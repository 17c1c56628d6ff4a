// --verify: what is healthy passes and runs as it would without, what is broken is found, and a condition
// that reads what others change raises no false alarm.

#include "run/verification.h"

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>

#include "record/recorder.h"
#include "reference/generate.h"
#include "reference/to_yaml.h"
#include "run/model_compiler.h"
#include "run/simulation.h"
#include "steps/registry.h"
#include "support/command.h"

namespace asim::test {
namespace {

// ---- breaking into private members: access is not checked where a template is instantiated explicitly ----

template <class Tag, typename Tag::Member member>
struct Reveal {
  friend typename Tag::Member revealed(Tag) { return member; }
};

#define ASIM_REVEAL(Tag, Type, Class, member) \
  struct Tag {                                \
    using Member = Type Class::*;             \
    friend Member revealed(Tag);              \
  };                                          \
  template struct Reveal<Tag, &Class::member>

ASIM_REVEAL(QueuePuts, std::uint64_t, Queue<Value>, puts_);
ASIM_REVEAL(QueueCapacity, std::size_t, Queue<Value>, capacity_);
ASIM_REVEAL(QueueRoom, std::size_t, Queue<Value>, room_);
ASIM_REVEAL(ResourceCapacity, Resource::Amount, Resource, capacity_);
ASIM_REVEAL(ResourceInUse, Resource::Amount, Resource, in_use_);
ASIM_REVEAL(ContainerCapacity, double, Container, capacity_);
ASIM_REVEAL(ContainerLevel, double, Container, level_);
ASIM_REVEAL(GateIsOpen, bool, Gate, is_open_);

// ---- running ----

using Breaker = std::function<void(State&)>;

/// The error of a run, or "". After the first turn at or after t = 5 the state is broken.
std::string error_of(const std::string& text, const Breaker& break_it, bool verify = true) {
  const std::unique_ptr<LoadedModel> model = load_model_text("model.yaml", text);
  REQUIRE_MESSAGE(model->valid(), model->diagnostics.render(model->sources, false));
  Recorder recorder;
  rows::add_all_to(recorder);
  recorder.begin();
  RunOptions options;
  options.verify = verify;
  Simulation simulation(model->program, options, recorder);
  REQUIRE(simulation.problems().empty());
  bool broken = break_it == nullptr;
  const RunResult result = simulation.run([&] {
    if (!broken && simulation.state().now() >= 5) {
      broken = true;
      break_it(simulation.state());
    }
    return false;
  });
  CHECK(broken);
  return result.error ? result.error->message : "";
}

std::string error_of(const std::string& text) { return error_of(text, nullptr); }

template <class Kind>
Kind& first_object(State& state) {
  return static_cast<Kind&>(*state.objects.front());
}

// One object, somebody who holds or waits from the beginning, and a clock that goes on.
const std::string kClock = R"(
  clock:
    steps:
      - loop: 10
        do: [{sleep: 1}]
)";

const std::string kQueue = R"(
queues: {jobs: {capacity: 2}}
processes:
  worker: {steps: [{put: jobs, item: 1}, {put: jobs, item: 2}, {get: jobs, where: item > 3}]})" +
                           kClock;
const std::string kPutters = R"(
queues: {jobs: {capacity: 1}}
processes:
  worker: {count: 2, steps: [{put: jobs, item: 1}]})" +
                             kClock;
const std::string kResource = R"(
resources: {desk: {}}
processes:
  clerk: {count: 2, steps: [{acquire: desk}, {sleep: inf}]})" +
                              kClock;
const std::string kContainer = R"(
containers: {tank: {capacity: 10, level: 4}}
processes:
  ship: {steps: [{get: tank, amount: 5}]}
  truck: {steps: [{put: tank, amount: 7}]})" +
                               kClock;
const std::string kGate = R"(
gates: {door: {}}
processes:
  guest: {steps: [{wait: door}]})" +
                          kClock;

void check_found(const std::string& model, const std::string& what, const Breaker& break_it) {
  CHECK(error_of(model) == "");
  CHECK(error_of(model, break_it) == "conservation violated: " + what);
}

}  // namespace

TEST_CASE("a broken queue is found") {
  const auto queue = [](State& state) -> QueueObject& { return first_object<QueueObject>(state); };
  check_found(kQueue, "queue `jobs` at t = 6: an item was lost or doubled",
              [&](State& state) { ++(queue(state).*revealed(QueuePuts())); });
  check_found(kQueue, "queue `jobs` at t = 6: it holds more than its capacity",
              [&](State& state) { queue(state).*revealed(QueueCapacity()) = 1; });
  check_found(kQueue, "queue `jobs` at t = 6: a get waits beside an item it could have",
              [&](State& state) { queue(state).items().front()->item = 4.0; });
  check_found(kPutters, "queue `jobs` at t = 6: a put waits beside room",
              [&](State& state) { queue(state).*revealed(QueueRoom()) = 2; });
}

TEST_CASE("a broken resource is found") {
  const auto resource = [](State& state) -> ResourceObject& { return first_object<ResourceObject>(state); };
  check_found(kResource, "resource `desk` at t = 6: what is in use is not the sum of what is held",
              [&](State& state) { resource(state).*revealed(ResourceInUse()) = 2; });
  check_found(kResource, "resource `desk` at t = 6: more than its capacity is in use",
              [&](State& state) { resource(state).*revealed(ResourceCapacity()) = 0; });
  check_found(kResource, "resource `desk` at t = 6: a request waits beside what it could have",
              [&](State& state) { resource(state).*revealed(ResourceCapacity()) = 2; });
  check_found(kResource, "resource `desk` at t = 10: what was received is not what the living hold",
              [&](State& state) { state.first_alive()->newest_hold() = nullptr; });
}

TEST_CASE("a broken container is found") {
  const auto tank = [](State& state) -> ContainerObject& { return first_object<ContainerObject>(state); };
  check_found(kContainer, "container `tank` at t = 6: its level is negative",
              [&](State& state) { tank(state).*revealed(ContainerLevel()) = -1; });
  check_found(kContainer, "container `tank` at t = 6: its level is above its capacity",
              [&](State& state) { tank(state).*revealed(ContainerLevel()) = 11; });
  check_found(kContainer, "container `tank` at t = 6: a get waits beside an amount it could have",
              [&](State& state) { tank(state).*revealed(ContainerLevel()) = 5; });
  check_found(kContainer, "container `tank` at t = 6: a put waits beside room",
              [&](State& state) { tank(state).*revealed(ContainerCapacity()) = 11; });
}

TEST_CASE("a broken gate is found") {
  check_found(kGate, "gate `door` at t = 6: somebody waits although it is open",
              [](State& state) { first_object<GateObject>(state).*revealed(GateIsOpen()) = true; });
}

TEST_CASE("times in system that do not fit the number in system are found") {
  const Breaker add_a_stay = [](State& state) { state.process_types.front().stays.observe(10); };
  const std::string what =
      "process `guest` at t = 10: the integral of their number is 10, but the sum of their times 20";
  check_found(kGate, what, add_a_stay);
}

TEST_CASE("times in system fit in spite of late starts, a warm-up and cancelling") {
  CHECK(error_of(R"(
until: 40
warmup: 7.5
processes:
  early: {steps: [{sleep: 3}]}
  staying: {steps: [{sleep: 9.3}]}
  late: {start: 11.1, steps: [{sleep: 100}]}
  never: {start: 30, steps: [{sleep: 1}]}
  visitor: {count: 0, steps: [{sleep: 4.7}]}
  source:
    steps:
      - loop: 20
        do: [{spawn: visitor}, {sleep: 1.7}]
  killer: {steps: [{sleep: 20}, {cancel: never}]}
)") == "");
}

TEST_CASE("builds with assertions look now and then, and at the end") {
  std::string model = kQueue;
  model.replace(model.find("loop: 10"), 8,
                "loop: 70000");  // more turns than pass between two looks of either kind of build
  const std::string error = error_of(
      model, [](State& state) { ++(first_object<QueueObject>(state).*revealed(QueuePuts())); }, false);
#ifdef NDEBUG
  CHECK(error == "");
#else
  CHECK(error.starts_with("conservation violated: queue `jobs` at t = "));
#endif
}

TEST_CASE("a condition that reads what others change raises no false alarm") {
  const std::string shared = R"(
vars: {limit: 3}
queues: {jobs: {}}
processes:
  getter: {steps: [{get: jobs, where: item > limit}]}
  putter:
    steps:
      - put: jobs
        item: 2
      - sleep: 1
      - set: {limit: 1}
      - sleep: 1
)";
  CHECK(error_of(shared) == "");
  const std::string member = R"(
queues: {jobs: {}}
processes:
  getter: {steps: [{get: jobs, where: item.done}]}
  putter:
    vars: {job: {done: false}}
    steps:
      - put: jobs
        item: job
      - sleep: 1
      - set: {job.done: true}
      - sleep: 1
)";
  CHECK(error_of(member) == "");
  const std::string clock = R"(
queues: {jobs: {}}
processes:
  getter: {steps: [{get: jobs, where: item < now}]}
  putter: {steps: [{put: jobs, item: 2}, {sleep: 3}, {sleep: 1}]}
)";
  CHECK(error_of(clock) == "");
}

TEST_CASE("every model of the gallery passes and runs as it would without") {
  for (const std::string& model : files_below("models", ".yaml")) {
    if (model.starts_with("models/bench")) continue;
    CAPTURE(model);
    const CommandResult verified = asim({"run", model, "-f", "csv", "--verify"});
    CHECK(verified.exit_code == 0);
    CHECK(verified.err == "");
    CHECK(verified.out == asim({"run", model, "-f", "csv"}).out);
  }
}

TEST_CASE("random models pass") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    const std::string text = reference::to_yaml(reference::generate(seed));
    const std::string error = error_of(text);  // some fail, but not for that reason
    CHECK_MESSAGE(!error.starts_with("conservation violated"), error << "\n" << text);
  }
}

}  // namespace asim::test
