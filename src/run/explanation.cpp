#include "run/explanation.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/numbers.h"
#include "base/utf8.h"
#include "run/report.h"
#include "steps/execution.h"

namespace asim {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kCodeWidth = 38;  // of a source line that something is said about
constexpr std::size_t kListed = 8;      // entries of the loop's lists that are shown

/// Broken into lines of at most kWidth, each behind the indentation.
std::string wrapped(std::string_view text, std::size_t indentation) {
  std::string result;
  std::size_t column = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    const std::size_t width = display_width(word);
    if (column > 0 && column + 1 + width > kWidth) {
      result += '\n';
      column = 0;
    }
    result += column == 0 ? std::string(indentation, ' ') : " ";
    column += column == 0 ? indentation + width : 1 + width;
    result += word;
    begin = end + 1;
  }
  return result + "\n";
}

/// At most kCodeWidth columns of it.
std::string shortened(std::string code) {
  if (display_width(code) <= kCodeWidth) return code;
  const auto is_inside_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  while (display_width(code) >= kCodeWidth) {
    while (is_inside_character(code.back())) code.pop_back();
    code.pop_back();
  }
  return code + "…";
}

/// Whether what comes of a wait is more than that it is over.
bool gives_value(std::string_view step) {
  return step == "get" || step == "join" || step == "first_of" || step == "all_of";
}

std::string list_text(const std::vector<std::string>& names, std::size_t count) {
  if (names.empty()) return "nothing";
  std::string text = fmt::format("{}", fmt::join(names, ", "));
  return count > names.size() ? fmt::format("{}, … {} more", text, count - names.size()) : text;
}

}  // namespace

// ---- before a turn ----

void Explanation::before_turn() {
  if (turns_ == most_turns_ || (ask_ && !ask_())) {
    stopped_ = true;
    return;
  }
  ++turns_;
  ready_ = ready_text();
  future_ = future_text();
  const Loop& loop = state().loop;
  another_is_due_ = loop.ready_count() > 0 && loop.now() > 0 && loop.next_time() == loop.now();
}

std::string Explanation::ready_text() const {
  std::vector<Process*> ready = state().loop.ready();
  std::erase_if(ready, [](const Process* process) { return !process->alive(); });  // only to be buried
  std::vector<std::string> names;
  for (const Process* process : ready) {
    if (names.size() < kListed)
      names.push_back(sanitized(shown_name(static_cast<const Instance&>(*process))));
  }
  return list_text(names, ready.size());
}

std::string Explanation::future_text() const {
  std::vector<std::string> entries;
  std::size_t never = 0;
  for (const Loop::Notice& notice : state().loop.notices(kListed)) {
    if (notice.time == Loop::kForever) {
      ++never;  // who sleeps forever is no part of what is to come
      continue;
    }
    const auto& instance = static_cast<const Instance&>(*notice.process);
    const std::string_view what = notice.is_timer ? " (part)" : instance.is_waiting() ? " (timeout)" : "";
    entries.push_back(
        fmt::format("{} {}{}", number_text(notice.time), sanitized(shown_name(instance)), what));
  }
  return list_text(entries, state().loop.notice_count() - never);
}

void Explanation::tell_header(double time, const std::string& ready, const std::string& future) {
  const std::string clock = "t = " + number_text(time);
  output_.write(fmt::format("\n{:<8}  ready: {:<24}  future: {}\n", clock, ready, future));
  last_line_ = {};
}

// ---- moves ----

void Explanation::tell(const Move& move) {
  if (stopped_) return;
  switch (move.kind) {
    case Move::Kind::clock: return;  // told with what is taken
    case Move::Kind::ready:
    case Move::Kind::future:
    case Move::Kind::timer: tell_taking(move); break;
    case Move::Kind::wait: tell_wait(move); break;
    default: tell_other(move);
  }
  clock_ = move.time;
}

void Explanation::tell_taking(const Move& move) {
  if (turns_ == 1) teach(Lesson::loop);
  tell_header(move.time, ready_, future_);
  const bool jumps = move.kind != Move::Kind::ready && move.time != clock_;
  paragraph(taking_sentence(move));
  if (jumps) teach(Lesson::clock);
  if (move.kind == Move::Kind::ready && another_is_due_) teach(Lesson::drain);
  if (move.kind == Move::Kind::future && !jumps && move.time > 0) teach(Lesson::tie);
  if (move.kind == Move::Kind::timer) {
    source_line(span_of(move), "a part of this is due");
    return teach(Lesson::timer);
  }
  if (move.is_first) return teach(Lesson::begin);
  source_line(span_of(move), move.text);
  if (move.is_held_back) return;
  if (move.wake == Process::Wake::timed_out) teach(Lesson::timeout);
  if (move.wake == Process::Wake::interrupted) teach(Lesson::interrupted);
  if (move.wake != Process::Wake::granted) return;
  teach(Lesson::behind);
  if (gives_value(step_of(*move.op))) teach(Lesson::value);
}

std::string Explanation::taking_sentence(const Move& move) {
  std::string name = shown_name(*move.process);
  const bool is_known = taught_.test(static_cast<std::size_t>(Lesson::behind));
  const std::string clock = move.time != clock_
                                ? fmt::format("Nobody is ready, so the clock jumps from {} to {}. ",
                                              number_text(clock_), number_text(move.time))
                            : move.time > 0 ? "Nobody is ready, and one more entry is due now. "
                                            : "";
  if (move.kind == Move::Kind::timer) return fmt::format("{}A part of {}'s wait is due.", clock, name);
  if (move.is_held_back) return fmt::format("{}The deadline of {}'s wait is due.", clock, name);
  if (move.is_first) {
    const std::string renamed =
        move.former_name.empty() ? "" : fmt::format(" It is called {} from now on.", name);
    if (!renamed.empty()) name = move.former_name;
    return fmt::format("{}The loop takes {} from {} and resumes it for the first time: it begins.{}",
                       move.kind == Move::Kind::future ? clock : "", name,
                       move.kind == Move::Kind::future ? "the future event list" : "the ready queue",
                       renamed);
  }
  const std::string from = move.kind == Move::Kind::future ? "" : " from the ready queue";
  const std::string how = is_known ? "" : ": the same coroutine, at the place where it froze";
  const std::string_view subject = move.kind == Move::Kind::future ? "It" : "The loop";
  if (move.kind == Move::Kind::future)
    return fmt::format("{}The loop resumes {}, which has {} since {}{}.", clock, name,
                       move.was_sleeping ? "slept" : "waited", number_text(move.since), how);
  return fmt::format("{} takes {}{} and resumes it{}.", subject, name, from, how);
}

void Explanation::tell_wait(const Move& move) {
  const std::string name = shown_name(*move.process);
  const bool sleeps = move.process->state() == Process::State::sleeping;
  const double until = move.process->wake_time();
  std::string why;
  for (const LinePlace& line : move.lines) why += (why.empty() ? "" : "; ") + line.condition;
  source_line(span_of(move), !why.empty() ? "cannot be done now: " + why
                             : sleeps && until < Loop::kForever
                                 ? "cannot go on before t = " + number_text(until)
                                 : "cannot be done now");
  const bool is_known = taught_.test(static_cast<std::size_t>(Lesson::await));
  std::string text = fmt::format("{} hands the loop a message, \"{}\", and is frozen", name, move.message);
  if (!is_known) text += " here, inside this line";
  text += ".";
  for (const LinePlace& line : move.lines) text += fmt::format(" It is {}.", place_text(line));
  paragraph(text);
  teach(Lesson::await);
  const auto* waiting = dynamic_cast<const WaitingOp*>(move.op);
  if (sleeps) {
    if (until < Loop::kForever) teach(Lesson::sleep);
  } else if (waiting && step_of(*move.op) == "first_of") {
    teach(Lesson::first_of);
  } else if (waiting && step_of(*move.op) == "all_of") {
    teach(Lesson::all_of);
  } else if (until == Loop::kForever) {
    teach(Lesson::line);
  }
  // A sleep with a timeout stands in no line.
  if (!sleeps && until < Loop::kForever && step_of(*move.op) != "sleep") teach(Lesson::deadline);
}

void Explanation::tell_other(const Move& move) {
  const std::string name = shown_name(*move.process);
  const auto tell_of_other = [&](Lesson lesson) {
    note(fmt::format("{} {}", name, move.text));
    teach(lesson);
  };
  switch (move.kind) {
    case Move::Kind::step:
      source_line(span_of(move), move.text);
      if (move.is_interrupted) {
        teach(Lesson::pending);
      } else if (dynamic_cast<const WaitingOp*>(move.op)) {
        teach(Lesson::at_once);
      }
      if (step_of(*move.op) == "call") teach(Lesson::procedure);
      break;
    case Move::Kind::grant:
      tell_of_other(Lesson::grant);
      if (move.op && step_of(*move.op) == "first_of") teach(Lesson::winner);
      break;
    case Move::Kind::start: tell_of_other(Lesson::start); break;
    case Move::Kind::interrupt: tell_of_other(Lesson::interrupt); break;
    case Move::Kind::preempt: tell_of_other(move.by ? Lesson::preempt : Lesson::reduction); break;
    case Move::Kind::regain: tell_of_other(Lesson::regain); break;
    case Move::Kind::revoke: tell_of_other(Lesson::revoke); break;
    case Move::Kind::cancel: tell_of_other(Lesson::cancel); break;
    case Move::Kind::end:
      paragraph(fmt::format("{} {}.", name, move.text));
      teach(Lesson::end);
      break;
    case Move::Kind::fail:
      if (move.op) source_line(span_of(move), "fails, and with it the run");
      break;
    default: break;
  }
}

// ---- the end ----

void Explanation::conclude(Simulation& simulation, const RunResult& result) {
  if (stopped_) {
    if (turns_ == most_turns_)
      output_.write(fmt::format("\nSo far {}; --steps says how many are told.\n", plural(turns_, "turn")));
    return;
  }
  std::string text;
  switch (result.end) {
    case RunResult::End::nothing_left:
      text = "Both lists are empty: there is nobody left whom the loop could resume. So it ends.";
      break;
    case RunResult::End::horizon:
      text = "Nothing more is due up to the horizon, so the clock is set to it, and the loop ends.";
      break;
    case RunResult::End::stopped:
      text = "A `stop` step has told the loop that this turn was the last.";
      break;
    case RunResult::End::interrupted: return;
    case RunResult::End::failed:
      if (const Op* op = has_failed() ? nullptr : present_op())
        source_line(state().program.spans[op->index], "fails, and with it the run");
      return output_.flush();
  }
  tell_header(result.time, ready_text(), future_text());
  paragraph(text);
  output_.write("\n");
  output_.write(ending(simulation, result, sources()));
}

// ---- layout ----

void Explanation::teach(Lesson lesson) {
  const auto index = static_cast<std::size_t>(lesson);
  if (taught_.test(index)) return;
  taught_.set(index);
  output_.write(wrapped(text_of(lesson), turns_ == 1 && lesson == Lesson::loop ? 0 : 4));
}

void Explanation::paragraph(std::string_view text) {
  output_.write(wrapped(sanitized(text), 2));
  last_line_ = {};
}

void Explanation::note(std::string_view text) { output_.write(wrapped("-> " + sanitized(text), 4)); }

void Explanation::source_line(Span span, std::string_view what) {
  const Location location = sources().locate(span);
  std::string code = shortened(visible(location.source->line_text(location.line)));
  if (span == last_line_) code = std::string(std::min(code.find_first_not_of(' '), code.size()), ' ') + "…";
  last_line_ = span;
  const std::size_t width = display_width(code);
  output_.write(fmt::format("  {:>4} | {}{}  {}\n", location.line, code,
                            std::string(kCodeWidth - std::min(kCodeWidth, width), ' '), sanitized(what)));
}

}  // namespace asim
