#pragma once
// A watched run as a sequence of moves: what the loop takes, what the process does that it resumes, whom that
// sets going, and what it leaves with the loop when it waits. What --trace, `explain` and `why` tell is made
// from these.

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/source.h"
#include "engine/process.h"
#include "program/observer.h"
#include "program/state.h"
#include "run/standing.h"

namespace asim {

struct Move {
  enum class Kind : std::uint8_t {
    clock,      // jumps
    ready,      // taken from the ready queue and resumed
    future,     // … from the future event list
    timer,      // a branch's time has come
    step,       // done, the process goes on
    wait,       // it leaves a message with the loop and stands still
    grant,      // somebody else gets what he waits for, and enters the ready queue
    start,      // somebody new enters the ready queue
    interrupt,  // somebody else's wait ends by an interrupt
    preempt,    // somebody else loses what he holds
    revoke,     // somebody else loses what he was granted and stands in his line again
    cancel,     // somebody else is ended
    end,
  };

  Kind kind = Kind::step;
  double time = 0;
  Instance* process = nullptr;  // null: the clock
  const Op* op = nullptr;       // where it stands; null at its end
  std::string text;

  // ready, future
  bool is_first = false;  // it begins
  Process::Wake wake = Process::Wake::granted;
  double since = 0;           // when its wait began
  bool was_sleeping = false;  // it slept without an event
  // wait
  std::string message;
  std::vector<LinePlace> lines;
  // grant, start, …
  Instance* by = nullptr;  // null: the clock
};

/// How a trace calls the kinds of moves, in the order of the enumeration, and what they are.
struct MoveKind {
  std::string_view name, summary;
};
std::span<const MoveKind> move_kinds();
std::string_view name_of(Move::Kind);

class Observation : public Observer {
public:
  explicit Observation(const Sources& sources) : sources_(sources) {}
  void attach(State& state) override { state_ = &state; }

  void takes_ready(Process&) override;
  void takes_due(Process&) override;
  void takes_timer(Process&) override;
  void after_timer(Process&) override;
  void after_turn(Process&) override;
  void begins(Instance&) override;
  void before_step(Frame&, const Op&) override;
  void after_step(Frame&, const Op&, const Op* following) override;
  void before_resume(Frame&, const Op&) override;
  void after_resume(Frame&, const Op&, const Op* following) override;
  void ends(Instance&) override;
  void preempted(Instance&, const Preemption&) override;
  void row(const Row&) override;

protected:
  virtual void tell(const Move&) = 0;

  State& state() const { return *state_; }
  const Sources& sources() const { return sources_; }
  /// "bank.yaml:14", or empty.
  std::string place_of(const Op*) const;
  /// The word of the step: "get".
  std::string step_of(const Op&) const;
  /// The op that is being carried out; null between two.
  const Op* present_op() const { return levels_.empty() ? nullptr : levels_.back().op; }

private:
  struct StoredRow {
    std::string event, object, detail;
  };
  /// An op that is being carried out. There are several if one cancels a process, whose clean-up comes in
  /// between.
  struct Level {
    const Op* op = nullptr;
    std::vector<StoredRow> rows;
    std::vector<Process*> ready;  // what the ready queue was like before; of a long one only the end
    std::size_t ready_count = 0;
    std::vector<Move> aside;  // to be told after the step
  };

  Move move(Move::Kind, Instance*, const Op*, std::string text) const;
  void note_clock();
  void enter(const Op*);
  void leave(Instance* by);
  std::vector<Process*> end_of_ready(std::size_t from) const;
  void tell_newly_ready(Process&, Instance* by);
  void tell_wait(Instance&);
  std::string rows_text() const;
  std::string resumed_text(Frame&, const Op&, const Op* following);
  std::string take_cause(const Instance&);
  std::string label_of(const Op&) const;

  const Sources& sources_;
  State* state_ = nullptr;
  Move take_;  // told when it is known what came of it
  double clock_ = 0;
  std::vector<Level> levels_;
  // Of interrupts that have not reached their target yet, by its name.
  std::unordered_map<std::string, std::deque<std::string>> causes_;
};

}  // namespace asim
