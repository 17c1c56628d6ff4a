#include "record/recorder.h"

#include <algorithm>
#include <cassert>
#include <exception>
#include <utility>

namespace asim {

bool is_called(std::string_view process, std::string_view name) {
  return process.starts_with(name) && (process.size() == name.size() || process[name.size()] == '[');
}

Recorder::~Recorder() {
  try {
    end();
  } catch (const std::exception&) {  // a destructor has nobody to tell
  }
}

EventKind Recorder::add_kind(std::string_view name) {
  const auto found = std::find(kinds_.begin(), kinds_.end(), name);
  const auto kind = static_cast<EventKind>(found - kinds_.begin());
  if (found != kinds_.end()) return kind;
  assert(kinds_.size() < chosen_.size());
  kinds_.emplace_back(name);
  set_wanted(kind, true);
  return kind;
}

void Recorder::set_wanted(EventKind kind, bool wanted) {
  chosen_[kind] = wanted;
  update(kind);
}

void Recorder::set_all_wanted(bool wanted) {
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) set_wanted(static_cast<EventKind>(kind), wanted);
}

bool Recorder::set_wanted(std::string_view name, bool wanted) {
  const auto found = std::find(kinds_.begin(), kinds_.end(), name);
  if (found == kinds_.end()) return false;
  set_wanted(static_cast<EventKind>(found - kinds_.begin()), wanted);
  return true;
}

bool Recorder::wants_any_but(std::string_view name) const {
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
    if (wanted_[kind] && kinds_[kind] != name) return true;
  }
  return false;
}

void Recorder::add_process(std::string name) { processes_.push_back(std::move(name)); }

void Recorder::add_sink(std::unique_ptr<Sink> sink) {
  sinks_.push_back(std::move(sink));
  update_all();
}

void Recorder::add_observer(Sink& observer) {
  observers_.push_back(&observer);
  update_all();
}

void Recorder::remove_observer(const Sink& observer) {
  std::erase(observers_, &observer);
  update_all();
}

void Recorder::update_all() {
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) update(static_cast<EventKind>(kind));
}

bool Recorder::is_among_processes(std::string_view process) const {
  return std::any_of(processes_.begin(), processes_.end(),
                     [process](const auto& name) { return is_called(process, name); });
}

void Recorder::begin() {
  is_open_ = true;
  for (const auto& sink : sinks_) sink->begin();
}

void Recorder::write(EventKind kind, const Row& row) {
  for (Sink* observer : observers_) observer->write(row);
  if (!chosen_[kind] || !wants_process(row.process)) return;
  for (const auto& sink : sinks_) {
    sink->write(row);
    has_written_ = true;
  }
}

void Recorder::flush() {
  for (const auto& sink : sinks_) sink->flush();
}

void Recorder::end() {
  if (!std::exchange(is_open_, false)) return;
  std::exception_ptr first;
  for (const auto& sink : sinks_) {
    try {
      sink->end();
    } catch (const std::exception&) {
      if (!first) first = std::current_exception();
    }
  }
  if (first) std::rethrow_exception(first);
}

}  // namespace asim
