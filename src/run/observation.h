#pragma once
// A watched run as a sequence of moves: what the loop takes, what the process does that it resumes, whom that
// sets going, and what it leaves with the loop when it waits. What --trace, `explain` and `why` tell is made
// from these.

#include <optional>
#include <span>
#include <string>
#include <string_view>
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
    regain,     // somebody else has back what he lost, and is no longer held back
    end,
    fail,  // and with it the run
  };

  Kind kind = Kind::step;
  double time = 0;
  Instance* process = nullptr;  // null: the clock
  const Op* op = nullptr;       // where it stands; null at its end
  std::string text;

  // ready, future
  bool is_first = false;    // it begins
  std::string former_name;  // … and is called something else from now on
  Process::Wake wake = Process::Wake::granted;
  double since = 0;           // when its wait began
  bool was_sleeping = false;  // it slept without an event
  bool is_held_back = false;  // its deadline has come, but it is not resumed
  // step: it would have waited, but there was an interrupt for it already
  bool is_interrupted = false;
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
  void fails(Instance&, const RunError&) override;
  void ends(Instance&) override;
  void preempted(Instance&, const Preemption&) override;
  void row(const Row&) override;

protected:
  virtual void tell(const Move&) = 0;

  State& state() const { return *state_; }
  const Sources& sources() const { return sources_; }
  /// "bank.yaml:14", or empty.
  std::string place_of(const Op*) const;
  /// Where it stands; of a schedule or a downtime, where its resource is declared.
  Span span_of(const Move&) const;
  /// The word of the step: "get".
  std::string step_of(const Op&) const;
  /// The op that is being carried out; null between two.
  const Op* present_op() const { return levels_.empty() ? nullptr : levels_.back().op; }
  /// A failure has been told.
  bool has_failed() const { return has_failed_; }

private:
  struct StoredRow {
    std::string event, object, detail;
  };
  /// An op that is being carried out. There are several if one cancels a process, whose clean-up comes in
  /// between.
  struct Level {
    const Op* op = nullptr;
    Instance* process = nullptr;
    const Interrupt* interrupt = nullptr;  // the first one that had come for the process before
    std::string cause;                     // … and its cause
    std::vector<StoredRow> rows;
    std::vector<Process*> ready;  // what the ready queue was like before; of a long one only the end
    std::size_t ready_count = 0;
    std::vector<Move> aside;  // to be told after the step
  };

  /// A process that has lost what a `with` holds, and stands still until it has that back.
  struct HeldBack {
    Instance* process;
    std::string lost;
    bool is_held = false;                // known with the end of the step that took it away
    std::optional<Process::Wake> ended;  // its wait, which has been told
  };

  Move move(Move::Kind, Instance*, const Op*, std::string text) const;
  void note_clock();
  void say(const Move&);
  void tell_take();
  void enter(const Op*, Instance* = nullptr);
  void note_interrupt(Instance&);
  void leave(Instance* by);
  std::vector<Process*> end_of_ready(std::size_t from) const;
  void tell_newly_ready(Process&, Instance* by);
  std::vector<const Process*> look_at_held_back(Instance* by);
  void tell_end_of_wait(HeldBack&, Instance* by);
  void tell_regain(const HeldBack&, Instance* by);
  void tell_wait(Instance&);
  std::string rows_text() const;
  std::string resumed_text(const Op&, const Op* following) const;
  std::string interrupted_text(const Op&, const Op* following) const;
  std::string label_of(const Op&) const;

  const Sources& sources_;
  State* state_ = nullptr;
  Move take_;  // told when it is known what came of it
  bool is_take_told_ = true;
  bool has_failed_ = false;
  double clock_ = 0;
  std::vector<Level> levels_;
  std::vector<HeldBack> held_back_;
};

}  // namespace asim
