#include "steps/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace asim {

extern const StepKind sleep_step, sleep_until_step, get_step, put_step, loop_step, while_step, for_step,
    break_step, continue_step, if_step, switch_step, choose_step, set_step, do_step, log_step, assert_step,
    fail_step, stop_step, tally_step, count_step, track_step, spawn_step, join_step, call_step, return_step,
    exit_step, try_step, interrupt_step, cancel_step, first_of_step, all_of_step, wait_until_step, with_step,
    acquire_step, release_step, wait_step, open_step, close_step, pulse_step, remove_step;

namespace {

const StepKind* const kKinds[] = {
    &sleep_step,    &sleep_until_step, &get_step,        &put_step,      &remove_step,    &acquire_step,
    &release_step,  &wait_step,        &open_step,       &close_step,    &pulse_step,     &loop_step,
    &while_step,    &for_step,         &break_step,      &continue_step, &if_step,        &switch_step,
    &choose_step,   &set_step,         &do_step,         &call_step,     &return_step,    &exit_step,
    &spawn_step,    &join_step,        &with_step,       &try_step,      &interrupt_step, &cancel_step,
    &first_of_step, &all_of_step,      &wait_until_step, &log_step,      &tally_step,     &count_step,
    &track_step,    &assert_step,      &fail_step,       &stop_step,
};

constexpr Key kCommonKeys[] = {{"name", KeyType::literal, false, "", "a name for the step, shown in traces"}};
constexpr Key kWaitingKeys[] = {
    {"timeout", KeyType::number, false, "", "how long to wait at most; 0: do it now or not at all"},
    {"on_timeout", KeyType::steps, false, "", "the steps after a timeout"},
};

constexpr Key kBranchKeys[] = {
    {"then", KeyType::steps, false, "", "the steps that follow if this branch wins"}};

/// Rows that no step writes.
constexpr std::string_view kLifeRows[] = {"start", "end", "timeout", "capacity", "down", "up"};

}  // namespace

std::span<const StepKind* const> step_kinds() { return kKinds; }

const StepKind* find_step_kind(std::string_view name) {
  const auto found =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](auto* kind) { return kind->name == name; });
  return found == std::end(kKinds) ? nullptr : *found;
}

std::vector<std::string_view> step_names() {
  std::vector<std::string_view> names;
  for (const StepKind* kind : kKinds) names.push_back(kind->name);
  return names;
}

std::span<const Key> common_keys() { return kCommonKeys; }
std::span<const Key> waiting_keys() { return kWaitingKeys; }
std::span<const Key> branch_keys() { return kBranchKeys; }

std::vector<Key> keys_of(const StepKind& kind, bool is_branch) {
  std::vector<Key> keys(kind.keys.begin(), kind.keys.end());
  const auto add = [&](std::span<const Key> more) { keys.insert(keys.end(), more.begin(), more.end()); };
  add(kCommonKeys);
  if (is_branch) add(kBranchKeys);
  if (kind.waits()) add(kWaitingKeys);
  return keys;
}

bool holds_steps(std::string_view name) {
  const auto is_such = [&](const StepKind* kind) {
    const Key* key = find_key(kind->keys, name);
    return key && key->type == KeyType::steps;
  };
  return name == "on_timeout" || std::any_of(std::begin(kKinds), std::end(kKinds), is_such);
}

namespace rows {

const std::vector<std::string_view>& names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all(std::begin(kLifeRows), std::end(kLifeRows));
    for (const StepKind* kind : kKinds) {
      if (kind->writes_rows) all.push_back(kind->name);
    }
    return all;
  }();
  return names;
}

EventKind of(std::string_view kind) {
  const std::vector<std::string_view>& all = names();
  const auto found = std::find(all.begin(), all.end(), kind);
  assert(found != all.end());
  return static_cast<EventKind>(found - all.begin());
}

EventKind of(const StepKind& kind) { return of(kind.name); }

void add_all_to(Recorder& recorder) {
  for (const std::string_view name : names()) recorder.add_kind(name);
}

}  // namespace rows

}  // namespace asim
