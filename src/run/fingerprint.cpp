#include "run/fingerprint.h"

#include <fmt/format.h>

#include "base/numbers.h"
#include "program/value_text.h"
#include "run/standing.h"

namespace asim {
namespace {

void add_number(Hash& hash, double x) { hash.add(number_text(x)); }

void add_observations(Hash& hash, const State& state) {
  for (const Observations& tally : state.tallies) {
    hash.add(tally.count());
    add_number(hash, tally.sum());
  }
  for (const double count : state.counts) add_number(hash, count);
  for (const TrackState& track : state.tracks) {
    hash.add(std::uint64_t{track.begun});
    if (track.begun) add_number(hash, track.value.integral(state.now()));
  }
}

void add_waiting(Hash& hash, const State& state) {
  for (Instance* instance = state.first_alive(); instance; instance = state.next_alive(*instance)) {
    if (!stands_still(*instance)) continue;
    hash.add(shown_name(*instance)).add(message_of(*instance));
    add_number(hash, instance->waiting_since());
  }
}

}  // namespace

void Fingerprint::write(const Row& row) {
  add_number(hash_, row.time);
  hash_.add(row.process).add(row.event).add(row.object).add(row.detail);
}

std::string Fingerprint::text(Simulation& simulation, const RunResult& result) const {
  Hash hash = hash_;
  hash.add(static_cast<std::uint64_t>(result.end));
  add_number(hash, result.time);
  if (result.error) hash.add(result.error->message);
  for (const auto& [name, value] : simulation.outputs()) hash.add(name).add(value_text(value));
  add_observations(hash, simulation.state());
  if (!result.error) add_waiting(hash, simulation.state());
  return fmt::format("{:016x}", hash.value());
}

}  // namespace asim
