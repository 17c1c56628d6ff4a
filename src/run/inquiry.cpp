#include "run/inquiry.h"

#include <fmt/format.h>

#include "base/numbers.h"
#include "base/utf8.h"
#include "run/whereabouts.h"

namespace asim {
namespace {

constexpr std::size_t kMostNames = 5000;
constexpr std::size_t kNamedOthers = 4;
constexpr std::size_t kListedMoves = 20;

bool is_acquiring(std::string_view step) { return step == "acquire" || step == "with"; }

}  // namespace

void Inquiry::before_turn() {
  if (has_looked_) return;
  const Loop& loop = state().loop;
  const double next = loop.ready_count() == 0 ? loop.next_time() : loop.now();
  if (next > at_) look();
}

// ---- what is seen ----

void Inquiry::row(const Row& row) {
  Observation::row(row);
  if (has_looked_) return;
  if (row.event == "cancel" && row.object == name_) {
    cancelled_ = row.time;
    cancelled_by_ = row.process;
  }
  const bool is_same_kind =
      row.event == notes_.step || (is_acquiring(row.event) && is_acquiring(notes_.step));
  if (!is_same_kind || row.process == name_ || !notes_.objects.contains(std::string(row.object))) return;
  ++notes_.other_count;
  if (notes_.others.size() < kNamedOthers)
    notes_.others.push_back(fmt::format("{} at {}", row.process, number_text(row.time)));
}

void Inquiry::note_name(const Instance& instance) {
  if (names_.size() < kMostNames || names_.contains(instance.id))
    names_[instance.id] = {std::string(asim::name_of(instance)), instance.type().name};
}

/// Whether it is the process that the name fits best so far.
bool Inquiry::is_about(const Instance& instance) {
  if (instance.id == id_) {
    name_ = asim::name_of(instance);  // its `name:` comes into force after it has begun
    return true;
  }
  if (id_ && (fit_ == NameFit::name || has_looked_)) return false;
  const NameFit fit = fit_of(instance, asked_);
  if (fit <= fit_) return false;
  fit_ = fit;
  id_ = instance.id;
  kind_ = instance.kind;
  name_ = asim::name_of(instance);
  notes_ = {};
  note_name(instance);
  return true;
}

void Inquiry::tell(const Move& move) {
  if (is_answered_ || !move.process || move.process->type().is_hidden) return;
  if (move.is_first || move.kind == Move::Kind::start || move.kind == Move::Kind::wait)
    note_name(*move.process);
  if (!is_about(*move.process)) return;
  note_what_it_does(move);
  if (!has_looked_) return;
  const bool is_there = standing_ != Standing::absent && standing_ != Standing::to_begin;
  if (!is_there && !move.is_first && move.kind != Move::Kind::cancel) return;
  switch (move.kind) {
    case Move::Kind::step:
    case Move::Kind::wait:
    case Move::Kind::timer:
    case Move::Kind::revoke:
    case Move::Kind::preempt: return;
    default: break;
  }
  outcome_ = fmt::format("at {} it {}{}", number_text(move.time), move.text, by_whom(move));
  is_answered_ = true;
}

std::string Inquiry::by_whom(const Move& move) const {
  if (!move.by || !move.by->op || move.by->type().is_hidden) return "";
  return fmt::format(" (`{}` at {})", step_of(*move.by->op), place_of(move.by->op));
}

void Inquiry::note_what_it_does(const Move& move) {
  if (move.is_first) notes_.begun = move.time;
  if (move.kind == Move::Kind::end || move.kind == Move::Kind::cancel) notes_.ended = move.time;
  if (move.kind == Move::Kind::cancel && move.by) notes_.ended_by = shown_name(*move.by);
  if (has_looked_) return;
  if (move.time == at_) {
    const std::string place = place_of(move.op);
    notes_.done.push_back(fmt::format("{}{}{}", place, place.empty() ? "" : "  ", move.text));
  }
  if (move.kind != Move::Kind::wait) return;
  notes_.step = step_of(*move.op);
  notes_.objects.clear();
  notes_.others.clear();
  notes_.other_count = 0;
  for (const LinePlace& line : move.lines) notes_.objects.insert(line.object);
}

// ---- the end of the instant ----

void Inquiry::look() {
  Instance* found = nullptr;
  for (Instance* instance = state().first_alive(); instance; instance = state().next_alive(*instance)) {
    if (is_about(*instance)) found = instance;
  }
  has_looked_ = true;
  is_one_of_several_ = fit_ == NameFit::type && kind_->created > 1;
  if (is_one_of_several_) {
    is_answered_ = true;
  } else if (found) {
    look_at(*found);
  } else if (id_) {
    look_for_its_end();
  }
}

void Inquiry::look_at(Instance& instance) {
  const Process::State now = instance.state();
  if (stands_still(instance) || instance.is_held_back()) {
    standing_ = Standing::still;
  } else if (now == Process::State::running) {
    standing_ = Standing::running;
    found_ = place_of(instance.op);
    return;
  } else {
    standing_ = instance.has_begun ? Standing::ready : Standing::to_begin;
  }
  found_ = whereabouts(instance, sources());
  if (standing_ == Standing::still) found_ += others_text();
}

/// A process that had been set going when it was cancelled makes no move any more.
void Inquiry::look_for_its_end() {
  is_answered_ = true;
  if (notes_.ended || !cancelled_) return;
  notes_.ended = cancelled_;
  notes_.ended_by = cancelled_by_;
  if (*cancelled_ == at_) notes_.done.push_back("is ended by " + cancelled_by_);
}

// ---- the answer ----

std::vector<std::string_view> Inquiry::names() const {
  std::vector<std::string_view> all;
  for (const auto& [id, name] : names_) all.push_back(name.name);
  return all;
}

std::vector<std::string_view> Inquiry::names_of(std::string_view type) const {
  std::vector<std::string_view> all;
  for (const auto& [id, name] : names_) {
    if (name.type == type) all.push_back(name.name);
  }
  return all;
}

std::string Inquiry::others_text() const {
  if (notes_.other_count == 0) return "";
  std::string text;
  for (const std::string& other : notes_.others) text += (text.empty() ? "" : ", ") + other;
  if (notes_.other_count > notes_.others.size())
    text += fmt::format(" and {} more", notes_.other_count - notes_.others.size());
  return sanitized(fmt::format("  since it began to wait, others got it: {}", text)) + "\n";
}

std::string Inquiry::answer(const RunResult& result) {
  const bool ran_out = !has_looked_;
  if (ran_out) look();
  if (!id_ || is_one_of_several_) return "";
  std::string text;
  if (ran_out && result.time < at_)
    text += fmt::format("the run {} at {}, before {}; at its end:\n", result.error ? "failed" : "ended",
                        number_text(result.time), number_text(at_));
  text += done_text();
  if (standing_ == Standing::absent) return text + absent_text();
  if (!notes_.done.empty()) text += "and then:\n";
  return text + standing_text(result) + outcome_text(result);
}

std::string Inquiry::done_text() const {
  const std::vector<std::string>& done = notes_.done;
  if (done.empty()) return "";
  std::string text = fmt::format("at {} it did this:\n", number_text(at_));
  for (std::size_t i = 0; i < std::min(done.size(), kListedMoves); ++i)
    text += "  " + sanitized(done[i]) + "\n";
  if (done.size() > kListedMoves) text += fmt::format("  … and {} more\n", done.size() - kListedMoves);
  return text;
}

std::string Inquiry::absent_text() const {
  std::string text;
  if (!notes_.done.empty()) return "";  // that was its end
  if (notes_.ended && *notes_.ended <= at_) {
    text = fmt::format("{} had ended by then, at {}", name_, number_text(*notes_.ended));
    if (!notes_.ended_by.empty()) text += ": it was ended by " + notes_.ended_by;
  } else {
    text = fmt::format("{} had not begun by then: it begins at {}", name_,
                       notes_.begun ? number_text(*notes_.begun) : "no time in this run");
  }
  return sanitized(text) + "\n";
}

/// Whoever is in the middle of a step has ended the run with it.
std::string Inquiry::standing_text(const RunResult& result) const {
  if (standing_ != Standing::running) return found_;
  return sanitized(fmt::format("{} is at {}, where the run {} at {}", name_, found_,
                               result.error ? "fails" : "ends", number_text(result.time))) +
         "\n";
}

std::string Inquiry::outcome_text(const RunResult& result) const {
  const std::string end =
      fmt::format("the run {} at {}", result.error ? "fails" : "ends", number_text(result.time));
  switch (standing_) {
    case Standing::absent:
    case Standing::running: return "";
    case Standing::ready: return fmt::format("it does not come to that: {}\n", end);
    case Standing::to_begin:
      if (notes_.begun) return "";
      return outcome_.empty() ? fmt::format("it never begins: {}\n", end)
                              : sanitized(outcome_ + ", and never begins") + "\n";
    case Standing::still: break;
  }
  if (!outcome_.empty()) return sanitized(outcome_) + "\n";
  return fmt::format("nothing frees it: {}, and it stands there still\n", end);
}

}  // namespace asim
