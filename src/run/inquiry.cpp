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
  const double next = loop.ready().empty() ? loop.next_time() : loop.now();
  if (next > at_) look();
}

// ---- what is seen ----

void Inquiry::row(const Row& row) {
  Observation::row(row);
  const bool is_same_kind = row.event == step_ || (is_acquiring(row.event) && is_acquiring(step_));
  if (has_looked_ || !is_same_kind || row.process == name_ || !objects_.contains(std::string(row.object)))
    return;
  ++other_count_;
  if (others_.size() < kNamedOthers)
    others_.push_back(fmt::format("{} at {}", row.process, number_text(row.time)));
}

void Inquiry::tell(const Move& move) {
  if (is_answered_ || !move.process) return;
  const std::string process = shown_name(*move.process);
  if (move.is_first && names_.size() < kMostNames && !move.process->type().is_hidden) names_.insert(process);
  if (process != name_) return;
  names_.insert(name_);
  note_what_it_does(move);
  if (!has_looked_) return;
  if (is_free_ && !move.is_first) return;
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
  if (!move.by || !move.by->op) return "";
  return fmt::format(" (`{}` at {})", step_of(*move.by->op), place_of(move.by->op));
}

void Inquiry::note_what_it_does(const Move& move) {
  if (move.is_first) begun_ = move.time;
  if (move.kind == Move::Kind::end || move.kind == Move::Kind::cancel) ended_ = move.time;
  if (has_looked_) return;
  const std::string place = place_of(move.op);
  const std::string text = fmt::format("{}{}{}", place, place.empty() ? "" : "  ", move.text);
  if (move.time == at_) done_.push_back(text);
  if (move.time < at_) last_ = fmt::format("at {}: {}", number_text(move.time), text);
  if (move.kind != Move::Kind::wait) return;
  step_ = step_of(*move.op);
  objects_.clear();
  others_.clear();
  other_count_ = 0;
  for (const LinePlace& line : move.lines) objects_.insert(line.object);
}

// ---- the answer ----

void Inquiry::look() {
  has_looked_ = true;
  Instance* instance = find_process(state(), name_);
  if (instance) names_.insert(name_);
  if (!instance) {
    is_answered_ = ended_.has_value();
    return;
  }
  is_free_ = !stands_still(*instance) && !instance->is_held_back();
  found_ = whereabouts(*instance, sources());
  if (!is_free_) found_ += others_text();
}

std::string Inquiry::others_text() const {
  if (other_count_ == 0) return "";
  std::string text;
  for (const std::string& other : others_) text += (text.empty() ? "" : ", ") + other;
  if (other_count_ > others_.size()) text += fmt::format(" and {} more", other_count_ - others_.size());
  return sanitized(fmt::format("  since it began to wait, others got it: {}", text)) + "\n";
}

std::string Inquiry::answer(const RunResult& result) {
  const bool ran_out = !has_looked_;
  if (ran_out) look();
  if (!names_.contains(name_)) return "";
  const std::string time = number_text(ran_out ? result.time : at_);
  std::string text;
  if (ran_out && result.time < at_)
    text += fmt::format("the run ended at {}, before {}; at its end:\n", time, number_text(at_));
  if (!done_.empty()) {
    text += fmt::format("at {} it did this:\n", number_text(at_));
    for (std::size_t i = 0; i < std::min(done_.size(), kListedMoves); ++i)
      text += "  " + sanitized(done_[i]) + "\n";
    if (done_.size() > kListedMoves) text += fmt::format("  … and {} more\n", done_.size() - kListedMoves);
    if (!found_.empty()) text += "and then:\n";
  }
  if (ended_ && found_.empty() && done_.empty())
    return text + sanitized(fmt::format("{} had ended by then, at {}", name_, number_text(*ended_))) + "\n";
  if (found_.empty() && !ended_)
    text += sanitized(fmt::format("{} had not begun by then: it begins at {}", name_,
                                  begun_ ? number_text(*begun_) : "no time in this run")) +
            "\n";
  text += found_;
  if (is_free_) return text;
  if (!outcome_.empty()) return text + sanitized(outcome_) + "\n";
  return text + fmt::format("nothing frees it: the run ends at {}, and it stands there still\n",
                            number_text(result.time));
}

}  // namespace asim
