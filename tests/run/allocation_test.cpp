// A run allocates nothing per event: what it needs it takes while it warms up, and uses again. These tests
// count the calls of the global operator new in the second half of runs that are in a steady state and write
// no rows. A line that gets longer than ever before may still make a few.

#include <doctest/doctest.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <string>

#include "record/recorder.h"
#include "run/model_compiler.h"
#include "run/simulation.h"
#include "steps/registry.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ASIM_COUNTS_ALLOCATIONS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ASIM_COUNTS_ALLOCATIONS 0
#endif
#endif
#ifndef ASIM_COUNTS_ALLOCATIONS
#define ASIM_COUNTS_ALLOCATIONS 1
#endif

namespace {

bool g_counting = false;
std::size_t g_allocations = 0;

}  // namespace

#if ASIM_COUNTS_ALLOCATIONS

// For the whole executable, where it does what the default does and counts besides. A sanitizer brings its
// own, which must not be replaced: there the models only run.

namespace {

void* counted(void* memory) {
  if (g_counting) ++g_allocations;
  if (!memory) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t bytes) { return counted(std::malloc(bytes ? bytes : 1)); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  const auto unit = static_cast<std::size_t>(alignment);
  return counted(std::aligned_alloc(unit, (bytes + unit - 1) / unit * unit));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

#endif

namespace asim {
namespace {

struct Count {
  std::uint64_t events = 0;  // resumptions from half time on
  std::size_t allocations = 0;
};

/// Runs the model to its horizon and counts from half the horizon on.
Count count_second_half(const std::string& text, double horizon) {
  const std::unique_ptr<LoadedModel> model = load_model_text("model.yaml", text);
  REQUIRE(model->diagnostics.render(model->sources, false) == "");
  Recorder recorder;
  rows::add_all_to(recorder);
  recorder.begin();
  RunOptions options;
  options.until = horizon;
  Simulation simulation(model->program, options, recorder);
  Count count;
  std::uint64_t turns_before = 0;
  const RunResult result = simulation.run([&] {
    if (!g_counting && simulation.state().now() > horizon / 2) {
      turns_before = simulation.state().loop.turns();
      g_allocations = 0;
      g_counting = true;
    }
    return false;
  });
  g_counting = false;
  count.allocations = g_allocations;
  count.events = simulation.state().loop.turns() - turns_before;
  CHECK_FALSE(result.error);
  CHECK(turns_before > 0);
  return count;
}

void check_steady(const std::string& text, double horizon) {
  const Count count = count_second_half(text, horizon);
  CAPTURE(count.events);
  CHECK(count.events > 100'000);
  CHECK(count.allocations < 10);
}

constexpr const char* kSingleServer = R"(
queues: {line: {}}
processes:
  source:
    steps:
      - loop: forever
        do:
          - sleep: exponential(mean=2)
          - put: line
            item: {arrived: now, size: exponential(mean=1)}
  server:
    steps:
      - loop: forever
        do:
          - get: line
            as: job
          - sleep: job.size
          - tally: {time_in_system: now - job.arrived}
          - track: {length: line.length}
outputs: {mean_time: mean(time_in_system)}
)";

constexpr const char* kProcessForEachCustomer = R"(
queues: {tokens: {}}
processes:
  opening: {steps: [{put: tokens, item: 1}]}
  generator:
    steps:
      - loop: forever
        do:
          - sleep: exponential(mean=2)
          - spawn: customer
            args: {size: exponential(mean=1)}
  customer:
    count: 0
    args: [size]
    vars: {arrived: now}
    steps:
      - get: tokens
        as: token
        timeout: 20
        on_timeout: [exit]
      - sleep: size
      - put: tokens
        item: token
      - tally: {time_in_system: now - arrived}
)";

constexpr const char* kPingPong = R"(
queues: {ping: {capacity: 1}, pong: {capacity: 1}}
vars: {rallies: 0}
processes:
  left:
    steps:
      - loop: forever
        as: i
        do:
          - put: ping
            item: "{i}"
          - get: pong
            as: answer
          - set: {rallies: rallies + len(answer)}
  right:
    steps:
      - loop: forever
        do:
          - get: ping
            as: ball
          - sleep: 1
          - put: pong
            item: [ball, "ball {ball}"]
)";

}  // namespace

#if ASIM_COUNTS_ALLOCATIONS
TEST_CASE("the counter counts") {
  g_allocations = 0;
  g_counting = true;
  const auto memory = std::make_unique<int>(1);
  g_counting = false;
  CHECK(memory);
  CHECK(g_allocations == 1);
}
#endif

TEST_CASE("passing items allocates nothing") { check_steady(kSingleServer, 400'000); }

TEST_CASE("processes that come and go allocate nothing") { check_steady(kProcessForEachCustomer, 400'000); }

TEST_CASE("handing values to and fro allocates nothing") { check_steady(kPingPong, 400'000); }

}  // namespace asim
